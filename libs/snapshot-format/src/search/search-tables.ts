/** The kinds of search results; each has its own pages in the index. */
export const searchSources = ['track', 'artist', 'playlist', 'toplist'] as const;
export type SearchSource = (typeof searchSources)[number];

/**
 * The search index of `catalog_read.db`. A segment is the part of a source built at once: a range of ids,
 * ascending from segment to segment. Its pages have consecutive numbers, and its directory says how each begins.
 * A toplist's id is text, so the index uses a number instead.
 */
export const searchTables: readonly string[] = [
  `CREATE TABLE search_segments(
     segment INTEGER PRIMARY KEY, source TEXT NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
     first_page INTEGER NOT NULL, directory BLOB NOT NULL)`,
  'CREATE TABLE search_pages(page INTEGER PRIMARY KEY, lists BLOB NOT NULL)',
  'CREATE TABLE search_toplists(number INTEGER PRIMARY KEY, toplist_id TEXT NOT NULL UNIQUE)',
];

/** Run before the index is filled. */
export const searchPreparation: readonly string[] = [
  'INSERT INTO search_toplists(toplist_id) SELECT DISTINCT toplist_id FROM catalog_toplists ORDER BY toplist_id',
];

interface SourceColumns {
  readonly from: string;
  readonly id: string;
  readonly name: string;
  /** The owners of an entry, joined by OWNER_SEPARATOR, or null. */
  readonly owners: string;
  /** 1 if it can be played. */
  readonly playable: string;
}

const columns: Readonly<Record<SearchSource, SourceColumns>> = {
  track: {
    from: 'catalog_tracks e',
    id: 'e.song_id',
    name: 'e.name',
    // Found by the names that other platforms give it, too.
    owners: `CASE WHEN EXISTS(SELECT 1 FROM catalog_track_aliases a WHERE a.track_id = e.song_id AND a.names IS NOT NULL)
      THEN coalesce(e.singers || ' / ', '') ||
        (SELECT group_concat(a.names, ' / ') FROM catalog_track_aliases a WHERE a.track_id = e.song_id) ELSE e.singers END`,
    playable: 'EXISTS(SELECT 1 FROM catalog_track_files f WHERE f.song_id = e.song_id)',
  },
  artist: { from: 'catalog_artists e', id: 'e.artist_id', name: 'e.name', owners: 'NULL', playable: '0' },
  // A chart is also a playlist; its group's name finds it too (behaviour 180).
  playlist: {
    from: 'catalog_playlists e',
    id: 'e.playlist_id',
    name: 'e.name',
    owners: "(SELECT group_concat(c.group_name, ' / ') FROM catalog_toplists c WHERE c.playlist_id = e.playlist_id)",
    playable: '0',
  },
  toplist: {
    from: 'search_toplists e',
    id: 'e.number',
    name: "coalesce((SELECT max(c.group_name) FROM catalog_toplists c WHERE c.toplist_id = e.toplist_id), '')",
    owners: "(SELECT group_concat(c.name, ' / ') FROM catalog_toplists c WHERE c.toplist_id = e.toplist_id)",
    playable: '0',
  },
};

/** Between the names of a track's artists, a playlist's groups, a toplist's charts. */
export const OWNER_SEPARATOR = ' / ';

/** Entries after an id, ascending, as (id, name, owners, playable); parameters: that id, how many. */
export function entriesAfter(source: SearchSource): string {
  const { from, id, name, owners, playable } = columns[source];
  return `SELECT ${id}, ${name}, ${owners}, ${playable} FROM ${from} WHERE ${id} > ? ORDER BY ${id} LIMIT ?`;
}

/** The indexed texts of an entry, as (name, owners); parameter: its id. */
export function entryTexts(source: SearchSource): string {
  const { from, id, name, owners } = columns[source];
  return `SELECT ${name}, ${owners} FROM ${from} WHERE ${id} = ?`;
}

/** Whether an entry can be played, as 1 or 0; parameter: its id. */
export function entryPlayable(source: SearchSource): string {
  const { from, id, playable } = columns[source];
  return `SELECT ${playable} FROM ${from} WHERE ${id} = ?`;
}
