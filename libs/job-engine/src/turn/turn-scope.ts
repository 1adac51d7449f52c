import type { EngineOptions } from '../records/engine-options.js';
import type { EngineTransaction, JobPatch, StagePatch } from '../records/engine-records.js';
import type { EngineStore } from '../records/engine-store.js';
import type { Instant, Job, Stage } from '../records/job.js';
import type { CommandTarget, CommandType, EventType, NewCommand, NewEvent, NewLog } from '../records/ledger.js';
import type { Lane } from '../records/stage-executor.js';
import { type JobEvent, jobTable, type StateTable, stageTable, transition } from '../records/states.js';
import type { Clock } from '../records/surroundings.js';

/** What is the same for every turn of an engine. */
export interface TurnRules {
  readonly options: EngineOptions;
  /** The types of stages that this process works on, with their lanes. */
  readonly lanes: ReadonlyMap<string, Lane>;
}

/** What the program does once the transaction is durable; none of it happens before. */
export class AfterCommit {
  /** Jobs whose watchers are told. */
  readonly touchedJobs = new Set<number>();
  /** Items that were canceled or handed out again; some of them may be running. */
  readonly abortedItems = new Set<number>();
  /** Stages whose planning stops, and whose claimed items may no longer begin. */
  readonly haltedStages = new Set<number>();
  /** Commands that were applied or rejected. */
  readonly settledCommands: number[] = [];
  /** Something changed that the next turn may act on, so it is due at once. */
  goesOn = false;
}

/** One transaction of the engine: its reference time, its events and its consequences. */
export class TurnScope<Effects> {
  readonly after = new AfterCommit();
  private readonly events: NewEvent[] = [];
  private readonly logs: NewLog[] = [];
  private readonly commands: NewCommand[] = [];

  constructor(
    readonly tx: EngineTransaction<Effects>,
    readonly now: Instant,
    readonly rules: TurnRules,
  ) {}

  event(jobId: number, type: EventType, message: string, itemId?: number): void {
    this.tell({ jobId, type, message, itemId });
  }

  /** An event of an executor's own type. */
  tell(event: NewEvent): void {
    this.events.push(event);
    this.after.touchedJobs.add(event.jobId);
  }

  log(entry: NewLog): void {
    this.logs.push(entry);
  }

  /** A command of the engine's own, for the next turn. */
  command(type: CommandType, target: CommandTarget): void {
    this.commands.push({ type, target });
    this.after.goesOn = true;
  }

  /** True for a job that must not be active next to another such job. */
  isExclusive(stages: readonly Stage[]): boolean {
    return stages.some(({ type }) => this.rules.lanes.get(type) === 'exclusive');
  }

  /** Applies an event by the state table of jobs. Returns the affected jobs in their new state. */
  async moveJobs(jobs: readonly Job[], event: JobEvent, patch: JobPatch = {}): Promise<Job[]> {
    const moved = jobs.flatMap((job) => movedAlong(jobTable, job, event, patch));
    for (const [status, same] of Map.groupBy(moved, (job) => job.status)) await this.tx.jobs.updateJobs(idsOf(same), { ...patch, status });
    for (const { id } of moved) this.changed(id);
    return moved;
  }

  /** Applies an event by the state table of stages. Returns the affected stages in their new state. */
  async moveStages(stages: readonly Stage[], event: JobEvent, patch: StagePatch = {}): Promise<Stage[]> {
    const moved = stages.flatMap((stage) => movedAlong(stageTable, stage, event, patch));
    for (const [status, same] of Map.groupBy(moved, (stage) => stage.status)) {
      await this.tx.jobs.updateStages(idsOf(same), { ...patch, status });
    }
    for (const { jobId } of moved) this.changed(jobId);
    return moved;
  }

  private changed(jobId: number): void {
    this.after.touchedJobs.add(jobId);
    this.after.goesOn = true;
  }

  /** Writes the collected events. Called once, at the end. */
  async close(): Promise<void> {
    const { ledger } = this.tx;
    await ledger.insertCommands(this.commands, this.now);
    await ledger.addEvents(this.events, this.now);
    await ledger.addLogs(this.logs, this.now);
  }
}

function movedAlong<S extends string, E extends string, T extends { readonly status: S }>(
  table: StateTable<S, E>,
  record: T,
  event: E,
  patch: Partial<NoInfer<T>>,
): T[] {
  const step = transition(table, record.status, event);
  return step.ok ? [{ ...record, ...patch, status: step.to }] : [];
}

const idsOf = (records: ReadonlyArray<{ readonly id: number }>): number[] => records.map(({ id }) => id);

/** Opens turns: one transaction each, with one reference time. */
export class Turns<Effects> {
  constructor(
    private readonly store: Pick<EngineStore<Effects>, 'transact'>,
    private readonly clock: Clock,
    private readonly rules: TurnRules,
  ) {}

  /** What `work` throws undoes the turn and is rethrown. */
  run<T>(work: (scope: TurnScope<Effects>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.store.transact(async (tx) => {
      const scope = new TurnScope(tx, this.clock.now(), this.rules);
      const value = await work(scope);
      await scope.close();
      return value;
    }, signal);
  }
}
