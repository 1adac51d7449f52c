import type { EngineOptions } from '../records/engine-options.js';
import type { EngineTransaction, JobPatch, StagePatch } from '../records/engine-records.js';
import type { EngineStore } from '../records/engine-store.js';
import type { Instant, Job, Stage } from '../records/job.js';
import type { Command, CommandTarget, CommandType, EventType, NewEvent, NewLog } from '../records/ledger.js';
import type { Lane } from '../records/stage-executor.js';
import { type StateTable, transition } from '../records/state-table.js';
import { type JobEvent, jobTable, type StageEvent, stageTable } from '../records/states.js';
import type { Clock } from '../records/surroundings.js';

/** What is the same in every turn of an engine. */
export interface TurnRules {
  readonly options: EngineOptions;
  /** The types of stages that somebody works on here, with their lanes. */
  readonly lanes: ReadonlyMap<string, Lane>;
}

/** What the program has to do once the transaction is durable; nothing of it happens before. */
export class AfterCommit {
  /** Jobs whose watchers are told. */
  readonly touchedJobs = new Set<number>();
  /** Running items that were canceled or handed out again. */
  readonly abortedItems = new Set<number>();
  /** Stages that are planned no further, and of which no claimed item may begin. */
  readonly haltedStages = new Set<number>();
  /** Commands that were applied or rejected. */
  readonly settledCommands: number[] = [];
  /** Something changed that the next turn may act upon: it is due at once. */
  goesOn = false;
}

/** One transaction of the engine: its one reference time, what it says and what follows from it. */
export class TurnScope<Effects> {
  readonly after = new AfterCommit();
  private readonly events: NewEvent[] = [];
  private readonly logs: NewLog[] = [];
  private readonly commands: Array<Pick<Command, 'type' | 'target'>> = [];

  constructor(
    readonly tx: EngineTransaction<Effects>,
    readonly now: Instant,
    readonly rules: TurnRules,
  ) {}

  event(jobId: number, type: EventType, message: string, itemId?: number): void {
    this.tell({ jobId, type, message, itemId });
  }

  /** An event in an executor's own word. */
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

  /** True for a job that may be active only while no other such job is. */
  isExclusive(stages: readonly Stage[]): boolean {
    return stages.some(({ type }) => this.rules.lanes.get(type) === 'exclusive');
  }

  /** Follows the table of jobs. Answers the jobs that the event applies to, as they are now. */
  async moveJobs(jobs: readonly Job[], event: JobEvent, patch: JobPatch = {}): Promise<Job[]> {
    const moved = jobs.flatMap((job) => movedAlong(jobTable, job, event, patch));
    for (const [status, ids] of byStatus(moved)) await this.tx.jobs.updateJobs(ids, { ...patch, status });
    for (const { id } of moved) this.changed(id);
    return moved;
  }

  /** Follows the table of stages. Answers the stages that the event applies to, as they are now. */
  async moveStages(stages: readonly Stage[], event: StageEvent, patch: StagePatch = {}): Promise<Stage[]> {
    const moved = stages.flatMap((stage) => movedAlong(stageTable, stage, event, patch));
    for (const [status, ids] of byStatus(moved)) await this.tx.jobs.updateStages(ids, { ...patch, status });
    for (const { jobId } of moved) this.changed(jobId);
    return moved;
  }

  private changed(jobId: number): void {
    this.after.touchedJobs.add(jobId);
    this.after.goesOn = true;
  }

  /** Writes what was said. Once, at the end. */
  async close(): Promise<void> {
    const { ledger } = this.tx;
    if (this.commands.length > 0) await ledger.insertCommands(this.commands, this.now);
    if (this.events.length > 0) await ledger.addEvents(this.events, this.now);
    if (this.logs.length > 0) await ledger.addLogs(this.logs, this.now);
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

function byStatus<S extends string>(records: ReadonlyArray<{ readonly id: number; readonly status: S }>): Map<S, number[]> {
  const groups = new Map<S, number[]>();
  for (const { id, status } of records) groups.set(status, [...(groups.get(status) ?? []), id]);
  return groups;
}

/** Opens turns: one transaction each, with its one reference time. */
export class Turns<Effects> {
  constructor(
    private readonly store: Pick<EngineStore<Effects>, 'transact'>,
    private readonly clock: Clock,
    private readonly rules: TurnRules,
  ) {}

  /** What `work` throws undoes the turn and is thrown on. */
  run<T>(work: (scope: TurnScope<Effects>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.store.transact(async (tx) => {
      const scope = new TurnScope(tx, this.clock.now(), this.rules);
      const value = await work(scope);
      await scope.close();
      return value;
    }, signal);
  }
}
