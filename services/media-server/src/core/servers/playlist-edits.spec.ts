import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countEdits, planEdits } from './playlist-edits.js';
import type { PlaylistEntry } from './values.js';

const entries = (ids: readonly string[]): PlaylistEntry[] => ids.map((id) => ({ track: { id, title: id, artists: [] } }));
const tracks = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 12 });

describe('when a playlist becomes another', () => {
  it('the edits lead from one to the other, and every entry is kept, moved or removed exactly once', () => {
    fc.assert(
      fc.property(tracks, tracks, (before, wanted) => {
        const edits = planEdits(entries(before), wanted);
        expect(edits.after.map(({ trackId }) => trackId)).toEqual(wanted);
        const kept = edits.after.flatMap(({ from }) => from ?? []);
        expect([...kept, ...edits.removed].sort((a, b) => a - b)).toEqual(before.map((_, index) => index));
        for (const { trackId, from } of edits.after) if (from !== undefined) expect(before[from]).toBe(trackId);
        const staying = edits.after.filter(({ stays }) => stays).map(({ from = -1 }) => from);
        expect(staying).toEqual([...staying].sort((a, b) => a - b));
      }),
    );
  });

  it('touches the fewest entries', () => {
    expect(countEdits(planEdits(entries(['a', 'b', 'c', 'd']), ['d', 'a', 'b', 'c']))).toEqual({ added: 0, moved: 1, removed: 0 });
    expect(countEdits(planEdits(entries(['a', 'b', 'c', 'd']), ['b', 'c', 'd', 'a', 'e']))).toEqual({ added: 1, moved: 1, removed: 0 });
    expect(countEdits(planEdits(entries(['a', 'a', 'b']), ['a', 'b']))).toEqual({ added: 0, moved: 0, removed: 1 });
  });

  // Comparing each entry with each would not end within the time limit of a test.
  it('plans a list of 200,000 songs', () => {
    const before = Array.from({ length: 200_000 }, (_, at) => `t${at}`);
    const wanted = before.toSpliced(500, 20).toSpliced(9000, 0, ...Array.from({ length: 30 }, (_, at) => `n${at}`));
    expect(countEdits(planEdits(entries(before), wanted))).toEqual({ added: 30, moved: 0, removed: 20 });
  });
});
