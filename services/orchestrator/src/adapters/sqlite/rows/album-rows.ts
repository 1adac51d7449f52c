import { countedId, inKey, optionalText, optionalWhole, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

const idOfAnother = { type: 'integer', primary: true } as const;

export const albums = rowSchema(
  'albums',
  {
    id: countedId,
    /** See `albumIdentity`. */
    identity: text,
    name: text,
    year: optionalWhole,
    releaseDate: optionalText,
    kind: textOr('album'),
    musicbrainzId: optionalText,
  },
  { indices: [{ name: 'albums_identity', columns: ['identity'], unique: true }] },
);

/** Only songs that stand for their track. 0 for an unknown disc or number. */
export const albumSongs = rowSchema(
  'album_songs',
  { songId: idOfAnother, albumId: whole, discNumber: wholeOr(0), trackNumber: wholeOr(0) },
  { indices: [{ name: 'album_songs_by_album', columns: ['albumId', 'discNumber', 'trackNumber', 'songId'] }] },
);

export const albumArtists = rowSchema(
  'album_artists',
  { albumId: inKey(whole), position: inKey(whole), artistId: whole },
  { withoutRowid: true, indices: [{ name: 'album_artists_by_artist', columns: ['artistId', 'albumId'] }] },
);

export const genres = rowSchema(
  'genres',
  { id: countedId, identity: text, name: text },
  { indices: [{ name: 'genres_identity', columns: ['identity'], unique: true }] },
);

/** How often a genre is spelt how. Kept by triggers. */
export const genreSpellings = rowSchema(
  'genre_spellings',
  { genreId: inKey(whole), spelling: inKey(text), songCount: wholeOr(0) },
  { withoutRowid: true },
);

export const songGenres = rowSchema(
  'song_genres',
  { songId: inKey(whole), position: inKey(whole), genreId: whole, spelling: text },
  { withoutRowid: true, indices: [{ name: 'song_genres_by_genre', columns: ['genreId', 'songId'] }] },
);

/** Songs that are new or changed, or were linked anew. Filled by triggers. */
export const albumQueue = rowSchema('album_queue', { songId: idOfAnother });

/** Albums whose songs changed. Filled by triggers. */
export const albumChanges = rowSchema('album_changes', { albumId: idOfAnother });

/** Where an id leads that clients may still know. */
export const movedIds = rowSchema(
  'moved_ids',
  { kind: inKey(text), oldId: inKey(whole), newKind: text, newId: whole },
  { withoutRowid: true, indices: [{ name: 'moved_ids_by_new', columns: ['newKind', 'newId'] }] },
);

/** How far the songs of a source have been read, and its files registered; see `SourceCatalog.changedTracks`. */
export const sourcePositions = rowSchema('source_positions', { source: inKey(text), position: text }, { withoutRowid: true });
