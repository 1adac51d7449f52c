/** The kinds of search results; each has its own pages in the index. */
export const searchSources = ['track', 'artist', 'album', 'playlist', 'toplist'] as const;
export type SearchSource = (typeof searchSources)[number];

/** What the segments of near tokens are of: these lists are apart, since nearly all have one entry. */
export const nearSource = (source: SearchSource): string => `${source} near`;

/**
 * The search index of `catalog_read.db`. A segment is the part of a source built at once: a range of ids, ascending from
 * segment to segment of a layer. Its pages have consecutive numbers, and its directory says how each begins. A full build writes
 * layer 0; each incremental one after it another, which has the entries that changed. What earlier layers say of such an entry stays: lists
 * only promise candidates. A toplist's id is text, so the index uses a number instead.
 */
export const searchTables: readonly string[] = [
  'CREATE TABLE search_toplists(number INTEGER PRIMARY KEY, toplist_id TEXT NOT NULL UNIQUE)',
  `CREATE TABLE search_segments(
     segment INTEGER PRIMARY KEY, source TEXT NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
     first_page INTEGER NOT NULL, directory BLOB NOT NULL, layer INTEGER NOT NULL DEFAULT 0)`,
  'CREATE TABLE search_pages(page INTEGER PRIMARY KEY, lists BLOB NOT NULL)',
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
  /** The name of its album, or null. */
  readonly album: string;
  /** 1 if it can be played. */
  readonly playable: string;
}

const columns: Readonly<Record<SearchSource, SourceColumns>> = {
  track: {
    from: `catalog_tracks e LEFT JOIN catalog_track_details d ON d.song_id = e.song_id
      LEFT JOIN catalog_albums b ON b.album_id = d.album_id`,
    id: 'e.song_id',
    name: 'e.name',
    // Found by its other titles, by the names that other platforms give it, and by the other names of its artists, too.
    owners: `CASE WHEN d.other_titles IS NULL AND NOT EXISTS(SELECT 1 FROM catalog_track_aliases a WHERE a.track_id = e.song_id)
        AND NOT EXISTS(SELECT 1 FROM catalog_artist_aliases WHERE artist_id > 0)
      THEN e.singers ELSE nullif(concat_ws(' / ', nullif(e.singers, ''),
        (SELECT group_concat(a.names, ' / ') FROM catalog_track_aliases a WHERE a.track_id = e.song_id),
        (SELECT group_concat(t.value, ' / ') FROM json_each(d.other_titles) t),
        (SELECT group_concat(concat_ws(' / ', r.name, x.name), ' / ') FROM catalog_artist_tracks l
          CROSS JOIN catalog_artist_aliases x ON x.artist_id = l.artist_id CROSS JOIN catalog_artists r ON r.artist_id = l.artist_id
          WHERE l.song_id = e.song_id)), '') END`,
    album: 'b.name',
    playable: 'EXISTS(SELECT 1 FROM catalog_track_files f WHERE f.song_id = e.song_id)',
  },
  artist: {
    from: 'catalog_artists e',
    id: 'e.artist_id',
    name: 'e.name',
    // The sort name is often in Latin letters where the name is not; sources may call an artist otherwise.
    owners: `nullif(concat_ws(' / ', (SELECT nullif(d.sort_name, e.name) FROM catalog_artist_details d WHERE d.artist_id = e.artist_id),
      (SELECT group_concat(x.name, ' / ') FROM catalog_artist_aliases x WHERE x.artist_id = e.artist_id)), '')`,
    album: 'NULL',
    playable: '0',
  },
  album: {
    from: 'catalog_albums e',
    id: 'e.album_id',
    name: 'e.name',
    owners: `(SELECT group_concat(a.name, ' / ') FROM catalog_album_artists c JOIN catalog_artists a ON a.artist_id = c.artist_id
      WHERE c.album_id = e.album_id)`,
    album: 'NULL',
    playable: '0',
  },
  // A chart is also a playlist; its group's name finds it too (behaviour 180).
  playlist: {
    from: 'catalog_playlists e',
    id: 'e.playlist_id',
    name: 'e.name',
    owners: "(SELECT group_concat(c.group_name, ' / ') FROM catalog_toplists c WHERE c.playlist_id = e.playlist_id)",
    album: 'NULL',
    playable: '0',
  },
  toplist: {
    from: 'search_toplists e',
    id: 'e.number',
    name: "coalesce((SELECT max(c.group_name) FROM catalog_toplists c WHERE c.toplist_id = e.toplist_id), '')",
    owners: "(SELECT group_concat(c.name, ' / ') FROM catalog_toplists c WHERE c.toplist_id = e.toplist_id)",
    album: 'NULL',
    playable: '0',
  },
};

/** Between the names of a track's artists, a playlist's groups, a toplist's charts. */
export const OWNER_SEPARATOR = ' / ';

/** Entries that are read at once. All ids of a table must be of entries, so that no batch is short before the last. */
export const ROWS_AT_ONCE = 500;

/**
 * Entries after an id, ascending, as (id, name, owners, album, playable); parameters: that id, how many.
 * @param among a table of ids; without it all
 */
export function entriesAfter(source: SearchSource, among?: string): string {
  const { from, id, name, owners, album, playable } = columns[source];
  const all = `${id} > ?`;
  const chosen = among === undefined ? all : `${id} IN (SELECT x.id FROM ${among} x WHERE x.id > ? ORDER BY x.id LIMIT ${ROWS_AT_ONCE})`;
  return `SELECT ${id}, ${name}, ${owners}, ${album}, ${playable} FROM ${from} WHERE ${chosen} ORDER BY ${id} LIMIT ?`;
}

/** The indexed texts of an entry, as (name, owners, album); parameter: its id. */
export function entryTexts(source: SearchSource): string {
  const { from, id, name, owners, album } = columns[source];
  return `SELECT ${name}, ${owners}, ${album} FROM ${from} WHERE ${id} = ?`;
}

/** Whether an entry can be played, as 1 or 0; parameter: its id. */
export function entryPlayable(source: SearchSource): string {
  const { from, id, playable } = columns[source];
  return `SELECT ${playable} FROM ${from} WHERE ${id} = ?`;
}
