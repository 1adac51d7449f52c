import { AUDIT_ENTRIES_KEPT, type AuditEntry, type AuditedAction, type AuditLog } from '../../src/core/console/audit.js';

/** An in-memory audit log, lost with the process. */
export class MemoryAuditLog implements AuditLog {
  readonly entries: AuditEntry[] = [];
  private lastId = 0;

  async add({ actor, address, action, target }: AuditedAction, outcome: string, at: number): Promise<number> {
    this.lastId += 1;
    this.entries.push({ id: this.lastId, at, actor, address, action, target, outcome });
    if (this.entries.length > AUDIT_ENTRIES_KEPT) this.entries.shift();
    return this.lastId;
  }

  async settle(id: number, outcome: string, target?: string): Promise<void> {
    const at = this.entries.findIndex((entry) => entry.id === id);
    const entry = this.entries[at];
    if (entry !== undefined) this.entries[at] = { ...entry, outcome, target: target ?? entry.target };
  }

  async list({ before, limit }: { readonly before?: number; readonly limit: number }): Promise<AuditEntry[]> {
    const newestFirst = this.entries.toReversed();
    return newestFirst.filter(({ id }) => before === undefined || id < before).slice(0, limit);
  }
}
