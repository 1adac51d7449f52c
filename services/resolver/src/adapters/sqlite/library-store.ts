import { asGiven, type Database, known, oneOfGiven, type UnitOfWork, type WriteSession } from '@catalogsync/sqlite';
import type { OpenedFile } from '../../core/library/identify.js';
import type {
  LibraryRecord,
  LibraryStanding,
  LibraryStore,
  LibraryWriter,
  PlaylistProblems,
  StagedRead,
  StoredPlaylistFile,
} from '../../core/library/library-store.js';
import {
  absolutePath,
  type FileKey,
  type FoundFile,
  type KnownFile,
  type LookedPlaces,
  type StoredOutcome,
  tagRules,
} from '../../core/library/model.js';
import type { Pause } from '../../core/library/ports.js';
import { SqliteFileWriter, stageReads } from './file-writer.js';
import { KnownFiles } from './known-files.js';
import { playlistProblemsState, SqlitePlaylistWriter, saveState, viewStampState } from './playlist-writer.js';
import { type AsRead, placeColumns } from './rows.js';
import { SqliteViewedTracks } from './viewed-tracks.js';

interface Stores extends LibraryWriter {
  readonly session: WriteSession;
}

function bindStores(session: WriteSession): Stores {
  return {
    session,
    files: new SqliteFileWriter(session),
    tracks: new SqliteViewedTracks(session),
    playlists: new SqlitePlaylistWriter(session),
    saveMounts: async (mounts) => {
      session.statement('DELETE FROM library_mounts').run();
      const insert = session.statement('INSERT INTO library_mounts (root, path) VALUES (?, ?)');
      for (const { root, path } of mounts) insert.run(root, path);
    },
    saveViewStamp: async (stamp) => saveState(session, viewStampState, stamp),
  };
}

/** The library's tables in the resolver's database. */
export class SqliteLibraryStore implements LibraryStore {
  private readonly writes: UnitOfWork<Stores>;

  constructor(
    private readonly database: Database,
    private readonly pause: Pause,
  ) {
    this.writes = database.unitOfWork(bindStores);
  }

  async record(places: LookedPlaces | undefined, signal: AbortSignal): Promise<LibraryRecord> {
    const rows = new KnownFiles(this.database, this.pause, signal);
    const files = places === undefined ? await rows.all() : await rows.at(places);
    const { reads } = this.database;
    return {
      files,
      playlistFiles: reads.statement<PlaylistFileRow>(selectPlaylistFiles).all().map(toPlaylistFile),
      mounts: reads.statement<FileKey>('SELECT root, path FROM library_mounts').all(),
      staged: reads
        .statement<AsRead<StagedRead>>(
          `SELECT ${placeColumns}, kind, fingerprint, audio_hash AS "audioHash" FROM library_reads WHERE tag_rules = ?`,
        )
        .all(tagRules)
        .map(known),
      viewStamp: this.state(viewStampState),
    };
  }

  async relatedTo(files: readonly Pick<OpenedFile, 'audioHash' | 'known'>[], signal: AbortSignal): Promise<readonly KnownFile[]> {
    const audioHashes = new Set(files.flatMap(({ audioHash }) => audioHash ?? []));
    const trackIds = new Set(files.flatMap(({ known: before }) => before?.trackId ?? []));
    return new KnownFiles(this.database, this.pause, signal).related([...audioHashes], [...trackIds]);
  }

  async hasMusicBesides(root: string, files: readonly KnownFile[]): Promise<boolean> {
    const sql = "SELECT 1 AS n FROM library_files WHERE root = ? AND state <> 'gone' AND state = 'listed' AND file_id NOT";
    return this.database.reads.statement(`${sql} ${oneOfGiven} LIMIT 1`).get(root, asGiven(files.map(({ id }) => id))) !== undefined;
  }

  async listedPlaces(): Promise<readonly FileKey[]> {
    return this.database.reads.statement<FileKey>("SELECT root, path FROM library_files WHERE state <> 'gone' AND state = 'listed'").all();
  }

  async stage(reads: readonly { readonly file: FoundFile; readonly outcome: StoredOutcome }[]): Promise<void> {
    if (reads.length > 0) await this.writes.run(({ session }) => stageReads(session, reads));
  }

  replaceView(work: (writer: LibraryWriter) => Promise<void>, signal: AbortSignal): Promise<void> {
    return this.writes.run((stores) => work(stores), { signal });
  }

  async standing(limit: number): Promise<LibraryStanding> {
    const { reads } = this.database;
    const files = this.count("SELECT count(*) AS n FROM library_files WHERE state = 'listed'");
    const duplicateCount = files - this.count('SELECT count(*) AS n FROM library_tracks');
    const duplicates = reads
      .statement<{ root: string; path: string; first_root: string; first_path: string }>(
        `SELECT f.root, f.path, c.root AS first_root, c.path AS first_path ${duplicatesFrom} ORDER BY f.file_id LIMIT ?`,
      )
      .all(duplicateCount === 0 ? 0 : limit);
    const stored = this.state(playlistProblemsState);
    return {
      files,
      playlistProblems: stored === undefined ? { count: 0, named: [] } : (JSON.parse(stored) as PlaylistProblems),
      duplicates: duplicates.map((row) => ({
        path: absolutePath(row),
        sameAs: absolutePath({ root: row.first_root, path: row.first_path }),
      })),
      duplicateCount,
    };
  }

  private count(sql: string): number {
    return this.database.reads.statement<{ n: number }>(sql).get()?.n ?? 0;
  }

  private state(name: string): string | undefined {
    return this.database.reads.statement<{ value: string }>('SELECT value FROM library_state WHERE name = ?').get(name)?.value;
  }
}

type PlaylistFileRow = AsRead<Omit<StoredPlaylistFile, 'entries' | 'notes'>> & { readonly entriesJson: string; readonly notesJson: string };

const selectPlaylistFiles = `SELECT ${placeColumns}, nullif(title, '') AS title, entries_json AS "entriesJson", notes_json AS "notesJson"
  FROM library_playlist_files`;

function toPlaylistFile({ entriesJson, notesJson, ...file }: PlaylistFileRow): StoredPlaylistFile {
  return { ...known(file), entries: JSON.parse(entriesJson) as string[], notes: JSON.parse(notesJson) as string[] };
}

/** Listed files `f` that are not the file `c` of their track. */
const duplicatesFrom = `FROM library_files AS f JOIN library_tracks AS t ON t.track_id = f.track_id
  JOIN library_files AS c ON c.file_id = t.file_id WHERE f.state = 'listed' AND f.file_id <> t.file_id`;
