import { Fault, toFault } from '@catalogsync/faults';
import type { EngineOptions } from '../records/engine-options.js';
import { classOfFault } from '../records/error-class.js';
import type { NewItem } from '../records/item.js';
import type { Stage } from '../records/job.js';
import type { StageExecutor } from '../records/stage-executor.js';
import type { Surroundings } from '../records/surroundings.js';
import type { WorkingStage } from '../turn/advance.js';
import { failPlanning } from '../turn/planning-failure.js';
import type { Turns } from '../turn/turn-scope.js';
import { PlanBuffer } from './plan-buffer.js';

/** Fills stages with items while workers already take those of stored batches. */
export class Planner<Effects> {
  private readonly running = new Map<number, AbortController>();
  private readonly ends = new Set<Promise<void>>();

  /** `onNews` is called with the job whenever a batch is stored or planning ends. */
  constructor(
    private readonly turns: Turns<Effects>,
    private readonly surroundings: Surroundings,
    private readonly options: EngineOptions,
    private readonly onNews: (jobId: number) => void,
  ) {}

  isPlanning(stageId: number): boolean {
    return this.running.has(stageId);
  }

  /** For a stage that is not being planned. Without an executor the stage cannot run. */
  start(executor: StageExecutor<Effects> | undefined, wish: WorkingStage): void {
    const controller = new AbortController();
    this.running.set(wish.stage.id, controller);
    const end = this.run(executor, wish, controller.signal).finally(() => {
      this.running.delete(wish.stage.id);
      this.ends.delete(end);
      this.onNews(wish.job.id);
    });
    this.ends.add(end);
  }

  stop(stageIds: Iterable<number>): void {
    for (const id of stageIds) this.running.get(id)?.abort();
  }

  /** Stops all planning; resolves when no more items are stored. */
  async stopAll(): Promise<void> {
    this.stop(this.running.keys());
    await Promise.all(this.ends);
  }

  /** Never rejects: a planning failure is recorded with its stage. */
  private async run(executor: StageExecutor<Effects> | undefined, wish: WorkingStage, signal: AbortSignal): Promise<void> {
    try {
      if (executor === undefined) throw new Fault('unsupported', `stages of type ${wish.stage.type} are not configured`);
      await this.fill(executor, wish, signal);
    } catch (error) {
      if (!signal.aborted) await this.recordFailure(wish.stage, error, signal);
    }
  }

  private async fill(executor: StageExecutor<Effects>, { job, stage }: WorkingStage, signal: AbortSignal): Promise<void> {
    const { planBatch, planFlushMs } = this.options;
    const buffer = new PlanBuffer(this.surroundings.pacing, planBatch, planFlushMs, signal);
    void buffer.fill(executor.plan(job, stage, signal));
    for (let batch = await buffer.next(); batch !== undefined; batch = await buffer.next()) {
      if (!(await this.record(stage, batch, signal))) return;
      this.onNews(job.id);
      await this.surroundings.pacing.breathe();
    }
    // Records nothing if the signal aborted.
    await this.record(stage, undefined, signal);
  }

  /** Adds a batch, or records the end. False if the stage is no longer to be planned. */
  private record(stage: Stage, batch: readonly NewItem[] | undefined, signal: AbortSignal): Promise<boolean> {
    return this.turns.run(async ({ tx, now }) => {
      const [view] = await tx.jobs.jobsOfStages([stage.id]);
      const present = view?.stages.find(({ id }) => id === stage.id);
      if (present?.status !== 'running' || present.planned) return false;
      if (batch === undefined) await tx.jobs.updateStages([stage.id], { planned: true, failures: 0, lastError: undefined });
      else await tx.items.insertItems(stage.id, stage.round, batch, now);
      return true;
    }, signal);
  }

  private async recordFailure(stage: Stage, error: unknown, signal: AbortSignal): Promise<void> {
    const fault = toFault(error);
    const { log, pacing, random } = this.surroundings;
    log.error({ err: error, stageId: stage.id }, 'a stage could not be planned');
    const failure = { stageId: stage.id, errorClass: classOfFault(fault.code), message: fault.message, random: random() };
    try {
      await this.turns.run((scope) => failPlanning(scope, failure));
    } catch (reason) {
      // Still unplanned, so it is retried; not at once, since the store itself fails.
      log.error({ err: reason, stageId: stage.id }, 'the failure could not be recorded');
      await pacing.sleep(this.options.cadenceMs, signal);
    }
  }
}
