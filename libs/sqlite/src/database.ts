import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import Connection from 'better-sqlite3';
import { DataSource, type EntitySchema } from 'typeorm';
import { type Entities, type EntityQuestions, ofFile } from './entities.js';
import { MIGRATIONS_TABLE, type MigrationClass, migrate, ormMigrations, silentOrmLogger } from './migrate.js';
import { type OwnerLock, takeOwnerLock } from './owner-lock.js';
import { ColumnNames } from './row-schema.js';
import { isBusy, isSqliteError, toSqliteFault } from './sqlite-fault.js';
import { type Questions, ReadingStatement, type ReadStatement, type SqlValue, StatementCache } from './statements.js';
import { BUSY_TIMEOUT_MS, type UnitOfWork, type UnitOptions, WriteQueue, type WriteSession } from './unit-of-work.js';

/** What stores read with outside a unit of work; sees committed rows only. */
export interface ReadSession extends Questions {
  /** A prepared statement; the same text is prepared once. */
  statement<Row>(sql: string): ReadStatement<Row>;
  /** Rows by their schemas: ten times the cost of a statement, so for single rows and short lists. */
  readonly entities: EntityQuestions;
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

/** 1 MiB. The driver's default is 16 MiB a connection; a host has six, and the system caches the file anyway. */
const pageCache = 'cache_size = -1024';

/** An open database: one connection that writes, one that reads. */
export interface Database {
  readonly file: string;
  /** `wal`, or what the file system allows instead (behaviour 6). */
  readonly journalMode: string;
  /** `bind` makes the stores of one transaction; they are unusable after it. */
  unitOfWork<Stores>(bind: (session: WriteSession) => Stores): UnitOfWork<Stores>;
  /** A unit of work for entities alone. */
  write<T>(work: (entities: Entities) => Promise<T>, options?: UnitOptions): Promise<T>;
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
  let writer: Writer | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Processes that share the database take turns only for migrations.
    lock = takeOwnerLock(file, exclusive ? 0 : BUSY_TIMEOUT_MS);
    writer = await openWriter(options);
    await migrate(writer.source, writer.connection, options);
    if (!exclusive) lock.release();
    const reader = new Connection(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
    reader.pragma(pageCache);
    return assemble(file, writer, reader, exclusive ? lock : undefined);
  } catch (error) {
    await writer?.source.destroy();
    lock?.release();
    if (error instanceof Fault) throw error;
    throw isSqliteError(error) ? toSqliteFault(error, file) : toFault(error);
  }
}

interface Writer {
  readonly source: DataSource;
  readonly connection: Connection.Database;
}

async function openWriter(options: DatabaseOptions): Promise<Writer> {
  let connection: Connection.Database | undefined;
  const source = new DataSource({
    type: 'better-sqlite3',
    driver: Connection,
    database: options.file,
    timeout: BUSY_TIMEOUT_MS,
    entities: [...(options.entities ?? [])],
    namingStrategy: new ColumnNames(),
    migrations: ormMigrations(options.migrations),
    migrationsTableName: MIGRATIONS_TABLE,
    logger: silentOrmLogger,
    prepareDatabase: (raw: Connection.Database) => {
      connection = raw;
      prepareWriter(raw, options);
    },
  });
  try {
    await source.initialize();
  } catch (error) {
    // TypeORM drops a connection that failed to initialise.
    connection?.close();
    throw error;
  }
  if (connection === undefined) throw new Fault('internal', 'the driver did not hand over its connection');
  return { source, connection };
}

function prepareWriter(raw: Connection.Database, options: DatabaseOptions): void {
  const journalMode = preferWal(raw);
  raw.pragma(`synchronous = ${syncMode(options.synchronous ?? 'normal', journalMode)}`);
  // Outside WAL a full cache would be written out mid-transaction, under a lock that shuts out our own reader.
  if (journalMode !== 'wal') raw.pragma('cache_spill = OFF');
  raw.pragma(pageCache);
}

/**
 * Outside WAL a commit is the removal of the journal, and only `extra` syncs its folder: with `full` the journal may be
 * back after a power cut, which undoes the commit. @internal for tests
 */
export function syncMode(wanted: 'normal' | 'full', journalMode: string): string {
  return wanted === 'full' && journalMode !== 'wal' ? 'extra' : wanted;
}

function assemble(file: string, { source, connection }: Writer, reader: Connection.Database, lock: OwnerLock | undefined): Database {
  const queue = new WriteQueue(connection, source.manager, file);
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await queue.drain();
    reader.close();
    connection.pragma('optimize');
    await source.destroy();
    lock?.release();
  };
  return {
    file,
    journalMode: String(connection.pragma('journal_mode', { simple: true })),
    unitOfWork: (bind) => ({ run: (work, options) => queue.run((session) => work(bind(session)), options) }),
    write: (work, options) => queue.run(({ entities }) => work(entities), options),
    reads: readSession(source, reader, file),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function readSession(source: DataSource, connection: Connection.Database, file: string): ReadSession {
  const cache = new StatementCache(connection);
  const statement = <Row>(sql: string) => new ReadingStatement<Row>(cache.prepare(sql), file);
  return {
    statement,
    rows: async <Row>(sql: string, ...values: SqlValue[]) => statement<Row>(sql).all(...values),
    entities: ofFile(entitiesOver(source, connection), file),
  };
}

/**
 * TypeORM has one connection per data source. A second source would describe every table once more, which takes
 * longer than all else that opening does; so this is the first one's driver, with another connection.
 */
function entitiesOver(source: DataSource, connection: Connection.Database): EntityQuestions {
  const own = { databaseConnection: { value: connection }, queryRunner: { value: undefined, writable: true } };
  const driver: DataSource['driver'] = Object.create(source.driver, own);
  return source.createEntityManager(driver.createQueryRunner('slave'));
}

/**
 * Requests WAL and returns the actual journal mode. A file system without shared memory or locks refuses WAL; the
 * database then works, only slower (behaviour 6). For a damaged file or one that is not a database it throws the
 * error. @internal for tests
 */
export function preferWal(connection: Connection.Database): string {
  try {
    return String(connection.pragma('journal_mode = WAL', { simple: true }));
  } catch (error) {
    const refused = isBusy(error) || /^SQLITE_(ERROR|IOERR|CANTOPEN)/.test(String((error as { code?: unknown }).code));
    if (!isSqliteError(error) || !refused) throw error;
    return String(connection.pragma('journal_mode', { simple: true }));
  }
}
