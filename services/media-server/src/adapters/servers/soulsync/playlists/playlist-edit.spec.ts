import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planEdits } from '../../../../core/servers/playlist-edits.js';
import { editedText, type ResolvedLine } from './playlist-edit.js';
import { newPlaylistText, type PlaylistLine } from './playlist-text.js';

const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 10 });
/** Tracks, and entries that lead to none. */
const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'gone', 'radio'), { maxLength: 14 }).map((names) =>
  names.map((name, at): ResolvedLine => {
    const line = { comments: [`#EXTINF:${at},as the owner wrote it`], location: `${name}.mp3` };
    return { line, trackId: name.length === 1 ? name : undefined };
  }),
);
const added = (trackId: string): PlaylistLine => ({ comments: [], location: `${trackId}.mp3` });

function edited(resolved: readonly ResolvedLine[], wanted: readonly string[]): readonly PlaylistLine[] {
  const before = resolved.flatMap(({ trackId }) => (trackId === undefined ? [] : [{ track: { id: trackId, title: '', artists: [] } }]));
  const text = { ...newPlaylistText('x', undefined), entries: resolved.map(({ line }) => line) };
  return editedText(text, resolved, planEdits(before, wanted), added).entries;
}

const unseen = (entries: readonly PlaylistLine[]): readonly PlaylistLine[] => entries.filter(({ location }) => location.length > 5);

describe('when a playlist file is edited', () => {
  it('holds the wanted tracks in order, and every entry that leads to none, in its order too', () => {
    fc.assert(
      fc.property(lines, ids, (resolved, wanted) => {
        const entries = edited(resolved, wanted);
        const tracks = entries.filter(({ location }) => location.length === 5).map(({ location }) => location.slice(0, 1));
        expect(tracks).toEqual(wanted);
        expect(unseen(entries)).toEqual(unseen(resolved.map(({ line }) => line)));
      }),
    );
  });

  it('keeps the lines of tracks that stay as the owner wrote them', () => {
    fc.assert(
      fc.property(lines, (resolved) => {
        const wanted = resolved.flatMap(({ trackId }) => trackId ?? []);
        expect(edited(resolved, wanted)).toEqual(resolved.map(({ line }) => line));
      }),
    );
  });
});
