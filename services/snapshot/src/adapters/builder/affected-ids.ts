import { changedRows, goneRows } from '@catalogsync/snapshot-delta';
import type { Database } from 'better-sqlite3';
import type { DocumentKind } from './previous-snapshot.js';

/** What an affected entry must be made anew of. */
export type AffectedUse = 'documents' | 'search';

/** The temporary table of the ids of affected entries. */
export const affectedIds = (use: AffectedUse, kind: DocumentKind): string => `temp.${use}_of_${kind}`;

const tables: Readonly<Record<DocumentKind, string>> = {
  track: 'catalog_tracks',
  album: 'catalog_albums',
  artist: 'catalog_artists',
  playlist: 'catalog_playlists',
};
const ids: Readonly<Record<DocumentKind, string>> = { track: 'song_id', album: 'album_id', artist: 'artist_id', playlist: 'playlist_id' };

/** Ids of a table whose rows are new, or differ in one of the columns. */
const differing = (table: string, id: string, columns: readonly string[]): string =>
  `SELECT n."${id}" FROM ${changedRows(table)} c CROSS JOIN main."${table}" n ON n."${id}" = c."${id}"
    LEFT JOIN previous."${table}" p ON p."${id}" = n."${id}" WHERE p."${id}" IS NULL OR ${columns.map((column) => `p.${column} IS NOT n.${column}`).join(' OR ')}`;

/** A column of the key, of rows that are new or differ. */
const changed = (table: string, column: string): string => `SELECT ${column} FROM ${changedRows(table)}`;
const gone = (table: string, column: string): string => `SELECT ${column} FROM ${goneRows(table)}`;

/** A column that is no part of the key: of rows that are there, and of those that were. */
const owners = (table: string, key: string, column: string): string[] => [
  `SELECT n.${column} FROM ${changedRows(table)} c JOIN main."${table}" n ON n.${key} = c.${key}`,
  `SELECT p.${column} FROM ${changedRows(table)} n JOIN previous."${table}" p ON p.${key} = n.${key}`,
  `SELECT p.${column} FROM ${goneRows(table)} n JOIN previous."${table}" p ON p.${key} = n.${key}`,
];

/** Artists of whom a track or an album says another name, or is found by one. */
const renamed = `SELECT artist_id FROM (${differing('catalog_artists', 'artist_id', ['name'])}
  UNION ${changed('catalog_artist_aliases', 'artist_id')} UNION ${gone('catalog_artist_aliases', 'artist_id')})`;
const renamedAlbums = differing('catalog_albums', 'album_id', ['name', 'release_date']);
const renamedGenres = differing('catalog_genres', 'genre_id', ['name']);
const otherLyrics = `${changed('catalog_lyrics', 'lyrics_id')} UNION ${gone('catalog_lyrics', 'lyrics_id')}`;

const detailColumns = ['album_id', 'disc_number', 'track_number', 'year', 'added_at', 'other_titles', 'cover_id', 'lyrics_id'];

/** What a track's document and its search entry are made of; see `trackDocuments` and the columns of the search. */
const ofTracks: readonly string[] = [
  changed('catalog_tracks', 'song_id'),
  differing('catalog_track_details', 'song_id', detailColumns),
  ...owners('catalog_track_aliases', 'song_id', 'track_id'),
  ...owners('catalog_track_files', 'file_location_id', 'song_id'),
  changed('catalog_artist_tracks', 'song_id'),
  gone('catalog_artist_tracks', 'song_id'),
  `SELECT song_id FROM main.catalog_artist_tracks WHERE artist_id IN (${renamed})`,
];
const ofTrackAlbums = `SELECT song_id FROM main.catalog_track_details WHERE album_id IN (${renamedAlbums})`;
const ofTrackLyrics = `SELECT song_id FROM main.catalog_track_details WHERE lyrics_id IN (${otherLyrics})`;

/** What recordings of other platforms tell is in no row, so whatever has such songs counts as changed. */
const onlyOfDocuments: readonly string[] = [
  changed('catalog_track_genres', 'song_id'),
  gone('catalog_track_genres', 'song_id'),
  `SELECT song_id FROM main.catalog_track_genres WHERE genre_id IN (${renamedGenres})`,
  'SELECT track_id FROM previous.catalog_track_aliases',
  'SELECT song_id FROM temp.linked_facts',
];

const ofAlbums: readonly string[] = [
  changed('catalog_albums', 'album_id'),
  changed('catalog_album_artists', 'album_id'),
  gone('catalog_album_artists', 'album_id'),
  `SELECT album_id FROM main.catalog_album_artists WHERE artist_id IN (${renamed})`,
];
const ofArtists: readonly string[] = [
  changed('catalog_artists', 'artist_id'),
  changed('catalog_artist_details', 'artist_id'),
  gone('catalog_artist_details', 'artist_id'),
  changed('catalog_artist_aliases', 'artist_id'),
  gone('catalog_artist_aliases', 'artist_id'),
];
const ofPlaylists: readonly string[] = [
  changed('catalog_playlists', 'playlist_id'),
  changed('catalog_playlist_details', 'playlist_id'),
  gone('catalog_playlist_details', 'playlist_id'),
  changed('catalog_toplists', 'playlist_id'),
  gone('catalog_toplists', 'playlist_id'),
];

const others: readonly (readonly [DocumentKind, readonly string[]])[] = [
  ['album', ofAlbums],
  ['artist', ofArtists],
  ['playlist', ofPlaylists],
];

/** Collects which entries of `main`, whose rows are new already, may have another document or other search terms than in `previous`. */
export function collectAffected(db: Database): void {
  const has = (select: string): boolean => db.prepare(`SELECT 1 FROM (${select}) LIMIT 1`).get() !== undefined;
  // To find the tracks of these, all are read.
  const albums = has(renamedAlbums) ? [ofTrackAlbums] : [];
  const lyrics = has(otherLyrics) ? [ofTrackLyrics] : [];
  collect(db, 'search', 'track', [...ofTracks, ...albums]);
  collect(db, 'documents', 'track', [`SELECT id FROM ${affectedIds('search', 'track')}`, ...onlyOfDocuments, ...albums, ...lyrics]);
  for (const [kind, selects] of others) for (const use of ['search', 'documents'] as const) collect(db, use, kind, selects);
}

function collect(db: Database, use: AffectedUse, kind: DocumentKind, selects: readonly string[]): void {
  const into = affectedIds(use, kind);
  db.exec(`CREATE TABLE ${into}(id INTEGER PRIMARY KEY)`);
  for (const select of selects) db.exec(`INSERT OR IGNORE INTO ${into} ${select}`);
  db.exec(`DELETE FROM ${into} WHERE id NOT IN (SELECT ${ids[kind]} FROM main.${tables[kind]})`);
}

/** The ids of entries that left. */
export const goneEntries = (kind: DocumentKind): string => `(SELECT ${ids[kind]} AS id FROM ${goneRows(tables[kind])})`;
