import { coverOf } from './cover-column.js';
import { packedRows } from './packed-rows.js';
import type { SourceSchema } from './source-schema.js';
import { hasAlbums } from './track-detail-rows.js';

/** Albums of published tracks, in whose details they are already named; `album_length` tells their lengths. One without any leaves the snapshot. */
export function albumRows(source: SourceSchema, ofArtist: string): string[] {
  if (!hasAlbums(source)) return [];
  const at = (name: string, otherwise?: string): string => source.column('a', 'albums', name, otherwise);
  return [
    ...packedRows(
      'catalog_album_tracks',
      `SELECT d.album_id, coalesce(d.disc_number, 0), coalesce(d.track_number, 0), d.song_id
        FROM catalog_track_details d WHERE d.album_id IS NOT NULL ORDER BY 1, 2, 3, 4`,
    ),
    `CREATE TEMP TABLE album_sums AS SELECT d.album_id AS album_id, count(*) AS tracks, max(d.added_at) AS added_at
      FROM catalog_track_details d WHERE d.album_id IS NOT NULL GROUP BY d.album_id`,
    `INSERT INTO catalog_albums(album_id, name, year, release_date, kind, musicbrainz_id, track_count, duration_ms, cover_id, added_at)
      SELECT a.id, coalesce(a.name, ''), ${at('year')}, ${at('release_date')}, coalesce(${at('kind')}, 'album'), ${at('musicbrainz_id')},
        sums.tracks, album_length(a.id), ${coverOf(source, 'album', 'a.id')}, sums.added_at
      FROM temp.album_sums sums CROSS JOIN src.albums a ON a.id = sums.album_id ORDER BY a.id`,
    'DROP TABLE temp.album_sums',
    ...albumArtistRows(source, ofArtist),
  ];
}

/** @param ofArtist SQL for the artist that stands for the one in `link.artist_id` */
function albumArtistRows(source: SourceSchema, ofArtist: string): string[] {
  if (!source.has('album_artists', 'album_id', 'position', 'artist_id')) return [];
  return [
    `INSERT OR IGNORE INTO catalog_album_artists(album_id, artist_id, position)
      SELECT link.album_id, ${ofArtist}, link.position FROM src.album_artists link
      WHERE link.album_id IN (SELECT album_id FROM catalog_albums) AND ${ofArtist} IN (SELECT artist_id FROM catalog_artists)
      ORDER BY link.album_id, link.position`,
  ];
}
