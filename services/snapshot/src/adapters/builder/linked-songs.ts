import { createHash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import { coverOf } from './cover-column.js';
import { rowsAtOnce } from './row-step.js';
import { type RecordingFacts, readSongFacts, type SongFacts } from './song-facts.js';
import type { SourceSchema } from './source-schema.js';
import { lyricsOf } from './track-lyrics.js';

/** What another platform's song of a track knows about it. */
export interface LinkedSong {
  readonly facts: SongFacts;
  readonly addedAt: number | null;
  readonly cover: number | null;
  readonly lyrics: number | null;
}

type Row = readonly [track: number, metadata: string | null, addedAt: number | null, cover: number | null, lyrics: number | null];

/**
 * The other platforms' songs of tracks, read along with the tracks, in the order of their ids. What they know of a recording is
 * kept in a temporary table until documents are made, when the source is closed.
 */
export class LinkedSongs {
  private readonly statement: Statement<[number, number], Row>;
  private readonly keep: Statement<[number, string]>;
  private songs = new Map<number, LinkedSong[]>();

  constructor(db: Database, source: SourceSchema) {
    this.statement = db
      .prepare<[number, number], Row>(
        `SELECT x.track_id, ${source.column('s', 'songs', 'metadata_json')}, ${source.column('s', 'songs', 'added_at')},
            ${coverOf(source, 'song', 's.id')}, ${lyricsOf(source, 's.id')}
          FROM temp.linked_songs x CROSS JOIN src.songs s ON s.id = x.song_id
          WHERE x.track_id BETWEEN ? AND ? ORDER BY x.track_id, x.song_id`,
      )
      .raw(true) as Statement<[number, number], Row>;
    this.keep = db.prepare('INSERT INTO temp.linked_facts(song_id, facts) VALUES (?, ?)');
  }

  /** Statements that make the temporary tables. */
  static rows({ hasAliases }: TrackMapping): string[] {
    const facts = 'CREATE TEMP TABLE linked_facts(song_id INTEGER PRIMARY KEY, facts TEXT NOT NULL)';
    if (!hasAliases) return [facts];
    return [
      facts,
      'CREATE TEMP TABLE linked_songs(track_id INTEGER, song_id INTEGER, PRIMARY KEY(track_id, song_id)) WITHOUT ROWID',
      'INSERT INTO temp.linked_songs SELECT track_id, song_id FROM catalog_track_aliases ORDER BY track_id, song_id',
    ];
  }

  /** Reads those of the tracks from one id to another. */
  load(from: number, to: number): void {
    this.songs = new Map();
    for (const [track, metadata, addedAt, cover, lyrics] of this.statement.all(from, to)) {
      const song = { facts: readSongFacts(metadata), addedAt, cover, lyrics };
      const others = this.songs.get(track);
      if (others === undefined) this.songs.set(track, [song]);
      else others.push(song);
    }
    for (const [track, songs] of this.songs) this.keep.run(track, JSON.stringify(merged(songs)));
  }

  of(track: number): readonly LinkedSong[] {
    return this.songs.get(track) ?? [];
  }
}

/** Of each fact that of the first song that knows it. */
function merged(songs: readonly LinkedSong[]): RecordingFacts {
  const facts: RecordingFacts = {};
  for (const { facts: own } of songs.toReversed()) Object.assign(facts, JSON.parse(JSON.stringify(own.recording)));
  return facts;
}

/** What is known of recordings only by other platforms' songs is in no row, but content all the same. */
export function linkedFactsDigest(db: Database): string {
  const hash = createHash('sha256');
  const statement = db
    .prepare<[number], [number, string]>(
      `SELECT song_id, facts FROM temp.linked_facts WHERE song_id > ? ORDER BY song_id LIMIT ${rowsAtOnce}`,
    )
    .raw(true) as Statement<[number], [number, string]>;
  for (let rows = statement.all(Number.MIN_SAFE_INTEGER); rows.length > 0; rows = statement.all(rows.at(-1)?.[0] ?? 0)) {
    for (const row of rows) hash.update(`${row.join(' ')}\n`);
  }
  return hash.digest('hex');
}
