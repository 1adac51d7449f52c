/** What search answers; each has its own pages in the index. */
export const searchSources = ['track', 'artist', 'playlist', 'toplist'] as const;
export type SearchSource = (typeof searchSources)[number];

/**
 * The search index of `catalog_read.db`. A segment is the part of a source that was built at once:
 * a range of ids, ascending from segment to segment. Its pages follow each other by number, and its
 * directory tells what each begins with. A toplist's id is a text, so it has a number for the index.
 */
export const searchTables: readonly string[] = [
  `CREATE TABLE search_segments(
     segment INTEGER PRIMARY KEY, source TEXT NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
     first_page INTEGER NOT NULL, directory BLOB NOT NULL)`,
  'CREATE TABLE search_pages(page INTEGER PRIMARY KEY, lists BLOB NOT NULL)',
  'CREATE TABLE search_toplists(number INTEGER PRIMARY KEY, toplist_id TEXT NOT NULL UNIQUE)',
];

/** Run before the index is filled: what the sources below and the reader look names up by. */
export const searchPreparation: readonly string[] = [
  'INSERT INTO search_toplists(toplist_id) SELECT DISTINCT toplist_id FROM catalog_toplists ORDER BY toplist_id',
  'CREATE INDEX catalog_toplists_by_playlist ON catalog_toplists(playlist_id)',
];

/** Columns of an entry: its id, its name, whom it belongs to joined by OWNER_SEPARATOR or null, 1 when it can be played. */
const columns: Readonly<Record<SearchSource, string>> = {
  track: `SELECT song_id, name, singers, EXISTS(SELECT 1 FROM catalog_track_files f WHERE f.song_id = t.song_id)
    FROM catalog_tracks t WHERE song_id`,
  artist: 'SELECT artist_id, name, NULL, 0 FROM catalog_artists WHERE artist_id',
  // A chart is a playlist too; it is found by its group's name as well (behaviour 180).
  playlist: `SELECT playlist_id, name, (SELECT group_concat(group_name, ' / ') FROM catalog_toplists c WHERE c.playlist_id = p.playlist_id), 0
    FROM catalog_playlists p WHERE playlist_id`,
  toplist: `SELECT number,
      coalesce((SELECT max(group_name) FROM catalog_toplists c WHERE c.toplist_id = s.toplist_id), ''),
      (SELECT group_concat(name, ' / ') FROM catalog_toplists c WHERE c.toplist_id = s.toplist_id), 0
    FROM search_toplists s WHERE number`,
};

const idColumns: Readonly<Record<SearchSource, string>> = {
  track: 'song_id',
  artist: 'artist_id',
  playlist: 'playlist_id',
  toplist: 'number',
};

/** Between the names of a track's artists, a playlist's groups, a toplist's charts. */
export const OWNER_SEPARATOR = ' / ';

/** Entries after an id, in ascending order; parameters: that id, how many. */
export function entriesAfter(source: SearchSource): string {
  return `${columns[source]} > ? ORDER BY ${idColumns[source]} LIMIT ?`;
}

/** One entry by its id, with the columns of `entriesAfter`. */
export function entryById(source: SearchSource): string {
  return `${columns[source]} = ?`;
}
