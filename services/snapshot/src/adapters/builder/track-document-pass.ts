import type { Database, Statement } from 'better-sqlite3';
import type { PreviousDocuments } from './change-rows.js';
import { rowsAtOnce } from './row-step.js';
import { type RecordingFacts, readSongFacts } from './song-facts.js';
import { type AliasRow, type NamedRow, type TrackParts, trackDocument } from './track-document.js';
import type { FileRow } from './track-document-files.js';

type Row = readonly [
  id: number,
  name: string,
  platform: string,
  remoteId: string,
  metadata: string | null,
  albumId: number | null,
  discNumber: number | null,
  trackNumber: number | null,
  year: number | null,
  addedAt: number | null,
  otherTitles: string | null,
  coverId: number | null,
  lyrics: 'timed' | 'plain' | null,
  albumReleaseDate: string | null,
  linkedFacts: string | null,
];

/** Text of a damaged database may be bytes, which JSON cannot hold. */
const text = (column: string): string => `CAST(${column} AS TEXT)`;

const tracksSql = `SELECT t.song_id, ${text('t.name')}, ${text('t.platform')}, ${text('t.remote_song_id')}, t.metadata_json,
    d.album_id, d.disc_number, d.track_number, d.year, d.added_at, d.other_titles, d.cover_id,
    CASE WHEN d.lyrics_id IS NOT NULL THEN (SELECT CASE WHEN y.timed IS NOT NULL THEN 'timed' WHEN y.plain IS NOT NULL THEN 'plain' END
      FROM catalog_lyrics y WHERE y.lyrics_id = d.lyrics_id) END,
    b.release_date, x.facts
  FROM catalog_tracks t CROSS JOIN catalog_track_details d ON d.song_id = t.song_id
  LEFT JOIN catalog_albums b ON b.album_id = d.album_id LEFT JOIN temp.linked_facts x ON x.song_id = t.song_id
  WHERE t.song_id > ? ORDER BY t.song_id LIMIT ${rowsAtOnce}`;

const singersSql = `SELECT ${text('singers')} FROM catalog_tracks WHERE song_id = ?`;

const artistsSql = `SELECT l.song_id, l.artist_id, ${text('a.name')} FROM catalog_artist_tracks l INDEXED BY catalog_artist_tracks_by_song
  CROSS JOIN catalog_artists a ON a.artist_id = l.artist_id
  WHERE l.song_id BETWEEN ? AND ? AND l.position > -1 ORDER BY l.song_id, l.position`;

const genresSql = `SELECT l.song_id, l.genre_id, ${text('g.name')} FROM catalog_track_genres l INDEXED BY catalog_track_genres_by_song
  CROSS JOIN catalog_genres g ON g.genre_id = l.genre_id WHERE l.song_id BETWEEN ? AND ? ORDER BY l.song_id, l.position`;

const filesSql = `SELECT f.song_id, f.quality_label, f.ext, f.file_size_bytes, f.backend_type, CASE WHEN f.public_url <> '' THEN 'x' END
  FROM catalog_track_files f INDEXED BY catalog_track_files_by_song WHERE f.song_id BETWEEN ? AND ? ORDER BY f.song_id, f.file_location_id`;

const aliasesSql = `SELECT x.track_id, x.song_id, ${text('x.platform')}, ${text('x.remote_song_id')}
  FROM catalog_track_aliases x INDEXED BY catalog_track_aliases_by_track WHERE x.track_id BETWEEN ? AND ? ORDER BY x.track_id, x.song_id`;

type OfTrack = readonly [track: number, ...rest: unknown[]];

/** Rows that belong to tracks, in the order of these: read along with them instead of looked up for each, at a third of the cost. */
class Beside<Row extends OfTrack> {
  private readonly statement: Statement<[number, number], Row>;
  private rows: readonly Row[] = [];
  private at = 0;

  constructor(db: Database, sql: string) {
    this.statement = db.prepare<[number, number], Row>(sql).raw(true) as Statement<[number, number], Row>;
  }

  load(from: number, to: number): void {
    this.rows = this.statement.all(from, to);
    this.at = 0;
  }

  /** Those of a track; tracks must come in order. */
  of(track: number): readonly Row[] {
    const { rows } = this;
    const from = this.at;
    while (this.at < rows.length && rows[this.at]?.[0] === track) this.at++;
    return this.at === from ? [] : rows.slice(from, this.at);
  }
}

/** Makes the documents of all tracks. */
export class TrackDocumentPass {
  private readonly tracks: Statement<[number], Row>;
  private readonly singers: Statement<[number], string | null>;
  private readonly artists: Beside<NamedRow>;
  private readonly genres: Beside<NamedRow>;
  private readonly files: Beside<FileRow>;
  private readonly aliases: Beside<AliasRow>;

  constructor(db: Database) {
    this.tracks = db.prepare<[number], Row>(tracksSql).raw(true) as Statement<[number], Row>;
    this.singers = db.prepare<[number], string | null>(singersSql).pluck(true);
    this.artists = new Beside(db, artistsSql);
    this.genres = new Beside(db, genresSql);
    this.files = new Beside(db, filesSql);
    this.aliases = new Beside(db, aliasesSql);
  }

  /**
   * @param write takes each document, by ascending id
   * @param check called every few hundred tracks; if it throws, the pass ends
   */
  run(write: (id: number, document: string) => void, previous: PreviousDocuments | undefined, check: () => void): void {
    for (let after = Number.MIN_SAFE_INTEGER, rows = this.tracks.all(after); rows.length > 0; rows = this.tracks.all(after)) {
      check();
      const [from, to] = [rows[0]?.[0] ?? after, rows.at(-1)?.[0] ?? after];
      for (const beside of [this.artists, this.genres, this.files, this.aliases]) beside.load(from, to);
      previous?.load(from, to);
      for (const row of rows) write(row[0], this.document(row));
      after = to;
    }
  }

  private document(row: Row): string {
    const [id, name, platform, remoteId, metadata, albumId, discNumber, trackNumber, year, addedAt, otherTitles, coverId, lyrics] = row;
    const facts = readSongFacts(metadata);
    const track = { id, name, platform, remoteId, albumId, discNumber, trackNumber, year, addedAt, otherTitles, coverId, lyrics };
    const recording = recordingOf(facts.recording, row[13], row[14]);
    return trackDocument({ ...track, singers: () => this.singers.get(id) ?? null }, this.partsOf(id), facts, recording);
  }

  private partsOf(id: number): TrackParts {
    return { artists: this.artists.of(id), genres: this.genres.of(id), files: this.files.of(id), aliases: this.aliases.of(id) };
  }
}

/** What a song does not know of its recording, its album and then other platforms' songs may. */
function recordingOf(own: RecordingFacts, albumReleaseDate: string | null, linked: string | null): RecordingFacts {
  const known = own.releaseDate === undefined && albumReleaseDate !== null ? { ...own, releaseDate: albumReleaseDate } : own;
  if (linked === null) return known;
  return {
    ...(JSON.parse(linked) as RecordingFacts),
    ...Object.fromEntries(Object.entries(known).filter(([, fact]) => fact !== undefined)),
  };
}
