import { describe, expect, it } from '@jest/globals';
import { downloadStates, downloadTransitions, hasEnded } from './states.js';

describe('when the table of download states is followed', () => {
  it('reaches every state from the first, and holds no other', () => {
    const reached = new Set<string>(['queued']);
    for (const state of reached) for (const next of downloadTransitions[state as (typeof downloadStates)[number]]) reached.add(next);
    expect([...reached].sort()).toEqual([...downloadStates].sort());
    expect(Object.keys(downloadTransitions).sort()).toEqual([...downloadStates].sort());
  });

  it('leaves a final state only when a person approves a file', () => {
    const leaving = downloadStates.filter((state) => hasEnded(state) && downloadTransitions[state].length > 0);
    expect(leaving).toEqual(['not_found', 'failed']);
    for (const state of leaving) expect(downloadTransitions[state]).toEqual(['succeeded']);
    for (const state of downloadStates.filter((one) => !hasEnded(one))) expect(downloadTransitions[state]).toContain('canceled');
  });
});
