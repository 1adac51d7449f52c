import { inKey, optionalText, optionalWhole, real, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

/** Describes the library's tables, which are read and written in bulk by SQL text. Instants are milliseconds since 1970. */

const place = { root: text, path: text };
const placeInKey = { root: inKey(text), path: inKey(text) };
const found = { size: whole, mtimeMs: real, inode: real };

export const libraryFiles = rowSchema(
  'library_files',
  {
    fileId: inKey(whole),
    ...place,
    ...found,
    state: text,
    reason: textOr(''),
    fingerprint: optionalText,
    trackId: optionalText,
    tagsJson: optionalText,
    firstSeenAt: whole,
    goneAt: optionalWhole,
    searchRules: wholeOr(0),
    tagRules: wholeOr(0),
    lyricsStamp: optionalText,
    audioHash: optionalText,
    pictureStamp: optionalText,
  },
  {
    indices: [
      { name: 'library_files_place', columns: ['root', 'path'], unique: true, where: "state <> 'gone'" },
      { name: 'library_files_track', columns: ['trackId'], where: 'track_id IS NOT NULL' },
      { name: 'library_files_content', columns: ['fingerprint'], where: 'fingerprint IS NOT NULL' },
      { name: 'library_files_audio', columns: ['audioHash'], where: 'audio_hash IS NOT NULL' },
      { name: 'library_files_newest', columns: ['firstSeenAt', 'mtimeMs'] },
      { name: 'library_files_trouble', columns: ['state', 'fileId'], where: "state IN ('broken', 'gone')" },
      { name: 'library_files_search_rules', columns: ['searchRules'], where: "state = 'listed'" },
    ],
  },
);

/** Contents that several files have. */
export const libraryTwins = rowSchema('library_twins', { fingerprint: inKey(text) }, { withoutRowid: true });

export const libraryReads = rowSchema(
  'library_reads',
  {
    ...{ ...placeInKey, ...found, kind: text, reason: text, fingerprint: optionalText, tagsJson: optionalText },
    ...{ tagRules: wholeOr(0), audioHash: optionalText },
  },
  { withoutRowid: true },
);

export const librarySearchKeys = rowSchema(
  'library_search_keys',
  { searchKey: inKey(text), fileId: inKey(whole) },
  { withoutRowid: true, indices: [{ name: 'library_search_keys_file', columns: ['fileId'] }] },
);

export const libraryTracks = rowSchema(
  'library_tracks',
  { trackId: inKey(text), fileId: whole, revision: wholeOr(1) },
  { withoutRowid: true, indices: [{ name: 'library_tracks_revision', columns: ['revision', 'trackId'] }] },
);

export const libraryGoneTracks = rowSchema(
  'library_gone_tracks',
  { trackId: inKey(text), revision: whole },
  { withoutRowid: true, indices: [{ name: 'library_gone_tracks_revision', columns: ['revision', 'trackId'] }] },
);

export const libraryMounts = rowSchema('library_mounts', placeInKey, { withoutRowid: true });

export const libraryPlaylistFiles = rowSchema(
  'library_playlist_files',
  { ...placeInKey, ...found, title: text, entriesJson: text, notesJson: text },
  { withoutRowid: true },
);

export const libraryPlaylists = rowSchema(
  'library_playlists',
  { remoteId: inKey(text), kind: text, isChart: whole, name: text, description: text, version: text, sortKey: text },
  { withoutRowid: true, indices: [{ name: 'library_playlists_order', columns: ['isChart', 'sortKey', 'remoteId'] }] },
);

export const libraryPlaylistTracks = rowSchema(
  'library_playlist_tracks',
  { remoteId: inKey(text), position: inKey(whole), trackId: text },
  { withoutRowid: true },
);

export const libraryState = rowSchema('library_state', { name: inKey(text), value: text }, { withoutRowid: true });

export const libraryFaults = rowSchema(
  'library_faults',
  {
    path: inKey(text),
    reason: inKey(text),
    stamp: text,
    firstSeenAt: whole,
    lastSeenAt: whole,
    setAsideAt: optionalWhole,
    setAsideBy: optionalText,
  },
  { withoutRowid: true },
);
