import type { Finish, Instant } from '@catalogsync/job-engine';
import type { WriteSession } from '@catalogsync/sqlite';

export const minuteMs = 60_000;
/** How long minutes are kept, and how often the older ones are looked for, in minutes. */
const keptMinutes = 8 * 24 * 60;
const pruneEvery = 60;

const addText = `INSERT INTO job_stage_minutes(job_stage_id, minute, succeeded, failed, bytes) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT(job_stage_id, minute) DO UPDATE SET succeeded = job_stage_minutes.succeeded + excluded.succeeded,
    failed = job_stage_minutes.failed + excluded.failed, bytes = job_stage_minutes.bytes + excluded.bytes`;

interface Minute {
  succeeded: number;
  failed: number;
  bytes: number;
}

/** Shared by the transactions of one store. */
export class MinutePruning {
  private prunedAt = 0;

  /** Whether older minutes are to be removed now. */
  isDue(minute: number): boolean {
    if (minute < this.prunedAt + pruneEvery) return false;
    this.prunedAt = minute;
    return true;
  }
}

/** What ended in each stage, minute by minute; collected during a transaction and written once per stage. */
export class StageMinutes {
  private readonly ended = new Map<number, Minute>();
  private at: Instant = 0;

  constructor(
    private readonly session: WriteSession,
    private readonly pruning: MinutePruning,
  ) {}

  /** One transaction has one reference time, so all its items end in one minute. */
  count({ stageId, to, endedAt, result }: Pick<Finish, 'stageId' | 'to' | 'endedAt' | 'result'>): void {
    if (endedAt === undefined || (to !== 'succeeded' && to !== 'failed')) return;
    this.at = endedAt;
    let minute = this.ended.get(stageId);
    if (minute === undefined) {
      minute = { succeeded: 0, failed: 0, bytes: 0 };
      this.ended.set(stageId, minute);
    }
    minute[to] += 1;
    const bytes = result?.file_size_bytes;
    if (to === 'succeeded' && typeof bytes === 'number') minute.bytes += bytes;
  }

  write(): void {
    if (this.ended.size === 0) return;
    const minute = Math.floor(this.at / minuteMs);
    const add = this.session.statement(addText);
    for (const [stageId, { succeeded, failed, bytes }] of this.ended) add.run(stageId, minute, succeeded, failed, bytes);
    this.ended.clear();
    if (this.pruning.isDue(minute)) this.session.statement('DELETE FROM job_stage_minutes WHERE minute < ?').run(minute - keptMinutes);
  }
}
