import { AUDIT_ENTRIES_KEPT, type AuditEntry, type AuditedAction, type AuditLog, type AuditPage, idsBefore } from '@catalogsync/audit';
import { In, LessThan, LessThanOrEqual } from 'typeorm';
import type { Database } from './database.js';
import { type Entities, insertedId } from './entities.js';
import { columnsOf, countedId, type RowOf, rowSchema, text, whole } from './row-schema.js';

/** The row schema of a service's audit log. */
export const auditRows = (table: string) =>
  rowSchema(
    table,
    { id: countedId, at: whole, actor: text, via: text, address: text, action: text, target: text, outcome: text },
    { indices: [{ name: `${table}_by_time`, columns: ['at', 'id'] }] },
  );

type AuditRows = ReturnType<typeof auditRows>;

/** How long entries are kept. */
export interface AuditRetention {
  readonly maxAgeMs: number;
}

/** Too old entries that one new one removes at most: a log of years shrinks in passing. */
const removedAtOnce = 100;

/** An audit log in a table, in the database whose changes it records. */
export class SqliteAuditLog implements AuditLog {
  /** @param retention absent for a command, which leaves that to the service */
  constructor(
    private readonly database: Pick<Database, 'write' | 'reads'>,
    private readonly rows: AuditRows,
    private readonly service: string,
    private readonly retention?: AuditRetention,
  ) {}

  add(action: AuditedAction, outcome: string, at: number): Promise<number> {
    return this.database.write((entities) => this.insert(entities, action, outcome, at), { joins: true });
  }

  async settle(id: number, outcome: string, target?: string): Promise<void> {
    const settled = target === undefined ? { outcome } : { outcome, target };
    await this.database.write((entities) => entities.update(this.rows, id, settled));
  }

  together<T>(action: AuditedAction, at: number, change: () => Promise<T>): Promise<T> {
    const whole = async (entities: Entities): Promise<T> => {
      const value = await change();
      await this.insert(entities, action, 'done', at);
      return value;
    };
    return this.database.write(whole, { gathers: true });
  }

  async list({ before, limit }: AuditPage): Promise<readonly AuditEntry[]> {
    const sql = `SELECT ${columnsOf(this.rows)} FROM ${this.rows.options.tableName} WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?`;
    const place = before === undefined ? [Number.MAX_SAFE_INTEGER, 0] : [before.at, idsBefore(before, this.service)];
    const found = await this.database.reads.rows<RowOf<AuditRows>>(sql, ...place, limit);
    return found.map(({ via, ...row }) => ({ ...row, via: via as AuditEntry['via'], service: this.service }));
  }

  private async insert(
    entities: Entities,
    { actor, via, address, action, target }: AuditedAction,
    outcome: string,
    at: number,
  ): Promise<number> {
    const id = insertedId(await entities.insert(this.rows, { at, actor, via, address, action, target, outcome }));
    await entities.delete(this.rows, { id: LessThanOrEqual(id - AUDIT_ENTRIES_KEPT) });
    if (this.retention !== undefined) await this.removeOld(entities, at - this.retention.maxAgeMs);
    return id;
  }

  private async removeOld(entities: Entities, cutoff: number): Promise<void> {
    const old = await entities.find(this.rows, {
      select: { id: true },
      where: { at: LessThan(cutoff) },
      order: { at: 'ASC' },
      take: removedAtOnce,
    });
    if (old.length > 0) await entities.delete(this.rows, { id: In(old.map(({ id }) => id)) });
  }
}
