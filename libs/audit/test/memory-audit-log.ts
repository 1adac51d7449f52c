import { type AuditEntry, type AuditedAction, type AuditLog, type AuditPage, idsBefore, latestFirst } from '../src/index.js';

/** An in-memory audit log, lost with the process. Without transactions: a change that throws has no entry. */
export class MemoryAuditLog implements AuditLog {
  readonly entries: AuditEntry[] = [];
  private lastId = 0;

  constructor(private readonly service = 'orchestrator') {}

  async add({ actor, via, address, action, target }: AuditedAction, outcome: string, at: number): Promise<number> {
    this.lastId += 1;
    this.entries.push({ id: this.lastId, service: this.service, at, actor, via, address, action, target, outcome });
    return this.lastId;
  }

  async settle(id: number, outcome: string, target?: string): Promise<void> {
    const at = this.entries.findIndex((entry) => entry.id === id);
    const entry = this.entries[at];
    if (entry !== undefined) this.entries[at] = { ...entry, outcome, target: target ?? entry.target };
  }

  async together<T>(action: AuditedAction, at: number, change: () => Promise<T>): Promise<T> {
    const value = await change();
    await this.add(action, 'done', at);
    return value;
  }

  async list({ before, limit }: AuditPage): Promise<readonly AuditEntry[]> {
    const isLater = ({ at, id }: AuditEntry): boolean =>
      before === undefined || at < before.at || (at === before.at && id < idsBefore(before, this.service));
    return this.entries.toSorted(latestFirst).filter(isLater).slice(0, limit);
  }
}
