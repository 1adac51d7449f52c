import { Fault } from '@catalogsync/faults';
import { ChangeFeed, type JobSnapshot, type Subscription } from './change-feed.js';
import { defaultEngineOptions, type EngineOptions } from './records/engine-options.js';
import type { EngineStore } from './records/engine-store.js';
import type { CommandTarget, CommandType, StoredCommand } from './records/ledger.js';
import type { StageExecutor } from './records/stage-executor.js';
import { hasEnded } from './records/states.js';
import type { Surroundings } from './records/surroundings.js';
import { Runner } from './runner.js';
import { type CountedType, filtersOf } from './turn/as-seen.js';
import { createJob, type JobRequest } from './turn/create-job.js';
import { Turns } from './turn/turn-scope.js';
import type { RunningItem } from './work/worker.js';

export interface JobEngineParts<Effects> {
  readonly store: EngineStore<Effects>;
  /** One per type of stage that this process works on. */
  readonly executors: ReadonlyArray<StageExecutor<Effects>>;
  readonly surroundings: Surroundings;
  readonly options?: Partial<EngineOptions>;
}

/** Most notices a watcher is given at once; the rest follow right after. */
const noticesAtOnce = 500;

/**
 * Durable jobs of stages and items. Whatever it reports as done is on disk; after a crash it continues from
 * what is on disk, without doing anything twice. Jobs and commands may be given at any time; nothing runs before `start`.
 */
export class JobEngine<Effects> {
  private readonly feed = new ChangeFeed();
  private readonly options: EngineOptions;
  private readonly turns: Turns<Effects>;
  private readonly runner: Runner<Effects>;
  private started = false;
  private ended = false;

  constructor(private readonly parts: JobEngineParts<Effects>) {
    const { store, executors, surroundings } = parts;
    this.options = { ...defaultEngineOptions, ...parts.options };
    const lanes = new Map(executors.map(({ type, lane }) => [type, lane]));
    this.turns = new Turns(store, surroundings.clock, { options: this.options, lanes });
    this.runner = new Runner({ ...parts, turns: this.turns, options: this.options, feed: this.feed });
  }

  /**
   * Recovers what an earlier run left, then runs (behaviours 96 to 100).
   * @throws Fault of the store; then nothing runs
   */
  async start(): Promise<void> {
    await this.runner.start();
    this.started = true;
  }

  /**
   * Begins nothing new, waits `graceMs` milliseconds for running work, then aborts it and waits as long again.
   * Unfinished work is interrupted and its job paused until the next start; watches end.
   * @throws Fault of the store
   */
  async stop(graceMs: number): Promise<void> {
    try {
      await this.runner.stop(graceMs);
    } finally {
      this.ended = true;
      this.feed.touchAll();
    }
  }

  /** Whether it is started and not stopped: commands are applied and jobs proceed. */
  get isRunning(): boolean {
    return this.started && !this.ended;
  }

  /**
   * Queues a job and returns its id; durable when it resolves. `also` runs in the same transaction; what it
   * throws undoes the job and is rethrown.
   * @throws Fault `failed_precondition` if this process works on none of its stages
   */
  async createJob(request: JobRequest, also?: (effects: Effects, jobId: number) => Promise<void>): Promise<number> {
    const id = await this.turns.run(async (scope) => {
      const jobId = await createJob(scope, request);
      await also?.(scope.tx.effects, jobId);
      return jobId;
    });
    this.runner.news([id]);
    return id;
  }

  /**
   * Records a command and returns its id; one of the next turns applies it, or rejects it with a reason.
   * @param seen rejects a retry or a cancel of many items if another number of them matches when it begins
   */
  async command(type: CommandType, target: CommandTarget, seen?: number): Promise<number> {
    const [id = 0] = await this.turns.run(({ tx, now }) => tx.ledger.insertCommands([{ type, target, seen }], now));
    this.runner.news([]);
    return id;
  }

  /**
   * The outcome of a command; resolves once it is applied or rejected.
   * @throws Fault `not_found`; `canceled` once the signal aborts
   */
  async settled(commandId: number, signal: AbortSignal): Promise<StoredCommand> {
    const place = this.feed.subscribe({ commandId });
    try {
      for (;;) {
        if (signal.aborted) throw new Fault('canceled', 'the operation was canceled');
        const command = await this.parts.store.command(commandId);
        if (command === undefined) throw new Fault('not_found', `there is no command ${commandId}`);
        if (command.status !== 'pending') return command;
        await place.next(signal);
      }
    } finally {
      place.close();
    }
  }

  /**
   * Ends a command that is not applied yet: one over many items stops after the current turn, and what it did stays done.
   * @throws Fault `not_found`; `failed_precondition` if it has ended
   */
  async cancelCommand(commandId: number): Promise<StoredCommand> {
    const { store } = this.parts;
    const canceled = await this.turns.run(({ tx, now }) => tx.ledger.cancelCommand(commandId, now));
    const command = await store.command(commandId);
    if (command === undefined) throw new Fault('not_found', `there is no command ${commandId}`);
    if (!canceled) throw new Fault('failed_precondition', `the command is ${command.status} already`);
    this.feed.settled(commandId);
    return command;
  }

  /** How many items a retry or a cancel would affect now; changes nothing. */
  async countMatching(type: CountedType, target: Omit<CommandTarget, 'itemId'>): Promise<number> {
    let matching = 0;
    for (const filter of filtersOf(type, target, this.parts.surroundings.clock.now()))
      matching += await this.parts.store.countItems(filter);
    return matching;
  }

  /** News of any job, for a watcher that reads for itself what it wants to know. The caller closes it. */
  changes(): Pick<Subscription, 'next' | 'close'> {
    return this.feed.subscribe('jobs');
  }

  /** What is running at this moment. */
  runningItems(): RunningItem[] {
    return this.runner.runningItems();
  }

  /**
   * The job now, then after each change; changes in quick succession are merged. Ends with the job, with the
   * engine, or when the signal aborts.
   * @throws Fault `not_found`
   */
  async *watch(jobId: number, signal: AbortSignal): AsyncGenerator<JobSnapshot, void> {
    const place = this.feed.subscribe({ jobId });
    let noticed = 0;
    try {
      while (!signal.aborted) {
        const ended = this.ended;
        const view = await this.parts.store.jobView(jobId);
        if (view === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
        const notices = await this.parts.store.notices(jobId, { after: noticed, limit: noticesAtOnce });
        noticed = notices.at(-1)?.id ?? noticed;
        const running = this.runningItems().filter(({ job }) => job.id === jobId);
        yield { ...view, running, justEnded: place.takeEnded(), notices: notices.map(({ message }) => message) };
        if (notices.length === noticesAtOnce) continue;
        if (hasEnded(view.job.status) || ended) return;
        await place.next(signal);
        await this.parts.surroundings.pacing.sleep(this.options.watchPaceMs, signal);
      }
    } finally {
      place.close();
    }
  }
}
