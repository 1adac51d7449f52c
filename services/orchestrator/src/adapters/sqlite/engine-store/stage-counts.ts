import { type ItemStatus, itemStatuses } from '@catalogsync/job-engine';
import type { WriteSession } from '@catalogsync/sqlite';

const addText = `UPDATE job_stages SET ${itemStatuses.map((status) => `items_${status} = items_${status} + ?`).join(', ')} WHERE id = ?`;

/** Changes to stage counts, collected during a transaction and written once per stage. */
export class StageCounts {
  private readonly changes = new Map<number, Record<ItemStatus, number>>();

  constructor(private readonly session: WriteSession) {}

  move(stageId: number, from: ItemStatus | undefined, to: ItemStatus, count = 1): void {
    // A turn in which nothing moves must not write: a write is a wait for the disk.
    if (count === 0) return;
    let change = this.changes.get(stageId);
    if (change === undefined) {
      change = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };
      this.changes.set(stageId, change);
    }
    if (from !== undefined) change[from] -= count;
    change[to] += count;
  }

  /** Called before a stage is read, and at the end. */
  write(): void {
    const statement = this.session.statement(addText);
    for (const [stageId, change] of this.changes) statement.run(...itemStatuses.map((status) => change[status]), stageId);
    this.changes.clear();
  }
}
