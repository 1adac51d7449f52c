import type { Database } from '@catalogsync/sqlite';
import { AUDIT_ENTRIES_KEPT, type AuditEntry, type AuditedAction, type AuditLog } from '../../../core/console/audit.js';

export class SqliteAuditLog implements AuditLog {
  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {}

  add({ actor, address, action, target }: AuditedAction, outcome: string, at: number): Promise<number> {
    return this.database
      .unitOfWork((session) => session)
      .run((session) => {
        const { lastId } = session
          .statement('INSERT INTO console_audit(at, actor, address, action, target, outcome) VALUES (?, ?, ?, ?, ?, ?)')
          .run(at, actor, address, action, target, outcome);
        session.statement('DELETE FROM console_audit WHERE id <= ?').run(lastId - AUDIT_ENTRIES_KEPT);
        return lastId;
      });
  }

  async settle(id: number, outcome: string): Promise<void> {
    await this.database
      .unitOfWork((session) => session)
      .run((session) => session.statement('UPDATE console_audit SET outcome = ? WHERE id = ?').run(outcome, id));
  }

  async list({ before, limit }: { readonly before?: number; readonly limit: number }): Promise<AuditEntry[]> {
    return this.database.reads
      .statement<AuditEntry>(
        'SELECT id, at, actor, address, action, target, outcome FROM console_audit WHERE id < ? ORDER BY id DESC LIMIT ?',
      )
      .all(before ?? Number.MAX_SAFE_INTEGER, limit);
  }
}
