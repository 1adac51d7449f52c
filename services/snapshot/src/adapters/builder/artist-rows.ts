import { CREDITED_ELSEWHERE } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import { packedRows } from './packed-rows.js';
import type { SourceSchema } from './source-schema.js';

/** The artists of published songs, as the source has them or, if an older one has none, as its songs name them. */
export function artistRows(db: Database, source: SourceSchema, mapping: TrackMapping): string[] {
  const stored = source.has('artists', 'id', 'name') && source.has('artist_songs', 'artist_id', 'song_id');
  const any = stored && db.prepare('SELECT 1 FROM src.artists LIMIT 1').get() !== undefined;
  if (!any) return namedArtists;
  const identified =
    source.has('artist_identities', 'id', 'name', 'sort_name', 'musicbrainz_id') &&
    source.has('artist_members', 'artist_id', 'identity_id');
  const hasMembers = identified && db.prepare('SELECT 1 FROM src.artist_members LIMIT 1').get() !== undefined;
  return [
    ...packedRows('catalog_artist_tracks', trackRows(source, mapping, hasMembers)),
    identified ? identities : unidentified,
    ...(identified ? [details] : []),
    ...(hasMembers ? [otherNames, moved] : []),
    ...(identified && source.has('artist_names', 'artist_id') ? [formerNames] : []),
  ];
}

/**
 * The artists of another platform's song keep it as their track, but the track itself names only its own: their position is
 * -1, see CREDITED_ELSEWHERE. Placeholders ("Various Artists") belong to 0, which is nobody.
 */
function trackRows(source: SourceSchema, { hasAliases, trackOf }: TrackMapping, hasMembers: boolean): string {
  const position = `coalesce(${source.column('link', 'artist_songs', 'position', '0')}, 0)`;
  const track = trackOf('link.song_id');
  const place = hasAliases ? `CASE WHEN ${track} = link.song_id THEN ${position} ELSE ${CREDITED_ELSEWHERE} END` : position;
  const artist = hasMembers ? `coalesce(${memberOf('link.artist_id')}, link.artist_id)` : 'link.artist_id';
  const rows = `SELECT ${artist} AS artist, ${track} AS track, ${place} AS place FROM src.artist_songs link
    WHERE +link.artist_id IN (SELECT id FROM src.artists) AND is_track(${track})`;
  // Where an artist has several, its own first position counts: the first row of a pair stays.
  return hasAliases || hasMembers
    ? `SELECT artist, track, place FROM (${rows}) WHERE artist > 0 ORDER BY artist, track, place < 0, place`
    : `${rows} ORDER BY link.artist_id, link.song_id`;
}

/** SQL for the artist that stands for the one in a column; NULL for one that is alone. */
const memberOf = (column: string): string =>
  `(SELECT member.identity_id FROM src.artist_members member WHERE member.artist_id = ${column})`;

const counted = 'SELECT artist_id, count(*) AS tracks FROM catalog_artist_tracks GROUP BY artist_id';

const unidentified = `INSERT INTO catalog_artists
  SELECT a.id, coalesce(a.name, ''), counted.tracks FROM (${counted}) counted
  CROSS JOIN src.artists a ON a.id = counted.artist_id ORDER BY counted.artist_id`;

/** One that still waits to be identified goes by its own name. */
const identities = `INSERT INTO catalog_artists
  SELECT a.id, coalesce(identity.name, a.name, ''), counted.tracks FROM (${counted}) counted
  CROSS JOIN src.artists a ON a.id = counted.artist_id
  LEFT JOIN src.artist_identities identity ON identity.id = a.id ORDER BY counted.artist_id`;

/** Pictures and counts of albums come later, see `artistDetailRows`. */
const details = `INSERT INTO catalog_artist_details(artist_id, sort_name, album_count, musicbrainz_id)
  SELECT a.artist_id, coalesce(identity.sort_name, a.name), 0, identity.musicbrainz_id FROM catalog_artists a
  LEFT JOIN src.artist_identities identity ON identity.id = a.artist_id ORDER BY a.artist_id`;

/** What sources call an artist otherwise. */
const otherNames = `INSERT OR IGNORE INTO catalog_artist_aliases(artist_id, name)
  SELECT a.artist_id, other.name FROM src.artist_members member
  CROSS JOIN catalog_artists a ON a.artist_id = member.identity_id
  CROSS JOIN src.artists other ON other.id = member.artist_id WHERE other.name <> a.name ORDER BY 1, 2`;

/** The source's name of an artist that a person renamed. */
const formerNames = `INSERT OR IGNORE INTO catalog_artist_aliases(artist_id, name)
  SELECT a.artist_id, own.name FROM src.artist_names chosen
  CROSS JOIN catalog_artists a ON a.artist_id = chosen.artist_id
  CROSS JOIN src.artists own ON own.id = chosen.artist_id WHERE own.name <> a.name ORDER BY 1, 2`;

/** Ids of artists that are members of another one now. */
const moved = `INSERT OR IGNORE INTO catalog_moved(kind, old_id, new_kind, new_id)
  SELECT 'artist', member.artist_id, 'artist', member.identity_id FROM src.artist_members member
  WHERE member.artist_id <> member.identity_id AND member.identity_id IN (SELECT artist_id FROM catalog_artists) ORDER BY member.artist_id`;

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
