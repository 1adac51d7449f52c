import { seededRandom } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { planEdits } from '../../../core/servers/playlist-edits.js';
import type { PlaylistEntry } from '../../../core/servers/values.js';
import { canNameEach, type PlaylistStep, stepsOf, stepsWithoutMoves } from './playlist-steps.js';

interface Entry {
  readonly entryId: string;
  readonly trackId: string;
}

/** What a server makes of the steps. */
function after(before: readonly Entry[], steps: readonly PlaylistStep[]): string[] {
  let now = [...before];
  for (const [number, step] of steps.entries()) {
    if (step.kind === 'add') {
      const added = step.trackIds.map((trackId, at) => ({ trackId, entryId: `new ${number} ${at}` }));
      now.splice(step.at ?? now.length, 0, ...added);
    } else if (step.kind === 'move') {
      const at = now.findIndex(({ entryId }) => entryId === step.entryId);
      now.splice(step.to, 0, ...now.splice(at, 1));
    } else {
      now = now.filter(({ entryId }) => !step.entryIds.includes(entryId));
    }
  }
  return now.map(({ trackId }) => trackId);
}

const entriesOf = (trackIds: readonly string[], name = (trackId: string, at: number) => `${trackId} ${at}`): Entry[] =>
  trackIds.map((trackId, at) => ({ trackId, entryId: name(trackId, at) }));

const asRead = (entries: readonly Entry[]): PlaylistEntry[] =>
  entries.map(({ trackId, entryId }) => ({ entryId, track: { id: trackId, title: '', artists: [] } }));

const random = seededRandom(7);
const some = (most: number): string[] => Array.from({ length: Math.floor(random() * most) }, () => String(Math.floor(random() * 6)));
const changes = Array.from({ length: 400 }, () => [some(9), some(9)] as const);

describe('when the edits of a playlist become calls', () => {
  it('leads to the wanted order, from any order, with repetitions', () => {
    for (const [from, to] of changes) {
      const before = entriesOf(from);
      expect([from, after(before, stepsOf(planEdits(asRead(before), to)))]).toEqual([from, to]);
    }
  });

  it('removes last, and adds what comes together in one step', () => {
    const edits = planEdits(asRead(entriesOf(['a', 'b', 'c'])), ['x', 'y', 'a', 'c', 'z']);
    expect(stepsOf(edits)).toEqual([
      { kind: 'add', trackIds: ['x', 'y'], at: 0 },
      { kind: 'add', trackIds: ['z'], at: undefined },
      { kind: 'remove', entryIds: ['b 1'] },
    ]);
  });

  it('touches one entry where one moves', () => {
    const before = entriesOf(['a', 'b', 'c', 'd']);
    expect(stepsOf(planEdits(asRead(before), ['b', 'c', 'd', 'a']))).toEqual([{ kind: 'move', entryId: 'a 0', to: 3 }]);
    expect(stepsOf(planEdits(asRead(before), ['a', 'b', 'c', 'd']))).toEqual([]);
  });
});

describe('when entries of one track share their id', () => {
  const shared = (trackIds: readonly string[]) => asRead(entriesOf(trackIds, (trackId) => trackId));

  it('tells edits that touch one of them from edits that do not', () => {
    expect(canNameEach(planEdits(shared(['a', 'b', 'a']), ['a', 'a']))).toBe(true);
    expect(canNameEach(planEdits(shared(['a', 'b', 'a']), ['a', 'b']))).toBe(false);
    expect(canNameEach(planEdits([{ track: { id: 'a', title: '', artists: [] } }], []))).toBe(false);
  });
});

describe.each([
  ['anywhere', true],
  ['at the end alone', false],
] as const)('when nothing can be moved, and tracks can be added %s', (_where, addsAtPlaces) => {
  it('leads to the wanted order, whether entries have ids of their own or not', () => {
    for (const [from, to] of changes) {
      for (const before of [entriesOf(from), entriesOf(from, (trackId) => trackId)]) {
        const steps = stepsWithoutMoves(planEdits(asRead(before), to), addsAtPlaces);
        expect([from, after(before, steps)]).toEqual([from, to]);
        if (!addsAtPlaces) expect(steps.filter((step) => step.kind === 'add' && step.at !== undefined)).toEqual([]);
      }
    }
  });

  it('leaves what is in order alone', () => {
    const before = entriesOf(['a', 'b', 'c', 'd']);
    const steps = stepsWithoutMoves(planEdits(asRead(before), ['a', 'b', 'd', 'c']), addsAtPlaces);
    const gone = steps.flatMap((step) => (step.kind === 'remove' ? step.entryIds : []));
    expect(gone).not.toContain('a 0');
    expect(gone).not.toContain('b 1');
    expect(stepsWithoutMoves(planEdits(asRead(before), ['a', 'b', 'c', 'd']), addsAtPlaces)).toEqual([]);
  });
});
