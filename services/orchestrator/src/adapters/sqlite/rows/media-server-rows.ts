import { inKey, optionalText, optionalWhole, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

/** What people decided about single playlists; without a mode, that of the settings. */
export const mirrorChoices = rowSchema('mirror_choices', {
  playlistId: { type: 'integer', primary: true } as const,
  isMirrored: whole,
  mode: optionalText,
  decidedAt: whole,
  decidedBy: text,
});

/** A playlist on a media server, and how mirroring it went last. */
export const mirrors = rowSchema(
  'mirrors',
  {
    playlistId: inKey(whole),
    serverId: inKey(text),
    /** Empty if none was made yet. */
    remoteId: textOr(''),
    /** Of the last time that it succeeded. */
    mirroredAt: optionalWhole,
    songCount: wholeOr(0),
    /** Songs with a file that the server does not have, and songs without one. */
    unmatchedCount: wholeOr(0),
    withoutFileCount: wholeOr(0),
    /** The first of those with a file: a list of ids of songs. */
    unmatchedJson: textOr('[]'),
    lastError: optionalText,
  },
  { withoutRowid: true },
);

/** How often a server says that a song was played. */
export const songPlays = rowSchema(
  'song_plays',
  { serverId: inKey(text), songId: inKey(whole), playCount: whole, lastPlayedAt: optionalWhole },
  { withoutRowid: true, indices: [{ name: 'song_plays_by_song', columns: ['songId'] }] },
);

/** Single plays, each once. */
export const playEvents = rowSchema(
  'play_events',
  { serverId: inKey(text), playId: inKey(text), songId: whole, playedAt: whole },
  { withoutRowid: true, indices: [{ name: 'play_events_by_song', columns: ['songId'] }] },
);
