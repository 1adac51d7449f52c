import { coverOf } from './cover-column.js';
import { packedRows } from './packed-rows.js';
import type { SourceSchema } from './source-schema.js';

/** Genres of published tracks. A track has those of its own song: the catalogue gives linked songs one list. */
export function genreRows(source: SourceSchema): string[] {
  if (!source.has('genres', 'id', 'name') || !source.has('song_genres', 'song_id', 'genre_id')) return [];
  return [
    ...packedRows(
      'catalog_track_genres',
      `SELECT l.genre_id, l.song_id, coalesce(${source.column('l', 'song_genres', 'position', '0')}, 0) FROM src.song_genres l
      WHERE l.genre_id IN (SELECT id FROM src.genres) AND is_track(l.song_id) ORDER BY l.genre_id, l.song_id, 3`,
    ),
    `INSERT INTO catalog_genres(genre_id, name, track_count)
      SELECT g.id, coalesce(g.name, ''), count(*) FROM catalog_track_genres l CROSS JOIN src.genres g ON g.id = l.genre_id GROUP BY g.id ORDER BY g.id`,
  ];
}

/** Lyrics that the details of a track name. */
export function lyricsRows(source: SourceSchema): string[] {
  if (!source.has('lyrics', 'id') || !source.has('song_lyrics', 'song_id', 'lyrics_id')) return [];
  const at = (name: string): string => source.column('y', 'lyrics', name);
  return [
    `INSERT INTO catalog_lyrics(lyrics_id, plain, timed, language)
      SELECT y.id, ${at('plain')}, ${at('timed')}, ${at('language')} FROM src.lyrics y
      WHERE y.id IN (SELECT lyrics_id FROM catalog_track_details) ORDER BY y.id`,
  ];
}

/** Among as many tracks of a playlist there are nearly always four pictures; all of them are read only if not. */
const usuallyEnough = 16;

/**
 * A playlist's own picture, or the four that its picture is made of: the stamp of such a row names them, as in
 * `mosaic 1 2 3 4`. Without a picture of either kind, four different ones of its first tracks.
 */
export function playlistDetailRows(source: SourceSchema): string[] {
  const ofTracks = (most: number): string => `SELECT d.cover_id FROM (SELECT d.cover_id, p.position FROM catalog_playlist_tracks p
      CROSS JOIN catalog_track_details d ON d.song_id = p.song_id
      WHERE p.playlist_id = own.playlist_id AND d.cover_id IS NOT NULL ORDER BY p.position LIMIT ${most}) d GROUP BY d.cover_id ORDER BY min(d.position) LIMIT 4`;
  const four = (covers: string): string => `(SELECT CASE WHEN count(*) = 4 THEN json_group_array(m.cover_id) END FROM (${covers}) m)`;
  const stamped = source.has('playlist_covers', 'playlist_id', 'stamp')
    ? "(SELECT '[' || replace(substr(x.stamp, 8), ' ', ',') || ']' FROM src.playlist_covers x WHERE x.playlist_id = p.playlist_id AND x.stamp GLOB 'mosaic [0-9]*')"
    : 'NULL';
  const ofStamp = 'SELECT c.cover_id FROM json_each(own.stamped) e CROSS JOIN catalog_covers c ON c.cover_id = e.value ORDER BY e.key';
  return [
    `INSERT INTO catalog_playlist_details(playlist_id, cover_id, mosaic)
      SELECT own.playlist_id, own.cover_id, CASE WHEN own.stamped IS NOT NULL THEN ${four(ofStamp)}
        WHEN own.cover_id IS NULL AND EXISTS (SELECT 1 FROM catalog_covers) THEN
          coalesce(${four(ofTracks(usuallyEnough))}, ${four(ofTracks(-1))}) END
      FROM (SELECT p.playlist_id, ${coverOf(source, 'playlist', 'p.playlist_id')} AS cover_id, ${stamped} AS stamped
        FROM catalog_playlists p ORDER BY p.playlist_id) own`,
  ];
}

/**
 * What the rows of artists leave open: the picture, and everything about an artist of a source that does not know
 * which artists are one. Albums count where the artist is one of the album's.
 */
export function artistDetailRows(source: SourceSchema): string[] {
  return [
    `INSERT INTO catalog_artist_details(artist_id, sort_name, album_count, musicbrainz_id, cover_id)
      SELECT a.artist_id, a.name, coalesce(n.albums, 0), NULL, ${coverOf(source, 'artist', 'a.artist_id')} FROM catalog_artists a
      LEFT JOIN (SELECT artist_id, count(DISTINCT album_id) AS albums FROM catalog_album_artists GROUP BY artist_id) n ON n.artist_id = a.artist_id
      WHERE true ORDER BY a.artist_id
      ON CONFLICT(artist_id) DO UPDATE SET cover_id = excluded.cover_id, album_count = excluded.album_count`,
  ];
}

/**
 * Where ids that clients may still know lead to. Songs of other platforms are not among them: their ids are aliases. A
 * target that left the snapshot too leads nowhere.
 */
export function movedRows(source: SourceSchema): string[] {
  if (!source.has('moved_ids', 'kind', 'old_id', 'new_kind', 'new_id')) return [];
  const targets = [
    ['track', 'catalog_tracks', 'song_id'],
    ['album', 'catalog_albums', 'album_id'],
    ['artist', 'catalog_artists', 'artist_id'],
    ['playlist', 'catalog_playlists', 'playlist_id'],
  ];
  const exists = (column: string): string =>
    targets.map(([kind, table, id]) => `(m.${column}_kind = '${kind}' AND m.${column}_id IN (SELECT ${id} FROM ${table}))`).join(' OR ');
  const free = exists('old').replaceAll('m.old_kind', 'm.kind');
  return [
    `INSERT OR IGNORE INTO catalog_moved(kind, old_id, new_kind, new_id)
      SELECT m.kind, m.old_id, m.new_kind, m.new_id FROM src.moved_ids m WHERE (${exists('new')}) AND NOT (${free}) ORDER BY m.kind, m.old_id`,
  ];
}
