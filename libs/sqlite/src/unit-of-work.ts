import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import type { Database as Connection } from 'better-sqlite3';
import type { EntityManager } from 'typeorm';
import { isBusy, isSqliteError, toSqliteFault } from './sqlite-fault.js';
import { BoundStatement, StatementCache, type WriteStatement } from './statements.js';

/** The part of TypeORM that neither opens its own transaction nor reads behind the caller's back. */
export type Entities = Pick<EntityManager, 'insert' | 'update' | 'upsert' | 'delete' | 'findOneBy' | 'findBy'>;

/** What stores are made of inside a unit of work: one connection and one transaction. */
export interface WriteSession {
  /** A prepared statement; the same text is prepared once. For bulk work. */
  statement<Row = never>(sql: string): WriteStatement<Row>;
  /** Row schemas, for small queries. */
  readonly entities: Entities;
}

/** The only way to write. */
export interface UnitOfWork<Stores> {
  /**
   * Runs `work` in one transaction with stores bound to it: committed when it resolves, rolled back when it throws.
   * Transactions run whole, one at a time, in call order; in between, other work of the process gets its turn.
   * @throws Fault `canceled` if `signal` aborted before the turn came; `failed_precondition` if the
   *   database is closed; `internal` if called from inside another unit of work, where it would wait
   *   for itself; what `work` throws; what SQLite says, see `toSqliteFault`
   */
  run<T>(work: (stores: Stores) => Promise<T> | T, options?: { readonly signal?: AbortSignal }): Promise<T>;
}

/** How long BEGIN and COMMIT wait for another process (behaviour 5). */
export const BUSY_TIMEOUT_MS = 30_000;

/** Queues whole transactions on one connection. */
export class WriteQueue {
  private readonly statements: StatementCache;
  private readonly inside = new AsyncLocalStorage<{ open: boolean }>();
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly entities: Entities,
    private readonly file: string,
  ) {
    this.statements = new StatementCache(connection);
  }

  run<T>(work: (session: WriteSession) => Promise<T> | T, signal?: AbortSignal): Promise<T> {
    if (this.closed) return Promise.reject(new Fault('failed_precondition', `the database is closed: ${this.file}`));
    if (this.inside.getStore()?.open === true) {
      return Promise.reject(new Fault('internal', 'a unit of work was started inside another one'));
    }
    const result = this.tail.then(() => {
      if (signal?.aborted) throw new Fault('canceled', 'the operation was canceled');
      return this.transaction(work);
    });
    // Bulk work is one synchronous transaction after another: without a break nothing else would run.
    // The outcome, even a failure, goes to the caller; the queue only waits for the end.
    this.tail = result.then(
      () => nextTurn(),
      () => nextTurn(),
    );
    return result;
  }

  /** Takes no more work and resolves when the queue is empty. */
  async drain(): Promise<void> {
    this.closed = true;
    await this.tail;
  }

  private async transaction<T>(work: (session: WriteSession) => Promise<T> | T): Promise<T> {
    const scope = { open: true };
    const session: WriteSession = {
      statement: (sql) => new BoundStatement(this.statements.prepare(sql), () => scope.open),
      entities: guarded(this.entities, () => scope.open),
    };
    await this.patiently('BEGIN IMMEDIATE');
    try {
      const value = await this.inside.run(scope, () => work(session));
      scope.open = false;
      await this.patiently('COMMIT');
      return value;
    } catch (error) {
      scope.open = false;
      // After a full disk or an I/O error SQLite has already rolled back.
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      throw isSqliteError(error) ? toSqliteFault(error, this.file) : error;
    }
  }

  /** SQLite's own wait would block every service of the process; this one does not. */
  private async patiently(sql: 'BEGIN IMMEDIATE' | 'COMMIT'): Promise<void> {
    const giveUpAt = performance.now() + BUSY_TIMEOUT_MS;
    for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      try {
        this.connection.pragma('busy_timeout = 0');
        this.connection.exec(sql);
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw toSqliteFault(error, this.file);
      } finally {
        this.connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
      await sleep(pauseMs);
    }
  }
}

/** Entities that refuse to work once their unit of work has ended. */
function guarded(entities: Entities, isOpen: () => boolean): Entities {
  return new Proxy(entities, {
    get(target, property) {
      if (!isOpen()) throw new Fault('internal', 'a store was used after its unit of work had ended');
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
