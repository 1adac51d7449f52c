import type { SqlValue } from '@catalogsync/sqlite';

/** A statement with its values. */
export type Chosen = readonly [text: string, ...values: SqlValue[]];

/** Tables of other features, which a catalogue may not have yet. */
export interface CoverSurroundings {
  readonly hasAlbums: boolean;
  readonly hasIdentities: boolean;
}

const given = '(SELECT value FROM json_each(?))';

/** Songs by their ids as one JSON text, or all. */
function limited(column: string, songs: string | undefined): [string, SqlValue[]] {
  return songs === undefined ? ['true', []] : [`${column} IN ${given}`, [songs]];
}

const upsert = (
  of: 'album' | 'artist',
): string => `ON CONFLICT(${of}_id) DO UPDATE SET cover_id = excluded.cover_id, state = excluded.state,
  looked_at = excluded.looked_at WHERE ${of}_covers.cover_id IS NOT excluded.cover_id OR ${of}_covers.state <> excluded.state`;

/** A song that stands for a recording shows the picture of another of its songs if it has none. */
function ofRecordings(songs: string | undefined): Chosen {
  const [where, values] = limited('song_id', songs);
  return [
    `UPDATE song_covers SET cover_id = (SELECT other.cover_id FROM recording_songs r JOIN song_covers other ON other.song_id = r.song_id
        WHERE r.recording_id = song_covers.song_id AND other.state = 'found' ORDER BY r.song_id LIMIT 1)
      WHERE state <> 'found' AND song_id IN (SELECT recording_id FROM recording_songs WHERE ${where})`,
    ...values,
  ];
}

/** The cover of most of its songs; of equally many the largest. */
function ofAlbums(songs: string | undefined, at: number): Chosen[] {
  const [where, values] = limited('song_id', songs);
  const scope = `a.album_id IN (SELECT album_id FROM album_songs WHERE ${where})`;
  const ranked = `SELECT a.album_id, c.cover_id, row_number() OVER (PARTITION BY a.album_id
      ORDER BY count(*) DESC, max(k.width * k.height) DESC, c.cover_id) AS place
    FROM album_songs a JOIN song_covers c ON c.song_id = a.song_id JOIN covers k ON k.id = c.cover_id
    WHERE ${scope} GROUP BY a.album_id, c.cover_id`;
  const none = `SELECT a.album_id, CASE WHEN sum(coalesce(c.state, 'pending') = 'pending') > 0 THEN 'pending' ELSE 'absent' END AS state
    FROM album_songs a LEFT JOIN song_covers c ON c.song_id = a.song_id WHERE ${scope} GROUP BY a.album_id HAVING count(c.cover_id) = 0`;
  const add = 'INSERT INTO album_covers(album_id, cover_id, state, looked_at)';
  return [
    [`${add} SELECT album_id, cover_id, 'found', ? FROM (${ranked}) WHERE place = 1 ${upsert('album')}`, at, ...values],
    [`${add} SELECT album_id, NULL, state, ? FROM (${none}) WHERE true ${upsert('album')}`, at, ...values],
    ['DELETE FROM album_covers WHERE NOT EXISTS (SELECT 1 FROM album_songs a WHERE a.album_id = album_covers.album_id)'],
  ];
}

/** No source gives pictures of artists yet: the cover of the newest album, else of the newest song, first of their own. */
function ofArtists(songs: string | undefined, at: number, { hasAlbums, hasIdentities }: CoverSurroundings): Chosen[] {
  const [where, values] = limited('song_id', songs);
  const artist = (table: string): string =>
    hasIdentities
      ? `coalesce((SELECT identity_id FROM artist_members m WHERE m.artist_id = ${table}.artist_id), ${table}.artist_id)`
      : `${table}.artist_id`;
  const albums = hasAlbums
    ? 'LEFT JOIN album_songs b ON b.song_id = a.song_id LEFT JOIN albums k ON k.id = b.album_id LEFT JOIN album_covers d ON d.album_id = b.album_id'
    : '';
  const [cover, age] = hasAlbums
    ? ['coalesce(d.cover_id, c.cover_id)', "coalesce(k.release_date, CAST(k.year AS TEXT), '') DESC, k.id DESC,"]
    : ['c.cover_id', ''];
  const ranked = `SELECT ${artist('a')} AS artist_id, ${cover} AS cover_id, row_number() OVER (PARTITION BY ${artist('a')}
      ORDER BY min(a.position, 1), ${age} a.song_id DESC) AS place
    FROM artist_songs a JOIN song_covers c ON c.song_id = a.song_id AND c.cover_id IS NOT NULL ${albums}`;
  const scope = songs === undefined ? '' : `AND artist_id IN (SELECT ${artist('t')} FROM artist_songs t WHERE t.${where})`;
  return [
    [
      `INSERT INTO artist_covers(artist_id, cover_id, state, looked_at)
        SELECT artist_id, cover_id, 'found', ? FROM (${ranked}) WHERE place = 1 AND artist_id > 0 ${scope} ${upsert('artist')}`,
      at,
      ...values,
    ],
    [withoutCovers(hasIdentities)],
  ];
}

/** Artists whose songs have no covers any more, and those that another artist stands for now. */
function withoutCovers(hasIdentities: boolean): string {
  const own = 'a.artist_id = artist_covers.artist_id';
  const ofMembers = 'a.artist_id IN (SELECT artist_id FROM artist_members m WHERE m.identity_id = artist_covers.artist_id)';
  const isMember = `EXISTS (SELECT 1 FROM artist_members m WHERE m.artist_id = artist_covers.artist_id AND m.identity_id <> m.artist_id)`;
  const has = (whose: string): string =>
    `EXISTS (SELECT 1 FROM artist_songs a JOIN song_covers c ON c.song_id = a.song_id WHERE ${whose} AND c.cover_id IS NOT NULL)`;
  return `DELETE FROM artist_covers WHERE ${hasIdentities ? `${isMember} OR NOT (${has(own)} OR ${has(ofMembers)})` : `NOT ${has(own)}`}`;
}

/** A mosaic of songs that have no covers any more. */
const mosaicsOfNone = `DELETE FROM playlist_covers WHERE stamp LIKE 'mosaic %' AND NOT EXISTS (SELECT 1 FROM playlist_songs ps
  JOIN song_covers c ON c.song_id = ps.song_id WHERE ps.playlist_id = playlist_covers.playlist_id AND c.cover_id IS NOT NULL)`;

/** Statements that choose covers from those of the songs, in their order. */
export function choices(songIds: readonly number[] | undefined, at: number, around: CoverSurroundings): readonly Chosen[] {
  const songs = songIds && JSON.stringify(songIds);
  return [ofRecordings(songs), ...(around.hasAlbums ? ofAlbums(songs, at) : []), ...ofArtists(songs, at, around), [mosaicsOfNone]];
}
