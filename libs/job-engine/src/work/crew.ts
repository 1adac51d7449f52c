import { toFault } from '@catalogsync/faults';
import type { EngineOptions } from '../records/engine-options.js';
import { classOfFault } from '../records/error-class.js';
import type { Item } from '../records/item.js';
import type { Instant } from '../records/job.js';
import type { ExecutionContext, ItemOutcome, ItemProgress, StageExecutor } from '../records/stage-executor.js';
import type { EngineLog, Surroundings } from '../records/surroundings.js';
import type { Claimed } from '../turn/claims.js';
import type { Completion } from '../turn/completions.js';
import { type RunningItem, Worker } from './worker.js';

/** Receives the ends of attempts and news of running ones. */
export interface CrewReports<Effects> {
  completed(completion: Completion<Effects>): void;
  progressed(jobId: number): void;
  /** The end of an attempt that had reported progress. */
  ended(item: RunningItem): void;
}

/** The workers of one type of stage. */
export class Crew<Effects> {
  private readonly workers: Worker<Effects>[];

  constructor(
    readonly executor: StageExecutor<Effects>,
    rowIds: readonly number[],
    private readonly surroundings: Surroundings,
    private readonly options: EngineOptions,
    private readonly reports: CrewReports<Effects>,
  ) {
    this.workers = rowIds.map((rowId, index) => new Worker(`${executor.type}-${index + 1}`, rowId));
  }

  get all(): ReadonlyArray<Worker<Effects>> {
    return this.workers;
  }

  free(): Worker<Effects>[] {
    return this.workers.filter((worker) => worker.isFree);
  }

  runningItems(): RunningItem[] {
    return this.workers.map((worker) => worker.running()).filter((item) => item !== undefined);
  }

  /** Gives a free worker its items and starts it. */
  give(worker: Worker<Effects>, share: readonly Claimed[]): void {
    worker.give(share);
    void this.work(worker);
  }

  /** Aborts the matching items, whichever worker has them. */
  abort(isMeant: (item: Item) => boolean, now: Instant, reason: string): void {
    for (const worker of this.workers) worker.abort(isMeant, now, reason);
  }

  /** Returns claimed items of these stages that have not begun. */
  withdraw(isMeant: (stageId: number) => boolean): void {
    for (const worker of this.workers) for (const completion of worker.withdraw(isMeant)) this.reports.completed(completion);
  }

  /** Aborts silent attempts, and replaces workers whose attempt does not end after its abort. */
  check(now: Instant): void {
    this.workers.forEach((worker, index) => {
      const silent = worker.isStalled(now, this.executor.stallAfterMs) ? worker.running()?.item : undefined;
      // Only that one: those it has not begun are still wanted.
      worker.abort((item) => item === silent, now, 'it reported nothing for too long');
      if (!worker.ignoresAbort(now, this.options.abortGraceMs)) return;
      this.surroundings.log.error(
        { worker: worker.name, item: worker.running()?.item.key },
        'an aborted attempt did not end; its worker is replaced',
      );
      for (const completion of worker.withdraw(() => true)) this.reports.completed(completion);
      this.workers[index] = new Worker(worker.name, worker.rowId);
    });
  }

  private async work(worker: Worker<Effects>): Promise<void> {
    const { clock, log } = this.surroundings;
    for (let attempt = worker.begin(clock.now()); attempt !== undefined; attempt = worker.begin(clock.now())) {
      const current = attempt;
      const context: ExecutionContext = {
        job: current.job,
        stage: current.stage,
        signal: current.controller.signal,
        fence: current.item.fence,
        workerName: worker.name,
        report: (progress) => {
          current.progress = withSpeed(progress, clock.now() - current.startedAt);
          current.newsAt = clock.now();
          this.reports.progressed(current.job.id);
        },
      };
      const outcome = await attemptItem(this.executor, current.item, context, log);
      const last = worker.running();
      if (last?.progress !== undefined) this.reports.ended(last);
      this.reports.completed({ item: current.item, stage: current.stage, outcome });
    }
  }
}

/** Bytes since the start of the attempt divided by its time, unless the executor reports a rate. */
function withSpeed(progress: ItemProgress, elapsedMs: number): ItemProgress {
  if (progress.unit !== 'bytes' || progress.bytesPerSecond !== undefined || elapsedMs <= 0) return progress;
  return { ...progress, bytesPerSecond: (progress.done * 1000) / elapsedMs };
}

/** Never rejects: if the executor throws, the item fails. */
async function attemptItem<E>(executor: StageExecutor<E>, item: Item, context: ExecutionContext, log: EngineLog): Promise<ItemOutcome<E>> {
  try {
    return await executor.execute(item, context);
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === 'internal') log.error({ err: error, item: item.key }, 'an executor threw');
    const volume = fault.code === 'disk_full' ? executor.volume?.() : undefined;
    const { code, message, retryAfterMs } = fault;
    return { kind: 'failed', errorClass: classOfFault(code), message, volume, retryAfterMs, events: executor.failureEvents?.(item, fault) };
  }
}
