import { CREDITED_ELSEWHERE } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import type { SourceSchema } from './source-schema.js';

/** The artists of published songs, as the source has them or, if an older one has none, as its songs name them. */
export function artistRows(db: Database, source: SourceSchema, mapping: TrackMapping): string[] {
  const stored = source.has('artists', 'id', 'name') && source.has('artist_songs', 'artist_id', 'song_id');
  const any = stored && db.prepare('SELECT 1 FROM src.artists LIMIT 1').get() !== undefined;
  return any ? storedArtists(source, mapping) : namedArtists;
}

/**
 * The artists of another platform's song keep it as their track, but the track itself names only its own: their position is
 * -1, see CREDITED_ELSEWHERE.
 */
function storedArtists(source: SourceSchema, { hasAliases, trackOf }: TrackMapping): string[] {
  const position = `coalesce(${source.column('link', 'artist_songs', 'position', '0')}, 0)`;
  const track = trackOf('link.song_id');
  const place = hasAliases ? `CASE WHEN ${track} = link.song_id THEN ${position} ELSE ${CREDITED_ELSEWHERE} END` : position;
  // Where an artist has both, its own position counts: the first row of a pair stays.
  const order = hasAliases ? '1, 2, 3 DESC' : 'link.artist_id, link.song_id';
  return [
    `INSERT OR IGNORE INTO catalog_artist_tracks(artist_id, song_id, position)
      SELECT link.artist_id, ${track}, ${place} FROM src.artist_songs link
      WHERE link.artist_id IN (SELECT id FROM src.artists) AND ${track} IN (SELECT song_id FROM catalog_tracks) ORDER BY ${order}`,
    `INSERT INTO catalog_artists
      SELECT a.id, coalesce(a.name, ''), (SELECT count(*) FROM catalog_artist_tracks link WHERE link.artist_id = a.id)
      FROM src.artists a WHERE EXISTS (SELECT 1 FROM catalog_artist_tracks link WHERE link.artist_id = a.id) ORDER BY a.id`,
  ];
}

/**
 * `singers` is text with parts joined by " / " (domain, section 1). Quoted as JSON and split there it becomes a list
 * that SQLite itself unpacks, so no row passes through the program.
 */
const parts = `SELECT t.song_id AS song_id, part.key AS position, trim(part.value) AS name
  FROM catalog_tracks t, json_each('[' || replace(json_quote(CAST(t.singers AS TEXT)), ' / ', '","') || ']') part
  WHERE t.singers IS NOT NULL AND trim(part.value) <> ''`;

/**
 * Artists are numbered in order of their first song, so that adding songs keeps the numbers. The index on names is
 * only for the join; readIndices builds the permanent one.
 */
const namedArtists: string[] = [
  `INSERT INTO catalog_artists
    SELECT row_number() OVER (ORDER BY first), name, songs FROM (
      SELECT name, min(song_id * 1000 + min(position, 999)) AS first, count(DISTINCT song_id) AS songs FROM (${parts}) GROUP BY name)
    ORDER BY 1`,
  'CREATE INDEX named_artists ON catalog_artists(name)',
  `INSERT OR IGNORE INTO catalog_artist_tracks(artist_id, song_id, position)
    SELECT a.artist_id, p.song_id, p.position FROM (${parts}) p JOIN catalog_artists a ON a.name = p.name
    ORDER BY a.artist_id, p.song_id, p.position`,
  'DROP INDEX named_artists',
];
