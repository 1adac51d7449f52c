import type { Lease } from '../records/engine-records.js';
import type { Item } from '../records/item.js';
import type { Instant } from '../records/job.js';
import type { WorkerState } from '../records/ledger.js';
import type { ItemProgress } from '../records/stage-executor.js';
import { type Claimed, stateOf } from '../turn/claims.js';
import type { Completion } from '../turn/completions.js';

/** A running item, as watchers see it. */
export interface RunningItem extends Claimed {
  readonly workerName: string;
  readonly progress: ItemProgress | undefined;
}

interface Attempt extends Claimed {
  readonly controller: AbortController;
  readonly startedAt: Instant;
  newsAt: Instant;
  abortedAt: Instant | undefined;
  progress: ItemProgress | undefined;
}

/** One worker: its assigned items, and the current one. */
export class Worker<Effects> {
  private share: Claimed[] = [];
  private attempt: Attempt | undefined;
  /** Its row shows it as running. */
  shownRunning = false;

  constructor(
    readonly name: string,
    readonly rowId: number,
  ) {}

  get isFree(): boolean {
    return this.attempt === undefined && this.share.length === 0;
  }

  give(share: readonly Claimed[]): void {
    this.share.push(...share);
  }

  /** Begins the next assigned item. */
  begin(now: Instant): Attempt | undefined {
    const next = this.share.shift();
    this.attempt = next && {
      ...next,
      controller: new AbortController(),
      startedAt: now,
      newsAt: now,
      abortedAt: undefined,
      progress: undefined,
    };
    return this.attempt;
  }

  running(): RunningItem | undefined {
    const { attempt, name } = this;
    return attempt && { item: attempt.item, job: attempt.job, stage: attempt.stage, workerName: name, progress: attempt.progress };
  }

  /** Aborts the current item and drops assigned ones, if they match. */
  abort(isMeant: (item: Item) => boolean, now: Instant, reason: string): void {
    this.share = this.share.filter(({ item }) => !isMeant(item));
    const { attempt } = this;
    if (attempt === undefined || attempt.abortedAt !== undefined || !isMeant(attempt.item)) return;
    attempt.abortedAt = now;
    attempt.controller.abort(new DOMException(reason, 'AbortError'));
  }

  /** Returns the items that it has not begun. */
  withdraw(isMeant: (stageId: number) => boolean): Completion<Effects>[] {
    const back = this.share.filter(({ stage }) => isMeant(stage.id));
    this.share = this.share.filter(({ stage }) => !isMeant(stage.id));
    return back.map(({ item, stage }) => ({ item, stage, outcome: { kind: 'released' } }));
  }

  /** Claims that it still holds; an aborted attempt is not among them. */
  leases(): Lease[] {
    const held = [...this.share, ...(this.attempt === undefined || this.attempt.abortedAt !== undefined ? [] : [this.attempt])];
    return held.map(({ item }) => ({ itemId: item.id, fence: item.fence }));
  }

  isStalled(now: Instant, stallAfterMs: number): boolean {
    return this.attempt !== undefined && this.attempt.abortedAt === undefined && now - this.attempt.newsAt > stallAfterMs;
  }

  /** True if an abort was not heeded within the grace period. */
  ignoresAbort(now: Instant, graceMs: number): boolean {
    return this.attempt?.abortedAt !== undefined && now - this.attempt.abortedAt > graceMs;
  }

  state(now: Instant): WorkerState {
    return stateOf(this.name, this.attempt?.item ?? this.share[0]?.item, this.attempt?.progress?.bytesPerSecond ?? 0, now);
  }
}
