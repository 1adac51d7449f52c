import { inKey, rowSchema, text, whole, wholeOr } from '@catalogsync/sqlite';

const idOfSong = { type: 'integer', primary: true } as const;

/** Of two songs and more. Its id is that of its first song, which stands for all of them. */
export const recordings = rowSchema('recordings', { id: idOfSong, acrossPlatforms: wholeOr(0) });

/** The songs of a recording, its first one too. A song that is alone has no row. */
export const recordingSongs = rowSchema(
  'recording_songs',
  { songId: idOfSong, recordingId: whole },
  { indices: [{ name: 'recording_songs_by_recording', columns: ['recordingId', 'songId'] }] },
);

/** Where songs that stand for a recording are found: hashes of names and of ISRCs, with the length (0 is unknown). */
export const recordingKeys = rowSchema(
  'recording_keys',
  { key: inKey(whole), durationMs: inKey(whole), songId: inKey(whole) },
  { withoutRowid: true, indices: [{ name: 'recording_keys_by_song', columns: ['songId'] }] },
);

/** Songs that are new or changed. Filled by triggers. */
export const recordingQueue = rowSchema('recording_queue', { songId: idOfSong });

/** What people decided about pairs of songs, the smaller id first. */
export const recordingChoices = rowSchema(
  'recording_choices',
  { songId: inKey(whole), otherSongId: inKey(whole), isSame: whole, decidedAt: whole, decidedBy: text },
  { withoutRowid: true, indices: [{ name: 'recording_choices_by_other', columns: ['otherSongId'] }] },
);
