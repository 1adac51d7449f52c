import type { Database, Statement } from 'better-sqlite3';
import type { AlbumLengths } from './album-lengths.js';
import type { TrackMapping } from './alias-rows.js';
import { coverOf } from './cover-column.js';
import { type LinkedSong, LinkedSongs } from './linked-songs.js';
import { type RowStep, rowsAtOnce } from './row-step.js';
import { readSongFacts, type SongFacts } from './song-facts.js';
import type { SourceSchema } from './source-schema.js';
import { lyricsOf } from './track-lyrics.js';

/** Whether the source knows albums. */
export function hasAlbums(source: SourceSchema): boolean {
  return source.has('albums', 'id', 'name') && source.has('album_songs', 'song_id', 'album_id');
}

type OwnSong = readonly [
  id: number,
  metadata: string | null,
  addedAt: number | null,
  album: number | null,
  disc: number | null,
  track: number | null,
  year: number | null,
  cover: number | null,
  lyrics: number | null,
];

/** Songs after an id that are tracks; an album that does not exist counts as none. */
function ownSongs(source: SourceSchema): string {
  const albums = hasAlbums(source);
  const at = (alias: string, table: string, name: string): string => (albums ? source.column(alias, table, name) : 'NULL');
  const join = albums ? 'LEFT JOIN src.album_songs l ON l.song_id = s.id LEFT JOIN src.albums a ON a.id = l.album_id' : '';
  return `SELECT s.id, ${source.column('s', 'songs', 'metadata_json')}, ${source.column('s', 'songs', 'added_at')},
      ${albums ? 'a.id' : 'NULL'}, ${at('l', 'album_songs', 'disc_number')}, ${at('l', 'album_songs', 'track_number')}, ${at('a', 'albums', 'year')},
      ${coverOf(source, 'song', 's.id', albums ? 'l.album_id' : undefined)}, ${lyricsOf(source, 's.id')}
    FROM src.songs s ${join} WHERE s.id > ? AND is_track(s.id) ORDER BY s.id LIMIT ${rowsAtOnce}`;
}

const insertDetails = `INSERT INTO catalog_track_details(song_id, album_id, disc_number, track_number, year, added_at, play_count, other_titles,
    cover_id, lyrics_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * The details of each track: from its own song, then from the first of its other platforms' songs that knows. Albums are of
 * its own song alone; it was added when the first of its songs was. The metadata is parsed here and not by SQL, which would
 * need a function call for each value.
 */
export function trackDetailSteps(db: Database, source: SourceSchema, mapping: TrackMapping, lengths: AlbumLengths): RowStep[] {
  return [
    ...LinkedSongs.rows(mapping),
    (check) => {
      const songs = db.prepare<[number], OwnSong>(ownSongs(source)).raw(true) as Statement<[number], OwnSong>;
      const details = new DetailWriter(db.prepare(insertDetails), lengths);
      const linked = mapping.hasAliases ? new LinkedSongs(db, source) : undefined;
      // Ids may be negative in catalogues of earlier tools.
      for (let after = Number.MIN_SAFE_INTEGER, rows = songs.all(after); rows.length > 0; rows = songs.all(after)) {
        check();
        linked?.load(rows[0]?.[0] ?? after, rows.at(-1)?.[0] ?? after);
        for (const row of rows) details.write(row, linked?.of(row[0]) ?? []);
        after = rows.at(-1)?.[0] ?? after;
      }
    },
  ];
}

const positive = (value: number | null): number | null => (value === 0 ? null : value);

class DetailWriter {
  constructor(
    private readonly insert: Statement,
    private readonly lengths: AlbumLengths,
  ) {}

  write([id, metadata, addedAt, album, disc, track, year, cover, lyrics]: OwnSong, linked: readonly LinkedSong[]): void {
    const facts = readSongFacts(metadata);
    const place = album === null ? null : { disc: positive(disc), track: positive(track) };
    if (album !== null) this.lengths.add(album, facts.durationMs);
    const known = <T>(of: (song: LinkedSong) => T | null | undefined): T | null => linked.map(of).find((one) => one != null) ?? null;
    const titles = facts.otherTitles ?? known((song) => song.facts.otherTitles);
    this.insert.run(
      id,
      album,
      place?.disc ?? facts.discNumber ?? null,
      place?.track ?? facts.trackNumber ?? null,
      facts.year ?? year ?? known((song) => song.facts.year),
      firstAdded(addedAt, linked),
      mostPlayed(facts, linked),
      titles === null ? null : JSON.stringify(titles),
      cover ?? known((song) => song.cover),
      lyrics ?? known((song) => song.lyrics),
    );
  }
}

function firstAdded(own: number | null, linked: readonly LinkedSong[]): number | null {
  return linked.reduce((first, { addedAt }) => (first === null || (addedAt !== null && addedAt < first) ? addedAt : first), own);
}

function mostPlayed({ playCount = 0 }: SongFacts, linked: readonly LinkedSong[]): number {
  return linked.reduce((most, { facts }) => Math.max(most, facts.playCount ?? 0), playCount);
}
