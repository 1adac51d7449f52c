import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import type { Database as Connection } from 'better-sqlite3';
import { type Entities, whileOpen } from './entities.js';
import { PlannerStatistics } from './planner-statistics.js';
import { isBusy, isSqliteError, toSqliteFault } from './sqlite-fault.js';
import { BoundStatement, type Changes, inBatches, type SqlValue, StatementCache, type WriteStatement } from './statements.js';

/** What stores write with inside a unit of work: one connection, one transaction. */
export interface WriteSession extends Changes {
  /** A prepared statement; the same text is prepared once. For bulk work. */
  statement<Row = never>(sql: string): WriteStatement<Row>;
  /** Rows by their schemas: ten times the cost of a statement, so for single rows and short lists. */
  readonly entities: Entities;
}

export interface UnitOptions {
  /** Heeded until the unit's turn comes. */
  readonly signal?: AbortSignal;
  /** Called from inside a unit of work, it becomes part of that one. */
  readonly joins?: boolean;
  /** Units of work that are started inside become part of this one. */
  readonly gathers?: boolean;
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
  run<T>(work: (stores: Stores) => Promise<T> | T, options?: UnitOptions): Promise<T>;
}

/** How long BEGIN and COMMIT wait for another process (behaviour 5). */
export const BUSY_TIMEOUT_MS = 30_000;

/** The unit of work that is running. */
interface Scope {
  open: boolean;
  readonly gathers: boolean;
  session: WriteSession | undefined;
}

/** Work as part of a unit that is running. */
async function joined<T>({ session }: Scope, work: (session: WriteSession) => Promise<T> | T, signal: AbortSignal | undefined): Promise<T> {
  if (signal?.aborted) throw new Fault('canceled', 'the operation was canceled');
  if (session === undefined) throw new Fault('internal', 'a unit of work was joined before it began');
  return work(session);
}

/** Queues whole transactions on one connection. */
export class WriteQueue {
  private readonly statements: StatementCache;
  private readonly statistics: PlannerStatistics;
  private readonly inside = new AsyncLocalStorage<Scope>();
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly entities: Entities,
    private readonly file: string,
  ) {
    this.statements = new StatementCache(connection);
    this.statistics = new PlannerStatistics(connection);
  }

  run<T>(work: (session: WriteSession) => Promise<T> | T, options: UnitOptions = {}): Promise<T> {
    const { signal, joins = false, gathers = false } = options;
    if (this.closed) return Promise.reject(new Fault('failed_precondition', `the database is closed: ${this.file}`));
    const around = this.inside.getStore();
    if (around?.open === true) {
      if (joins || around.gathers) return joined(around, work, signal);
      return Promise.reject(new Fault('internal', 'a unit of work was started inside another one'));
    }
    const result = this.tail.then(() => {
      if (signal?.aborted) throw new Fault('canceled', 'the operation was canceled');
      return this.transaction(work, gathers);
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

  private async transaction<T>(work: (session: WriteSession) => Promise<T> | T, gathers: boolean): Promise<T> {
    const scope: Scope = { open: true, gathers, session: undefined };
    const statement = <Row>(sql: string) => new BoundStatement<Row>(this.statements.prepare(sql), () => scope.open);
    const session: WriteSession = {
      statement,
      rows: async <Row>(sql: string, ...values: SqlValue[]) => statement<Row>(sql).all(...values),
      change: async (sql, ...values) => statement(sql).run(...values).changes,
      firstOfEach: async <Row>(sql: string, given: readonly SqlValue[][]) => {
        const prepared = statement<Row>(sql);
        return given.map((values) => prepared.get(...values));
      },
      insertEach: async (sql, given) => {
        const ids: number[] = [];
        for (const { text, rows, values } of inBatches(sql, given)) {
          const { lastId } = statement(text).run(...values);
          // Rows of one statement are numbered one after the other.
          for (let id = lastId - rows + 1; id <= lastId; id++) ids.push(id);
        }
        return ids;
      },
      changeEach: async (sql, given) => {
        for (const { text, values } of inBatches(sql, given)) statement(text).run(...values);
      },
      entities: whileOpen(this.entities, () => scope.open),
    };
    scope.session = session;
    await this.patiently('BEGIN IMMEDIATE');
    try {
      const value = await this.inside.run(scope, () => work(session));
      scope.open = false;
      this.statistics.lookIfDue();
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
