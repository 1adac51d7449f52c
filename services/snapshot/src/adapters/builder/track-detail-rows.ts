import type { Database } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import { coverOf } from './cover-column.js';
import { fact, recordingFacts, soundMetadata } from './song-facts.js';
import type { SourceSchema } from './source-schema.js';

/** Whether the source knows albums. */
export function hasAlbums(source: SourceSchema): boolean {
  return source.has('albums', 'id', 'name') && source.has('album_songs', 'song_id', 'album_id');
}

/** SQL for the lyrics of a song that the source has. */
function lyricsOf(source: SourceSchema, songId: string): string {
  if (!source.has('lyrics', 'id') || !source.has('song_lyrics', 'song_id', 'lyrics_id')) return 'NULL';
  return `(SELECT y.lyrics_id FROM src.song_lyrics y JOIN src.lyrics text ON text.id = y.lyrics_id WHERE y.song_id = ${songId})`;
}

/** Songs with their metadata read once. The limit keeps SQLite from reading it once for each value. */
const songs = (source: SourceSchema, from: string, columns: string, order: string): string =>
  `(SELECT ${columns}, ${source.column('s', 'songs', 'added_at')} AS added_at, ${soundMetadata(source.column('s', 'songs', 'metadata_json'))} AS m
    FROM ${from} ORDER BY ${order} LIMIT -1)`;

/** The sums of their tracks' lengths are kept as albums are met; see `registerAlbumLengths`. */
const metAlbum = `met_album(a.id, ${fact('duration_ms', 's.m')})`;

/**
 * The details of each track come from its own song, then from the first of its other platforms' songs that knows. Albums are of
 * its own song alone; it was added when the first of its songs was. Their playlists are added later, see `listsOfTracks`.
 */
export function trackDetailRows(db: Database, source: SourceSchema, { hasAliases }: TrackMapping): string[] {
  const albums = hasAlbums(source);
  const join = albums ? 'LEFT JOIN src.album_songs l ON l.song_id = s.id LEFT JOIN src.albums a ON a.id = l.album_id' : '';
  const placed = (name: 'disc_number' | 'track_number'): string => {
    const own = albums ? source.column('l', 'album_songs', name) : 'NULL';
    return own === 'NULL' ? fact(name, 's.m') : `coalesce(CASE WHEN a.id IS NOT NULL THEN nullif(${own}, 0) END, ${fact(name, 's.m')})`;
  };
  const ofAlbum = albums ? source.column('a', 'albums', 'year') : 'NULL';
  const own = `INSERT INTO catalog_track_details(song_id, album_id, disc_number, track_number, year, added_at, play_count, other_titles, cover_id,
      lyrics_id)
    SELECT s.id, ${albums ? `CASE WHEN a.id IS NOT NULL THEN ${metAlbum} END` : 'NULL'}, ${placed('disc_number')}, ${placed('track_number')},
      coalesce(${yearOf('s.m')}, ${ofAlbum}), s.added_at, ${fact('play_count', 's.m')}, ${fact('other_titles', 's.m')},
      ${coverOf(source, 'song', 's.id', albums ? 'l.album_id' : undefined)}, ${lyricsOf(source, 's.id')}
    FROM ${songs(source, 'src.songs s WHERE is_track(s.id)', 's.id AS id', 's.id')} s ${join} ORDER BY s.id`;
  const kept = `CREATE TEMP TABLE linked_facts(song_id INTEGER PRIMARY KEY, ${recordingFacts.join(', ')})`;
  const statements = [own, kept];
  if (!hasAliases) return statements;
  db.aggregate('first_known', { start: null, step: (known: unknown, value: unknown) => known ?? value });
  return [...statements, ...supplyFromAliases(source)];
}

const yearOf = (metadata: string): string => `coalesce(${fact('year', metadata)}, ${fact('year_of_date', metadata)})`;

/** What is known only by other platforms' songs. What documents tell of it is kept until they are made, when the source is closed. */
function supplyFromAliases(source: SourceSchema): string[] {
  const first = (name: string): string => `first_known(o.${name} ORDER BY o.alias_id) AS ${name}`;
  const columns = ['year', 'other_titles', 'cover_id', 'lyrics_id'];
  const others = songs(
    source,
    'catalog_track_aliases x CROSS JOIN src.songs s ON s.id = x.song_id',
    'x.track_id AS track_id, s.id AS id',
    'x.track_id, s.id',
  );
  const facts = recordingFacts.map((name) => `${fact(name, 's.m')} AS ${name}`);
  return [
    `CREATE TEMP TABLE supplied_details AS
      SELECT o.track_id, ${[...columns, ...recordingFacts].map(first).join(', ')}, min(o.added_at) AS added_at, max(o.play_count) AS play_count
      FROM (SELECT s.track_id, s.id AS alias_id, s.added_at, ${yearOf('s.m')} AS year, ${fact('other_titles', 's.m')} AS other_titles,
          ${fact('play_count', 's.m')} AS play_count, ${coverOf(source, 'song', 's.id')} AS cover_id, ${lyricsOf(source, 's.id')} AS lyrics_id,
          ${facts.join(', ')}
        FROM ${others} s) o GROUP BY o.track_id ORDER BY o.track_id`,
    `UPDATE catalog_track_details AS d SET ${columns.map((name) => `${name} = coalesce(d.${name}, o.${name})`).join(', ')},
      added_at = coalesce(min(d.added_at, o.added_at), d.added_at, o.added_at), play_count = coalesce(max(d.play_count, o.play_count), d.play_count, o.play_count)
      FROM temp.supplied_details o WHERE d.song_id = o.track_id`,
    `INSERT INTO temp.linked_facts SELECT track_id, ${recordingFacts.join(', ')} FROM temp.supplied_details
      WHERE coalesce(${recordingFacts.join(', ')}) IS NOT NULL ORDER BY track_id`,
    'DROP TABLE temp.supplied_details',
  ];
}
