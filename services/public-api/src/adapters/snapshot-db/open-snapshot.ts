import { Fault, toFault } from '@catalogsync/faults';
import Database from 'better-sqlite3';
import type { DocumentKind, MovedTo } from '../../core/catalogue/documents.js';
import type { CatalogueCounts, SnapshotCatalogue } from '../../core/catalogue/snapshot-catalogue.js';
import type { SnapshotReader } from '../../core/snapshot/current-snapshot.js';
import { AlbumStatements } from './album-statements.js';
import { ArtistStatements } from './artist-statements.js';
import { ChangeStatements } from './change-statements.js';
import { CoverStatements } from './cover-statements.js';
import { addLaterTables, RowDocuments } from './first-version.js';
import { GenreStatements } from './genre-statements.js';
import { PlaylistStatements } from './playlist-statements.js';
import { presignedBackends } from './presigned-backends.js';
import { SharedThingsStatements } from './shared-things.js';
import { SqliteSnapshotSearch } from './sqlite-snapshot-search.js';
import { StoredDocuments } from './stored-documents.js';
import { ToplistStatements } from './toplist-statements.js';
import { SqliteTrackIndex } from './track-index.js';
import { TrackStatements } from './track-statements.js';

/** A reader that holds a database open until it is closed. */
export interface OpenSnapshot extends SnapshotReader {
  close(): void;
}

/**
 * Pages are read from the mapping without a system call or a copy: half the cost of a list. It is address space, not
 * memory: the kernel keeps used pages and reclaims them under pressure. This is the most that SQLite maps; of a
 * larger database (5,000,000 tracks are 2.3 GB) the rest is read by system calls. Only for a private copy: if somebody
 * cuts off a mapped file, reading it ends the process (see decision 0014).
 */
const mappedBytes = 2_147_418_112;

/** @internal for tests */
export const snapshotSql = {
  version: 'SELECT schema_version FROM snapshot_info',
  moved: 'SELECT new_kind AS kind, new_id AS id FROM catalog_moved WHERE kind = +? AND old_id = ?',
} as const;

/**
 * Opens a `catalog_read.db` of schema version 1 or 2 read-only and prepares every statement, so that a database without a
 * needed table or index never comes into use.
 * @throws Fault `data_corrupt`; `permission_denied`, also if there is no such file
 */
export function openSnapshot(path: string): OpenSnapshot {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    database.pragma(`mmap_size = ${mappedBytes}`);
    const isFirstVersion = database.prepare<[], number>(snapshotSql.version).pluck(true).get() === 1;
    if (isFirstVersion) addLaterTables(database);
    // One read transaction for the whole life of a file that never changes: statements then neither lock it nor look
    // for a journal, which saves a third of the time of a point read.
    database.exec('BEGIN');
    const opened = database;
    return {
      catalogue: catalogueOf(opened, isFirstVersion),
      search: new SqliteSnapshotSearch(opened),
      covers: new CoverStatements(opened),
      close: () => opened.close(),
    };
  } catch (error) {
    database?.close();
    throw unreadable(error);
  }
}

function catalogueOf(database: Database.Database, isFirstVersion: boolean): SnapshotCatalogue {
  const counts = countsOf(database);
  const index = new SqliteTrackIndex(database, counts.tracks, isFirstVersion);
  const backends = presignedBackends(database);
  const moved = database.prepare<[DocumentKind, number], MovedTo>(snapshotSql.moved);
  return {
    documents: isFirstVersion ? new RowDocuments(database) : new StoredDocuments(database),
    tracks: new TrackStatements(database, index, new SharedThingsStatements(database), backends),
    playlists: new PlaylistStatements(database),
    toplists: new ToplistStatements(database),
    artists: new ArtistStatements(database),
    albums: new AlbumStatements(database),
    genres: new GenreStatements(database),
    changes: new ChangeStatements(database),
    movedTo: (kind, id) => moved.get(kind, id),
    counts: () => counts,
    presigned: [...backends.values()],
  };
}

/** Counted once: each goes through an index or a small table, some milliseconds for a million tracks. */
function countsOf(database: Database.Database): CatalogueCounts {
  const of = (name: string): number => database.prepare<[], number>(`SELECT count(*) FROM catalog_${name}`).pluck(true).get() ?? 0;
  return {
    tracks: of('tracks'),
    albums: of('albums'),
    artists: of('artists'),
    playlists: of('playlists'),
    genres: of('genres'),
    lyrics: of('lyrics'),
    covers: of('covers'),
  };
}

/** SQLite's generic error while preparing means that a table, column or index is missing. */
function unreadable(error: unknown): Fault {
  if ((error as { code?: unknown }).code !== 'SQLITE_ERROR') return toFault(error);
  return new Fault('data_corrupt', 'the snapshot lacks a table or column that this version reads', {
    hint: 'Publish it again with a matching version.',
    cause: error,
  });
}
