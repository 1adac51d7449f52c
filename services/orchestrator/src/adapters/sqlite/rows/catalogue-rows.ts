import { countedId, inKey, optionalText, optionalWhole, referenceTo, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

const platform = textOr('unknown');

export const playlistPools = rowSchema(
  'playlist_pools',
  {
    id: countedId,
    platform,
    poolKind: textOr(''),
    externalId: text,
    name: textOr(''),
    url: optionalText,
    metadataJson: optionalText,
    /** Since when its source lists none of its kind although they are kept. */
    emptySince: optionalWhole,
  },
  { indices: [{ name: 'playlist_pools_identity', columns: ['platform', 'poolKind', 'externalId'], unique: true }] },
);

export const playlists = rowSchema(
  'playlists',
  {
    id: countedId,
    platform,
    remotePlaylistId: text,
    name: textOr(''),
    description: optionalText,
    coverUrl: optionalText,
    playCount: wholeOr(0),
    collectedSongCount: wholeOr(0),
    syncStatus: textOr('pending'),
    lastSyncedAt: optionalText,
    lastError: optionalText,
    remoteVersion: optionalText,
    /** Since when it comes back without songs although they are kept. */
    emptySince: optionalWhole,
  },
  {
    indices: [
      { name: 'playlists_identity', columns: ['platform', 'remotePlaylistId'], unique: true },
      { name: 'playlists_by_name', columns: ['name', 'id'] },
      { name: 'playlists_by_status', columns: ['syncStatus', 'name', 'id'] },
      { name: 'playlists_by_platform', columns: ['platform', 'name', 'id'] },
    ],
  },
);

export const poolPlaylists = rowSchema(
  'pool_playlists',
  { poolId: inKey(referenceTo('playlist_pools')), playlistId: inKey(referenceTo('playlists')) },
  { withoutRowid: true, indices: [{ name: 'pool_playlists_by_playlist', columns: ['playlistId'] }] },
);

export const songs = rowSchema(
  'songs',
  {
    id: countedId,
    platform,
    remoteSongId: text,
    name: textOr(''),
    singers: optionalText,
    ext: optionalText,
    fileSizeBytes: optionalWhole,
    metadataJson: optionalText,
    /** Kept by triggers. */
    activeFileCount: wholeOr(0),
    /** Milliseconds since 1970; unknown for songs that are older than the column. A trigger sets it. */
    addedAt: optionalWhole,
  },
  {
    indices: [
      { name: 'songs_identity', columns: ['platform', 'remoteSongId'], unique: true },
      { name: 'songs_by_name', columns: ['name', 'id'] },
      { name: 'songs_by_platform', columns: ['platform', 'name', 'id'] },
      { name: 'songs_without_file', columns: ['id'], where: 'active_file_count = 0' },
      { name: 'songs_with_file', columns: ['id'], where: 'active_file_count > 0' },
    ],
  },
);

/** Songs whose names or singers have changed since the search read them. */
export const renamedSongs = rowSchema('renamed_songs', { songId: { type: 'integer', primary: true } });

export const playlistSongs = rowSchema(
  'playlist_songs',
  { playlistId: inKey(referenceTo('playlists')), songId: referenceTo('songs'), position: inKey(whole) },
  { withoutRowid: true, indices: [{ name: 'playlist_songs_by_song', columns: ['songId'] }] },
);

export const playlistChanges = rowSchema(
  'playlist_changes',
  {
    id: countedId,
    playlistId: referenceTo('playlists'),
    changedAt: whole,
    jobRunId: optionalWhole,
    changeKind: text,
    addedCount: wholeOr(0),
    removedCount: wholeOr(0),
    movedCount: wholeOr(0),
    songCount: wholeOr(0),
    /** A list of `[song, from, to]`, with 0 for no place. */
    songsJson: textOr('[]'),
  },
  { indices: [{ name: 'playlist_changes_by_playlist', columns: ['playlistId', 'id'] }] },
);

export const artists = rowSchema(
  'artists',
  { id: countedId, platform, remoteArtistId: text, name: textOr('') },
  { indices: [{ name: 'artists_identity', columns: ['platform', 'remoteArtistId'], unique: true }] },
);

export const artistSongs = rowSchema(
  'artist_songs',
  { artistId: inKey(referenceTo('artists')), songId: inKey(referenceTo('songs')), position: wholeOr(0) },
  { withoutRowid: true, indices: [{ name: 'artist_songs_by_song', columns: ['songId', 'position'] }] },
);

export const storageBackends = rowSchema(
  'storage_backends',
  { id: countedId, name: textOr(''), backendType: textOr('local'), basePath: optionalText, configJson: optionalText },
  { indices: [{ name: 'storage_backends_identity', columns: ['name'], unique: true }] },
);

export const fileAssets = rowSchema(
  'file_assets',
  {
    id: countedId,
    songId: referenceTo('songs'),
    qualityLabel: textOr(''),
    ext: textOr(''),
    fileSizeBytes: optionalWhole,
    sha256: optionalText,
    bitrate: optionalWhole,
    sampleRate: optionalWhole,
    bitDepth: optionalWhole,
    durationMs: optionalWhole,
  },
  { indices: [{ name: 'file_assets_identity', columns: ['songId', 'qualityLabel', 'ext'], unique: true }] },
);

export const fileLocations = rowSchema(
  'file_locations',
  {
    id: countedId,
    fileAssetId: referenceTo('file_assets'),
    backendId: referenceTo('storage_backends'),
    locator: textOr(''),
    status: textOr('pending'),
    isPrimary: wholeOr(0),
  },
  {
    indices: [
      { name: 'file_locations_identity', columns: ['fileAssetId', 'backendId'], unique: true },
      { name: 'file_locations_one_primary', columns: ['fileAssetId'], unique: true, where: 'is_primary = 1' },
      { name: 'file_locations_by_backend', columns: ['backendId', 'status'] },
    ],
  },
);

export const uploadTasks = rowSchema(
  'upload_tasks',
  {
    id: countedId,
    fileLocationId: referenceTo('file_locations'),
    backendId: referenceTo('storage_backends'),
    status: textOr('pending'),
    attempts: wholeOr(0),
    objectKey: optionalText,
    lastError: optionalText,
    createdAt: optionalText,
    startedAt: optionalText,
    endedAt: optionalText,
  },
  {
    indices: [
      { name: 'upload_tasks_identity', columns: ['fileLocationId', 'backendId'], unique: true },
      { name: 'upload_tasks_by_backend', columns: ['backendId', 'status', 'id'] },
      { name: 'upload_tasks_by_key', columns: ['backendId', 'objectKey'], where: 'object_key IS NOT NULL' },
    ],
  },
);
