import type { Database } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import { coverOf } from './cover-column.js';
import { type FurtherFact, furtherFacts } from './song-facts.js';
import type { SourceSchema } from './source-schema.js';

/** The columns of `catalog_track_details` after the id, and what each is for the song `f` of `temp.song_facts`. */
function detailColumns(source: SourceSchema): Readonly<Record<string, string>> {
  const fact = (name: FurtherFact): string => `json_extract(f.further, '$[${furtherFacts.indexOf(name)}]')`;
  const album = hasAlbums(source);
  return {
    album_id: album ? 'l.album_id' : 'NULL',
    disc_number: album ? `coalesce(nullif(${source.column('l', 'album_songs', 'disc_number')}, 0), ${fact('disc_number')})` : fact('disc_number'),
    track_number: album
      ? `coalesce(nullif(${source.column('l', 'album_songs', 'track_number')}, 0), ${fact('track_number')})`
      : fact('track_number'),
    year: album ? `coalesce(${fact('year')}, ${source.column('a', 'albums', 'year')})` : fact('year'),
    release_date: album ? `coalesce(${fact('release_date')}, ${source.column('a', 'albums', 'release_date')})` : fact('release_date'),
    composer: fact('composer'),
    isrc: fact('isrc'),
    musicbrainz_id: fact('musicbrainz_id'),
    replay_gain: fact('replay_gain'),
    bpm: fact('bpm'),
    explicit: fact('explicit'),
    added_at: source.has('songs', 'added_at') ? 's.added_at' : 'NULL',
    play_count: `coalesce(${fact('play_count')}, 0)`,
    other_titles: fact('other_titles'),
    cover_id: coverOf(source, 'song', 'f.song_id', album ? 'l.album_id' : undefined),
    lyrics_id: source.has('lyrics', 'id') && source.has('song_lyrics', 'song_id', 'lyrics_id') ? lyricsOfSong : 'NULL',
  };
}

const lyricsOfSong = '(SELECT y.lyrics_id FROM src.song_lyrics y JOIN src.lyrics text ON text.id = y.lyrics_id WHERE y.song_id = f.song_id)';

/** Whether the source knows albums. */
export function hasAlbums(source: SourceSchema): boolean {
  return source.has('albums', 'id', 'name') && source.has('album_songs', 'song_id', 'album_id');
}

function detailsOf(source: SourceSchema, from: string, id: string): string {
  const columns = Object.entries(detailColumns(source)).map(([name, sql]) => `${sql} AS ${name}`);
  const album = hasAlbums(source)
    ? 'LEFT JOIN src.album_songs l ON l.song_id = f.song_id AND l.album_id IN (SELECT id FROM src.albums) LEFT JOIN src.albums a ON a.id = l.album_id'
    : '';
  const added = source.has('songs', 'added_at') ? 'JOIN src.songs s ON s.id = f.song_id' : '';
  return `SELECT ${id}, ${columns.join(', ')} FROM ${from} ${added} ${album}`;
}

/** Columns that another platform's song may supply where the track's own song knows nothing. */
const supplied = (source: SourceSchema): string[] =>
  Object.keys(detailColumns(source)).filter((name) => !['added_at', 'play_count', 'disc_number', 'track_number', 'album_id'].includes(name));

/**
 * The details of each track come from its own song, then from the first of its other platforms' songs that knows. Album,
 * disc and number come from one song together; a track was added when the first of its songs was.
 */
export function trackDetailRows(db: Database, source: SourceSchema, { hasAliases }: TrackMapping): string[] {
  const isTrack = hasAliases ? 'WHERE NOT EXISTS (SELECT 1 FROM catalog_track_aliases x WHERE x.song_id = f.song_id)' : '';
  const own = `INSERT INTO catalog_track_details ${detailsOf(source, 'temp.song_facts f', 'f.song_id')} ${isTrack} ORDER BY f.song_id`;
  if (!hasAliases) return [own];
  db.aggregate('first_known', { start: null, step: (known: unknown, value: unknown) => known ?? value });
  return [own, ...supplyFromAliases(source)];
}

function supplyFromAliases(source: SourceSchema): string[] {
  const columns = supplied(source);
  const first = (name: string): string => `first_known(o.${name} ORDER BY o.alias_id) AS ${name}`;
  const placed = (name: string): string => `first_known(CASE WHEN o.album_id IS NOT NULL THEN o.${name} END ORDER BY o.alias_id) AS ${name}`;
  const from = 'catalog_track_aliases x CROSS JOIN temp.song_facts f ON f.song_id = x.song_id';
  const others = detailsOf(source, from, 'x.track_id AS track_id, x.song_id AS alias_id');
  const place = ['album_id', 'disc_number', 'track_number'];
  return [
    `CREATE TEMP TABLE supplied_details AS
      SELECT o.track_id, ${columns.map(first).join(', ')}, ${place.map(placed).join(', ')}, min(o.added_at) AS added_at, max(o.play_count) AS play_count
      FROM (${others}) o GROUP BY o.track_id ORDER BY o.track_id`,
    `UPDATE catalog_track_details AS d SET
      ${columns.map((name) => `${name} = coalesce(d.${name}, o.${name})`).join(', ')},
      ${place.map((name) => `${name} = CASE WHEN d.album_id IS NULL AND o.album_id IS NOT NULL THEN o.${name} ELSE d.${name} END`).join(', ')},
      added_at = coalesce(min(d.added_at, o.added_at), d.added_at, o.added_at), play_count = max(d.play_count, o.play_count)
      FROM temp.supplied_details o WHERE d.song_id = o.track_id`,
    'DROP TABLE temp.supplied_details',
  ];
}
