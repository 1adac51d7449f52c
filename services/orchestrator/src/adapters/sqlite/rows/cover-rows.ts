import { bytes, countedId, optionalText, optionalWhole, rowSchema, text, textOr, whole } from '@catalogsync/sqlite';

const idOf = { type: 'integer', primary: true } as const;
const look = { coverId: optionalWhole, state: textOr('pending'), lookedAt: optionalWhole, stamp: optionalText } as const;

/** Each picture once, by the hash of its source; the files are in COVERS_DIR. */
export const covers = rowSchema(
  'covers',
  {
    id: countedId,
    hash: text,
    width: whole,
    height: whole,
    color: text,
    thumbhash: bytes,
    mediaType: text,
    sourceKind: text,
    sourceAddress: optionalText,
    madeAt: whole,
  },
  { indices: [{ name: 'covers_identity', columns: ['hash'], unique: true }] },
);

/** A song without a row has not been looked at. */
export const songCovers = rowSchema(
  'song_covers',
  { songId: idOf, ...look },
  {
    indices: [
      { name: 'song_covers_by_cover', columns: ['coverId'] },
      { name: 'song_covers_by_stamp', columns: ['stamp'] },
      { name: 'song_covers_by_time', columns: ['lookedAt'] },
    ],
  },
);

export const albumCovers = rowSchema(
  'album_covers',
  { albumId: idOf, ...look },
  { indices: [{ name: 'album_covers_by_cover', columns: ['coverId'] }] },
);

/** The stamp of a mosaic names its four covers. */
export const playlistCovers = rowSchema(
  'playlist_covers',
  { playlistId: idOf, ...look },
  {
    indices: [
      { name: 'playlist_covers_by_cover', columns: ['coverId'] },
      { name: 'playlist_covers_by_stamp', columns: ['stamp'] },
    ],
  },
);

export const artistCovers = rowSchema(
  'artist_covers',
  { artistId: idOf, ...look },
  { indices: [{ name: 'artist_covers_by_cover', columns: ['coverId'] }] },
);
