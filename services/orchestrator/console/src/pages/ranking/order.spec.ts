import { describe, expect, it } from '@jest/globals';
import { firstOf, movesOf } from './order.js';

const breaker = { state: 'closed', faults: 0, openUntil: null } as const;
const ranked = (source: string, score: number | null) => ({ source, score, breaker, statistics: null });

describe('moves between two orders', () => {
  it('count the places up and down', () => {
    expect(movesOf(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual([
      { source: 'c', place: 1, up: 2 },
      { source: 'a', place: 2, up: -1 },
      { source: 'b', place: 3, up: -1 },
    ]);
  });

  it('know a source that was not asked before', () => {
    expect(movesOf(['a'], ['b', 'a'])).toEqual([
      { source: 'b', place: 1, up: undefined },
      { source: 'a', place: 2, up: -1 },
    ]);
  });
});

describe('why a source is asked first', () => {
  it('is what was learned, if it has a score', () => {
    const order = [ranked('kuwo', 0.4), ranked('qq', 0.2)];
    expect(firstOf({ order, reason: 'chance ÷ mean cost over 80 attempts' })).toEqual({
      kind: 'learned',
      source: 'kuwo',
      evidence: null,
      next: 'qq',
    });
  });

  it('is the configured order while it learns, with how far it has come', () => {
    const order = [ranked('qq', null)];
    expect(firstOf({ order, reason: 'learning: 12 of 30 attempts' })).toEqual({ kind: 'learning', source: 'qq', tried: 12, needed: 30 });
    expect(firstOf({ order, reason: 'warming up: 3 of 20 attempts' })).toMatchObject({ kind: 'learning', tried: 3, needed: 20 });
  });

  it('is the configuration otherwise', () => {
    expect(firstOf({ order: [ranked('qq', null)], reason: 'the configured order' })).toEqual({ kind: 'configured', source: 'qq' });
  });

  it('is nothing where no source is asked', () => {
    expect(firstOf({ order: [], reason: 'there is no source to ask' })).toEqual({ kind: 'nobody' });
  });
});
