import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changesBetween, type SongChange } from './playlist-changes.js';
import { mostListedChanges, playlistChange } from './playlist-history.js';

/** Takes out what was removed or moved, then puts in what came, in the order of the new positions. */
function applied(before: readonly number[], changes: readonly SongChange[]): number[] {
  const left = new Set(changes.flatMap((change) => (change.kind === 'added' ? [] : [change.from])));
  const songs = before.filter((_, index) => !left.has(index + 1));
  for (const change of changes) if (change.kind !== 'removed') songs.splice(change.to - 1, 0, change.songId);
  return songs;
}

/** The length of the longest list of songs that is part of both, by the textbook. */
function longestCommon(one: readonly number[], other: readonly number[]): number {
  let row: number[] = Array(other.length + 1).fill(0);
  for (const song of one) {
    const next = [0];
    for (let at = 0; at < other.length; at++) {
      next.push(song === other[at] ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const words = (before: number[], after: number[]): string[] =>
  changesBetween(before, after).map((change) => {
    if (change.kind === 'added') return `+${change.songId} at ${change.to}`;
    return change.kind === 'removed' ? `-${change.songId} from ${change.from}` : `${change.songId}: ${change.from} to ${change.to}`;
  });

describe('when two states of a playlist are compared', () => {
  it('says which songs came, went and moved, and where', () => {
    expect(words([1, 2, 3], [1, 2, 3])).toEqual([]);
    expect(words([], [7])).toEqual(['+7 at 1']);
    expect(words([7], [])).toEqual(['-7 from 1']);
    expect(words([1, 2, 3, 4], [4, 1, 2, 3])).toEqual(['4: 4 to 1']);
    expect(words([1, 2, 3, 4], [2, 3, 9, 4])).toEqual(['-1 from 1', '+9 at 3']);
    expect(words([1, 2, 3], [3, 2, 1])).toHaveLength(2);
  });

  it('treats each place of a repeated song as its own', () => {
    expect(words([1, 2, 1], [2, 1])).toEqual(['-1 from 1']);
    expect(words([1, 2], [1, 2, 1])).toEqual(['+1 at 3']);
    expect(words([1, 1, 2], [1, 2, 1])).toHaveLength(1);
  });

  it('leads from one state to the other, and leaves as many songs in place as possible', () => {
    const songs = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 24 });
    fc.assert(
      fc.property(songs, songs, (before, after) => {
        const changes = changesBetween(before, after);
        expect(applied(before, changes)).toEqual(after);
        const gone = changes.filter(({ kind }) => kind !== 'added').length;
        expect(before.length - gone).toBe(longestCommon(before, after));
      }),
    );
  });

  it('is right even for long lists that repeat few songs over and over', () => {
    const [before, after] = [Array.from({ length: 3000 }, (_, at) => at % 3), Array.from({ length: 2500 }, (_, at) => (at + 1) % 3)];
    expect(applied(before, changesBetween(before, after))).toEqual(after);
  });
});

describe('when a change becomes an entry of the history', () => {
  it('is none if nothing changed, and the first sync is one entry without songs', () => {
    expect(playlistChange([], 3, { isFirst: false })).toBeUndefined();
    expect(playlistChange(changesBetween([], [1, 2]), 2, { isFirst: true })).toEqual({
      ...{ kind: 'first', addedCount: 2, removedCount: 0, movedCount: 0, songCount: 2, songs: [] },
    });
  });

  it('counts all changes and lists the first of them', () => {
    const after = Array.from({ length: mostListedChanges + 100 }, (_, at) => at + 10);
    const change = playlistChange(changesBetween([1, 2], after), after.length, { isFirst: false });
    expect(change).toMatchObject({ kind: 'changed', addedCount: after.length, removedCount: 2, movedCount: 0, songCount: after.length });
    expect(change?.songs).toHaveLength(mostListedChanges);
  });
});
