import { Fault, toFault } from '@catalogsync/faults';
import { aliasTable } from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import type { SnapshotReader } from '../../core/snapshot/current-snapshot.js';
import { ArtistStatements } from './artist-statements.js';
import { CoverStatements } from './cover-statements.js';
import { PlaylistStatements } from './playlist-statements.js';
import { SqliteSnapshotSearch } from './sqlite-snapshot-search.js';
import { ToplistStatements } from './toplist-statements.js';
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

/**
 * Opens a `catalog_read.db` read-only and prepares every statement, so that a database without a needed table or
 * index never comes into use.
 * @throws Fault `data_corrupt`; `permission_denied`, also if there is no such file
 */
export function openSnapshot(path: string): OpenSnapshot {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    database.pragma(`mmap_size = ${mappedBytes}`);
    allowForEarlierVersions(database);
    // One read transaction for the whole life of a file that never changes: statements then neither lock it nor look
    // for a journal, which saves a third of the time of a point read.
    database.exec('BEGIN');
    const opened = database;
    const [playlists, artists] = [new PlaylistStatements(opened), new ArtistStatements(opened)];
    const tracks = new TrackStatements(opened, playlists, artists);
    const catalogue = { tracks, playlists, artists, toplists: new ToplistStatements(opened) };
    return { catalogue, search: new SqliteSnapshotSearch(opened), covers: new CoverStatements(opened), close: () => opened.close() };
  } catch (error) {
    database?.close();
    throw unreadable(error);
  }
}

/** A snapshot that was published before tracks had aliases has none. */
function allowForEarlierVersions(database: Database.Database): void {
  const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'catalog_track_aliases'").get();
  if (exists === undefined) database.exec(`CREATE TEMP TABLE ${aliasTable}`);
}

/** SQLite's generic error while preparing means that a table, column or index is missing. */
function unreadable(error: unknown): Fault {
  if ((error as { code?: unknown }).code !== 'SQLITE_ERROR') return toFault(error);
  return new Fault('data_corrupt', 'the snapshot lacks a table or column that this version reads', {
    hint: 'Publish it again with a matching version.',
    cause: error,
  });
}
