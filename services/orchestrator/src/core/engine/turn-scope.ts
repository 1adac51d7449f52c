import type { EngineTransaction, JobPatch, StagePatch } from './engine-store.js';
import type { CommandTarget, CommandType, Instant, Job, NewEvent, NewLog, Stage } from './model.js';
import { transition } from './state-table.js';
import { type JobEvent, jobTable, type StageEvent, stageTable } from './states.js';
import type { EngineOptions } from './surroundings.js';

/** What the program has to do once the transaction is durable; nothing of it happens before. */
export class AfterCommit {
  /** Jobs whose watchers are told. */
  readonly touchedJobs = new Set<number>();
  /** Running items that were canceled or handed out again. */
  readonly abortedItems = new Set<number>();
  /** Stages whose planning is to stop. */
  readonly stoppedStages = new Set<number>();
  /** Stages of which no claimed item may begin. */
  readonly pausedStages = new Set<number>();
  /** Something changed that the next turn may act upon: it is due at once. */
  goesOn = false;
}

/** One transaction of the engine: its one reference time, what it says and what follows from it. */
export class TurnScope<Effects> {
  readonly after = new AfterCommit();
  private readonly events: NewEvent[] = [];
  private readonly logs: NewLog[] = [];

  constructor(
    readonly tx: EngineTransaction<Effects>,
    readonly now: Instant,
    readonly options: EngineOptions,
  ) {}

  event(jobId: number, type: NewEvent['type'], message: string, itemId?: number): void {
    this.events.push({ jobId, type, message, itemId });
    this.after.touchedJobs.add(jobId);
  }

  log(entry: NewLog): void {
    this.logs.push(entry);
  }

  /** A command of the engine's own, for the next turn. */
  async command(type: CommandType, target: CommandTarget): Promise<void> {
    await this.tx.ledger.insertCommand(type, target, this.now);
    this.after.goesOn = true;
  }

  /** Writes what was said. Once, at the end. */
  async close(): Promise<void> {
    if (this.events.length > 0) await this.tx.ledger.addEvents(this.events, this.now);
    if (this.logs.length > 0) await this.tx.ledger.addLogs(this.logs, this.now);
  }

  /** Follows the job's table. Returns the job as it is now, or why the event does not apply. */
  async moveJob(job: Job, event: JobEvent, patch: JobPatch = {}): Promise<{ job: Job } | { refused: string }> {
    const step = transition(jobTable, job.status, event);
    if (!step.ok) return { refused: `the job is ${job.status}` };
    const changed = { ...patch, status: step.to };
    await this.tx.jobs.updateJob(job.id, changed);
    this.after.touchedJobs.add(job.id);
    this.after.goesOn = true;
    return { job: { ...job, ...changed } };
  }

  /** Follows the stage's table. */
  async moveStage(stage: Stage, event: StageEvent, patch: StagePatch = {}): Promise<{ stage: Stage } | { refused: string }> {
    const step = transition(stageTable, stage.status, event);
    if (!step.ok) return { refused: `the stage is ${stage.status}` };
    const changed = { ...patch, status: step.to };
    await this.tx.jobs.updateStage(stage.id, changed);
    this.after.touchedJobs.add(stage.jobId);
    this.after.goesOn = true;
    return { stage: { ...stage, ...changed } };
  }
}
