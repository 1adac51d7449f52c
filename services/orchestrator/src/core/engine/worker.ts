import type { Completion } from './completions.js';
import type { Instant, Item, Job, Stage, WorkerState } from './model.js';
import type { ItemProgress } from './stage-executor.js';

/** A claimed item with what it belongs to. */
export interface Claimed {
  readonly item: Item;
  readonly job: Job;
  readonly stage: Stage;
}

/** An item that is being worked on, for those who watch. */
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

/** One worker: the share of claimed items it was given, and the one it works on. */
export class Worker<Effects> {
  private share: Claimed[] = [];
  private attempt: Attempt | undefined;
  /** Its row says it runs. */
  shownRunning = false;
  /** It was given up: another one has its name now, and its row is that one's. */
  lost = false;

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

  /** Takes up the next item of its share. */
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

  /** Aborts the present item and drops those of its share that are meant. */
  abort(isMeant: (item: Item) => boolean, now: Instant, reason: string): void {
    this.share = this.share.filter(({ item }) => !isMeant(item));
    const { attempt } = this;
    if (attempt === undefined || attempt.abortedAt !== undefined || !isMeant(attempt.item)) return;
    attempt.abortedAt = now;
    attempt.controller.abort(new DOMException(reason, 'AbortError'));
  }

  /** Hands back what it has not begun. */
  withdraw(isMeant: (stageId: number) => boolean): Completion<Effects>[] {
    const back = this.share.filter(({ stage }) => isMeant(stage.id));
    this.share = this.share.filter(({ stage }) => !isMeant(stage.id));
    return back.map(({ item, stage }) => ({ item, stage, outcome: { kind: 'released' } }));
  }

  /** Claims it still answers for; an aborted attempt is not among them. */
  leases(): Array<{ readonly itemId: number; readonly fence: number }> {
    const held = [...this.share, ...(this.attempt === undefined || this.attempt.abortedAt !== undefined ? [] : [this.attempt])];
    return held.map(({ item }) => ({ itemId: item.id, fence: item.fence }));
  }

  isStalled(now: Instant, stallAfterMs: number): boolean {
    return this.attempt !== undefined && this.attempt.abortedAt === undefined && now - this.attempt.newsAt > stallAfterMs;
  }

  /** True when an abort was not heeded within the grace. */
  ignoresAbort(now: Instant, graceMs: number): boolean {
    return this.attempt?.abortedAt !== undefined && now - this.attempt.abortedAt > graceMs;
  }

  state(now: Instant): WorkerState {
    return stateOf(this.name, this.attempt?.item ?? this.share[0]?.item, this.attempt?.progress?.bytesPerSecond ?? 0, now);
  }
}

/** The row of a worker with the item it works on, or of an idle one. */
export function stateOf(name: string, item: Item | undefined, bytesPerSecond: number, heartbeatAt: Instant): WorkerState {
  if (item === undefined)
    return { name, status: 'idle', songId: null, playlistId: null, displayText: null, bytesPerSecond: 0, heartbeatAt };
  const { songId, playlistId, displayText, key } = item;
  return { name, status: 'running', songId, playlistId, displayText: displayText || key, bytesPerSecond, heartbeatAt };
}
