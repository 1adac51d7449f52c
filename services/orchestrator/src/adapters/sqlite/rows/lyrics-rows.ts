import { countedId, optionalText, rowSchema, text, whole, wholeOr } from '@catalogsync/sqlite';

const idOfSong = { type: 'integer', primary: true } as const;

/** By the hash of the text as it came. Rows that no song has any more are removed by triggers. */
export const lyrics = rowSchema(
  'lyrics',
  { id: countedId, hash: text, plain: optionalText, timed: optionalText, language: optionalText },
  { indices: [{ name: 'lyrics_hash', columns: ['hash'], unique: true }] },
);

export const songLyrics = rowSchema(
  'song_lyrics',
  { songId: idOfSong, lyricsId: whole },
  { indices: [{ name: 'song_lyrics_by_lyrics', columns: ['lyricsId'] }] },
);

/** Lyrics that local files have, as their source names their version, and whether they are still to be read. */
export const lyricsVersions = rowSchema(
  'lyrics_versions',
  { songId: idOfSong, version: text, isWaiting: wholeOr(1) },
  { indices: [{ name: 'lyrics_versions_waiting', columns: ['songId'], where: 'is_waiting = 1' }] },
);
