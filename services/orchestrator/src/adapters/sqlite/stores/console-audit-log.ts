import { type Database, insertedId, LessThan, LessThanOrEqual } from '@catalogsync/sqlite';
import { AUDIT_ENTRIES_KEPT, type AuditEntry, type AuditedAction, type AuditLog } from '../../../core/console/audit.js';
import { consoleAudit } from '../rows/installation-rows.js';

export class SqliteAuditLog implements AuditLog {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  add(action: AuditedAction, outcome: string, at: number): Promise<number> {
    return this.database.write(async (entities) => {
      const { actor, address, target } = action;
      const id = insertedId(await entities.insert(consoleAudit, { at, actor, address, action: action.action, target, outcome }));
      await entities.delete(consoleAudit, { id: LessThanOrEqual(id - AUDIT_ENTRIES_KEPT) });
      return id;
    });
  }

  async settle(id: number, outcome: string, target?: string): Promise<void> {
    const settled = target === undefined ? { outcome } : { outcome, target };
    await this.database.write((entities) => entities.update(consoleAudit, id, settled));
  }

  list({ before, limit }: { readonly before?: number; readonly limit: number }): Promise<AuditEntry[]> {
    const where = before === undefined ? {} : { id: LessThan(before) };
    return this.database.reads.entities.find(consoleAudit, { where, order: { id: 'DESC' }, take: limit });
  }
}
