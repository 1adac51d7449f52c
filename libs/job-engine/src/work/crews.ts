import { Fault } from '@catalogsync/faults';
import type { EngineOptions } from '../records/engine-options.js';
import type { Instant } from '../records/job.js';
import type { StageExecutor } from '../records/stage-executor.js';
import type { Surroundings } from '../records/surroundings.js';
import type { Claimed, Offer } from '../turn/claims.js';
import type { Heartbeat } from '../turn/leases.js';
import type { AfterCommit } from '../turn/turn-scope.js';
import { Crew, type CrewReports } from './crew.js';
import type { RunningItem, Worker } from './worker.js';

/** Free workers of one crew, from the offer to the assignment. */
export interface CrewOffer<Effects> extends Offer {
  readonly crew: Crew<Effects>;
  readonly workers: ReadonlyArray<Worker<Effects>>;
}

/** The workers of all types of stages. */
export class Crews<Effects> {
  private crews: Crew<Effects>[] = [];

  constructor(private readonly executors: ReadonlyArray<StageExecutor<Effects>>) {
    const types = executors.map((executor) => executor.type);
    const twice = types.find((type, index) => types.indexOf(type) !== index);
    if (twice !== undefined) throw new Fault('internal', `two executors for stages of type ${twice}`);
  }

  executorOf(stageType: string): StageExecutor<Effects> | undefined {
    return this.executors.find((executor) => executor.type === stageType);
  }

  /** The names of all workers, crew by crew. */
  names(): string[] {
    return this.executors.flatMap(({ type, concurrency }) => Array.from({ length: concurrency }, (_, index) => `${type}-${index + 1}`));
  }

  /** `rowIds` belong to `names`, in the same order. */
  assemble(rowIds: readonly number[], surroundings: Surroundings, options: EngineOptions, reports: CrewReports<Effects>): void {
    let taken = 0;
    this.crews = this.executors.map((executor) => {
      const own = rowIds.slice(taken, taken + executor.concurrency);
      taken += executor.concurrency;
      return new Crew(executor, own, surroundings, options, reports);
    });
  }

  runningItems(): RunningItem[] {
    return this.crews.flatMap((crew) => crew.runningItems());
  }

  offers(): CrewOffer<Effects>[] {
    return this.crews.map((crew) => {
      const { type, itemsPerClaim } = crew.executor;
      return { crew, stageType: type, itemsPerClaim, workers: crew.free() };
    });
  }

  heartbeat(now: Instant): Heartbeat {
    const workers = this.crews.flatMap((crew) => crew.all);
    return { leases: workers.flatMap((worker) => worker.leases()), workers: workers.map((worker) => worker.state(now)) };
  }

  /** Applies a turn's decisions to the workers. */
  follow(after: AfterCommit, now: Instant): void {
    for (const crew of this.crews) {
      crew.abort((item) => after.abortedItems.has(item.id), now, 'the item was canceled');
      crew.withdraw((stageId) => after.haltedStages.has(stageId));
    }
  }

  handOut(offers: ReadonlyArray<CrewOffer<Effects>>, claimed: readonly Claimed[]): void {
    const shares = Map.groupBy(claimed, ({ item }) => item.workerId);
    for (const { crew, workers } of offers) {
      for (const worker of workers) {
        const share = shares.get(worker.rowId);
        worker.shownRunning = share !== undefined;
        if (share !== undefined) crew.give(worker, share);
      }
    }
  }

  check(now: Instant): void {
    for (const crew of this.crews) crew.check(now);
  }

  withdrawAll(): void {
    for (const crew of this.crews) crew.withdraw(() => true);
  }

  abortAll(now: Instant, reason: string): void {
    for (const crew of this.crews) crew.abort(() => true, now, reason);
  }
}
