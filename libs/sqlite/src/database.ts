import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import Connection from 'better-sqlite3';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { preferWal } from './journal.js';
import { MIGRATIONS_TABLE, type MigrationClass, migrate, silentOrmLogger } from './migrate.js';
import { type OwnerLock, takeOwnerLock } from './owner-lock.js';
import { isSqliteError, toSqliteFault } from './sqlite-fault.js';
import { ReadingStatement, type ReadStatement, StatementCache } from './statements.js';
import { BUSY_TIMEOUT_MS, type UnitOfWork, WriteQueue, type WriteSession } from './unit-of-work.js';

/** What read-only stores are made of. Sees committed rows only. */
export interface ReadSession {
  /** A prepared statement; the same text is prepared once. */
  statement<Row>(sql: string): ReadStatement<Row>;
}

export interface DatabaseOptions {
  /** Absolute path; the file and its folder are created if missing. */
  readonly file: string;
  /** In order; see `MigrationClass`. */
  readonly migrations: readonly MigrationClass[];
  /** Row schemas, without classes. */
  readonly entities?: readonly EntitySchema[];
  /** After a power cut `full` keeps the last commits; `normal` may lose them, but the database stays intact. */
  readonly synchronous?: 'normal' | 'full';
  /**
   * `exclusive`: only one process may open it this way; the lock ends with the process. `shared` (default): other
   * processes may write too, each waits up to 30 s for the others.
   */
  readonly owner?: 'exclusive' | 'shared';
}

/** The driver's default is 16 MiB a connection; a host has six, and the system caches the file anyway. */
const PAGE_CACHE_KIB = 4096;

/** An open database: one connection that writes, one that reads. */
export interface Database {
  readonly file: string;
  /** `wal`, or what the file system allows instead (behaviour 6). */
  readonly journalMode: string;
  /** `bind` makes the stores of one transaction; they are unusable after it. */
  unitOfWork<Stores>(bind: (session: WriteSession) => Stores): UnitOfWork<Stores>;
  readonly reads: ReadSession;
  /** Waits for queued units of work, then releases files and locks. Calling it again returns the same promise. */
  close(): Promise<void>;
}

/**
 * Opens and migrates a database.
 * @throws Fault `failed_precondition` if another process owns it or a newer version wrote it,
 *   `data_corrupt` if it is damaged or no database, `permission_denied`, `disk_full`, `unavailable`
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { file } = options;
  const exclusive = options.owner === 'exclusive';
  let lock: OwnerLock | undefined;
  const opened: { source?: DataSource; reader?: Connection.Database } = {};
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Processes that share the database take turns only for migrations.
    lock = takeOwnerLock(file, exclusive ? 0 : BUSY_TIMEOUT_MS);
    const writer = await openWriter(options, opened);
    await migrate(writer.source, writer.connection, options);
    if (!exclusive) lock.release();
    opened.reader = new Connection(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
    opened.reader.pragma(`cache_size = -${PAGE_CACHE_KIB}`);
    return assemble({ file, ...writer, reader: opened.reader, lock: exclusive ? lock : undefined });
  } catch (error) {
    opened.reader?.close();
    if (opened.source?.isInitialized) await opened.source.destroy();
    lock?.release();
    if (error instanceof Fault) throw error;
    throw isSqliteError(error) ? toSqliteFault(error, file) : toFault(error);
  }
}

interface Writer {
  readonly source: DataSource;
  readonly connection: Connection.Database;
  readonly journalMode: string;
}

async function openWriter(options: DatabaseOptions, opened: { source?: DataSource }): Promise<Writer> {
  let connection: Connection.Database | undefined;
  let journalMode = '';
  const source = new DataSource({
    type: 'better-sqlite3',
    driver: Connection,
    database: options.file,
    timeout: BUSY_TIMEOUT_MS,
    entities: [...(options.entities ?? [])],
    // TypeORM requires `down` only for undoing, which nothing here does.
    migrations: [...options.migrations] as unknown as (new () => MigrationInterface)[],
    migrationsTableName: MIGRATIONS_TABLE,
    logger: silentOrmLogger,
    prepareDatabase: (raw: Connection.Database) => {
      connection = raw;
      journalMode = preferWal(raw);
      raw.pragma(`synchronous = ${options.synchronous ?? 'normal'}`);
      raw.pragma(`cache_size = -${PAGE_CACHE_KIB}`);
      // Without WAL, a full cache would be written out mid-transaction under a lock that shuts out our own reader.
      if (journalMode !== 'wal') raw.pragma('cache_spill = OFF');
    },
  });
  opened.source = source;
  try {
    await source.initialize();
  } catch (error) {
    // TypeORM drops a connection that failed to initialise.
    connection?.close();
    throw error;
  }
  if (connection === undefined) throw new Fault('internal', 'the driver did not hand over its connection');
  return { source, connection, journalMode };
}

interface Parts extends Writer {
  readonly file: string;
  readonly reader: Connection.Database;
  readonly lock: OwnerLock | undefined;
}

function assemble(parts: Parts): Database {
  const queue = new WriteQueue(parts.connection, parts.source.manager, parts.file);
  const reading = new StatementCache(parts.reader);
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await queue.drain();
    parts.reader.close();
    parts.connection.pragma('optimize');
    await parts.source.destroy();
    parts.lock?.release();
  };
  return {
    file: parts.file,
    journalMode: parts.journalMode,
    unitOfWork: (bind) => ({ run: (work, { signal } = {}) => queue.run((session) => work(bind(session)), signal) }),
    reads: { statement: <Row>(sql: string) => new ReadingStatement<Row>(reading.prepare(sql), parts.file) },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
