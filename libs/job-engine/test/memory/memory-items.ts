import type { Claim, Finish, ItemFilter, ItemMove, ItemRecords, Lease, Moved } from '../../src/records/engine-records.js';
import type { Item, NewItem } from '../../src/records/item.js';
import type { Instant, Stage } from '../../src/records/job.js';
import type { ItemStatus } from '../../src/records/states.js';
import type { Tables } from './tables.js';

/** The items of the memory store: the contract of the SQL store, met by plain scans. */
export class MemoryItems implements ItemRecords {
  constructor(private readonly tables: Tables) {}

  async insertItems(stageId: number, _round: number, items: readonly NewItem[], now: Instant): Promise<number> {
    const present = new Set(this.ofStage(stageId).map((item) => item.key));
    let added = 0;
    for (const item of items) {
      if (present.has(item.key)) continue;
      present.add(item.key);
      this.tables.items.set(this.tables.items.nextId(), fresh(this.tables.items.nextId(), stageId, item, now));
      this.recount(stageId, undefined, 'pending');
      added += 1;
    }
    return added;
  }

  async claim({ stageIds, workerIds, ...rest }: Claim): Promise<Item[]> {
    const claimed: Item[] = [];
    let free = workerIds;
    for (const stageId of stageIds) {
      const items = this.claimOf(stageId, { ...rest, workerIds: free });
      claimed.push(...items);
      free = free.slice(items.length);
      if (free.length === 0) break;
    }
    return claimed;
  }

  private claimOf(stageId: number, claim: Omit<Claim, 'stageIds'>): Item[] {
    const { now, workerIds, heldSources } = claim;
    const ready = this.ofStage(stageId)
      .filter((item) => item.status === 'pending' && item.runAt <= now && !heldSources.includes(item.source))
      .sort((a, b) => a.runAt - b.runAt || a.id - b.id)
      .slice(0, workerIds.length * claim.itemsPerWorker);
    return ready.map((item, index) => {
      const claimed = { attempts: item.attempts + 1, fence: item.fence + 1, leaseUntil: claim.leaseUntil };
      const workerId = workerIds[index % workerIds.length];
      return this.replace(item, { ...claimed, workerId, status: 'running', startedAt: now, endedAt: undefined });
    });
  }

  async finish(finishes: readonly Finish[]): Promise<boolean[]> {
    return finishes.map((finish) => this.finishOne(finish));
  }

  private finishOne(finish: Finish): boolean {
    const item = this.tables.items.get(finish.itemId);
    if (item === undefined || item.status !== 'running' || item.fence !== finish.fence) return false;
    const { itemId: _id, stageId: _stage, fence: _fence, to: status, uncounted, ...ended } = finish;
    const attempts = uncounted ? item.attempts - 1 : item.attempts;
    this.replace(item, { ...ended, status, attempts, workerId: undefined, leaseUntil: undefined });
    return true;
  }

  async move(move: ItemMove): Promise<Moved> {
    const fitting = this.matching(move.filter).filter((item) => item.id > move.after);
    const taken = fitting.slice(0, move.limit);
    for (const item of taken) this.moveTo(item, move);
    return {
      count: taken.length,
      lastId: taken.at(-1)?.id ?? move.after,
      more: taken.length === move.limit,
      stageIds: [...new Set(taken.map((item) => item.stageId))],
      running: taken.filter((item) => item.status === 'running').map((item) => item.id),
    };
  }

  async item(id: number): Promise<Item | undefined> {
    return this.tables.items.get(id);
  }

  async moveOne(
    id: number,
    move: Pick<ItemMove, 'to' | 'now' | 'afresh'> & { readonly statuses: readonly ItemStatus[] },
  ): Promise<boolean> {
    const item = this.tables.items.get(id);
    if (item === undefined || !move.statuses.includes(item.status)) return false;
    this.moveTo(item, move);
    return true;
  }

  async renewLeases(leases: readonly Lease[], leaseUntil: Instant): Promise<void> {
    for (const { itemId, fence } of leases) {
      const item = this.tables.items.get(itemId);
      if (item?.status === 'running' && item.fence === fence) this.tables.items.set(itemId, { ...item, leaseUntil });
    }
  }

  async expired(now: Instant, limit: number): Promise<Item[]> {
    const over = this.tables.items
      .all()
      .filter((item) => item.status === 'running' && item.leaseUntil !== undefined && item.leaseUntil < now);
    return over.slice(0, limit);
  }

  private moveTo(item: Item, move: Pick<ItemMove, 'to' | 'now' | 'lastError' | 'afresh'>): void {
    const kept = move.afresh ? { failures: 0, errorClass: undefined, lastError: undefined, runAt: move.now } : {};
    const error = move.lastError === undefined ? {} : { lastError: move.lastError };
    const endedAt = move.to === 'pending' ? undefined : move.now;
    this.replace(item, { ...kept, ...error, status: move.to, workerId: undefined, leaseUntil: undefined, endedAt });
  }

  async count(filter: ItemFilter): Promise<number> {
    return this.matching(filter).length;
  }

  /** By ascending id. */
  matching(filter: ItemFilter): Item[] {
    return this.tables.items.all().filter((item) => this.fits(item, filter));
  }

  private replace(item: Item, patch: Partial<Item>): Item {
    const changed = { ...item, ...patch };
    this.tables.items.set(item.id, changed);
    this.recount(item.stageId, item.status, changed.status);
    return changed;
  }

  private ofStage(stageId: number): Item[] {
    return this.tables.items.all().filter((item) => item.stageId === stageId);
  }

  private fits(item: Item, filter: ItemFilter): boolean {
    const waiting = filter.waitingAt !== undefined && item.status === 'pending' && item.runAt > filter.waitingAt;
    if (!waiting && !filter.statuses.includes(item.status)) return false;
    const job = this.tables.jobs.get(this.stage(item.stageId).jobId);
    const named = filter.jobId !== undefined || filter.stageId !== undefined;
    return (
      (named || job?.status !== 'canceled') &&
      (filter.jobId ?? job?.id) === job?.id &&
      (filter.stageId ?? item.stageId) === item.stageId &&
      (filter.source ?? item.source) === item.source &&
      (filter.errorClass ?? item.errorClass) === item.errorClass
    );
  }

  private recount(stageId: number, from: ItemStatus | undefined, to: ItemStatus): void {
    const stage = this.stage(stageId);
    const counts = { ...stage.counts };
    if (from !== undefined) counts[from] -= 1;
    counts[to] += 1;
    this.tables.stages.set(stageId, { ...stage, counts });
  }

  private stage(id: number): Stage {
    const stage = this.tables.stages.get(id);
    if (stage === undefined) throw new Error(`there is no stage ${id}`);
    return stage;
  }
}

const untouched = {
  result: undefined,
  workerId: undefined,
  leaseUntil: undefined,
  errorClass: undefined,
  lastError: undefined,
  startedAt: undefined,
  endedAt: undefined,
} as const;

function fresh(
  id: number,
  stageId: number,
  { source = '', displayText = '', references = {}, payload = {}, first, ...given }: NewItem,
  now: Instant,
): Item {
  const counts = { attempts: 0, failures: 0, fence: 0, runAt: first === true ? 0 : now };
  return { id, stageId, ...given, source, displayText, references, payload, ...untouched, ...counts, status: 'pending' };
}
