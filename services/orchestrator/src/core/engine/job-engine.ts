import { Fault } from '@catalogsync/faults';
import { ChangeFeed, type JobSnapshot } from './change-feed.js';
import { createJob, type JobRequest } from './create-job.js';
import { defaultEngineOptions } from './default-options.js';
import type { EngineStore, StoredCommand } from './engine-store.js';
import type { CommandTarget, CommandType } from './model.js';
import { retryFilter } from './retry.js';
import { Runner } from './runner.js';
import type { StageExecutor } from './stage-executor.js';
import { hasEnded, itemStatesAnswering } from './states.js';
import type { EngineOptions, Surroundings } from './surroundings.js';
import { TurnScope } from './turn-scope.js';
import type { RunningItem } from './worker.js';

export interface JobEngineParts<Effects> {
  readonly store: EngineStore<Effects>;
  /** One per type of stage that is configured here. */
  readonly executors: ReadonlyArray<StageExecutor<Effects>>;
  readonly surroundings: Surroundings;
  readonly options?: Partial<EngineOptions>;
}

/** Notices a watcher is told at once; more of them come right after. */
const noticesAtOnce = 500;

/**
 * Durable jobs of stages and items. Whatever it says happened is on disk; whatever was on disk goes on
 * after a crash, once. Jobs and commands may be given at any time; nothing runs before `start`.
 */
export class JobEngine<Effects> {
  private readonly feed = new ChangeFeed();
  private readonly options: EngineOptions;
  private readonly runner: Runner<Effects>;
  private started = false;
  private ended = false;

  constructor(private readonly parts: JobEngineParts<Effects>) {
    this.options = { ...defaultEngineOptions, ...parts.options };
    this.runner = new Runner({ ...parts, options: this.options, feed: this.feed });
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
   * Begins nothing more and waits `graceMs` milliseconds for what runs, then aborts it and waits as long
   * again. What did not end is interrupted, its job paused until the next start; watches end.
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

  /** It was started and not stopped: commands are applied and jobs go on. */
  get isRunning(): boolean {
    return this.started && !this.ended;
  }

  /**
   * Queues a job and answers its id; durable when it resolves. `also` runs in the same transaction: what
   * it throws undoes the job and is thrown on.
   * @throws Fault `invalid_argument`, `failed_precondition`, see `createJob`
   */
  async createJob(request: JobRequest, also?: (effects: Effects, jobId: number) => Promise<void>): Promise<number> {
    const configured = new Set<string>(this.parts.executors.map((executor) => executor.type));
    const id = await this.parts.store.transact(async (tx) => {
      const scope = new TurnScope(tx, this.parts.surroundings.clock.now(), this.options);
      const jobId = await createJob(scope, request, (stage) => configured.has(stage));
      await scope.close();
      await also?.(tx.effects, jobId);
      return jobId;
    });
    this.runner.news([id]);
    return id;
  }

  /** Notes a command and answers its id; it is applied, or rejected with a reason, by one of the next turns. */
  async command(type: CommandType, target: CommandTarget): Promise<number> {
    const { clock } = this.parts.surroundings;
    const id = await this.parts.store.transact((tx) => tx.ledger.insertCommand(type, target, clock.now()));
    this.runner.news([]);
    return id;
  }

  /** What came of a command; resolves once it is applied or rejected. Throws Fault `canceled` if the signal aborts. */
  async settled(commandId: number, signal: AbortSignal): Promise<StoredCommand> {
    const { pacing } = this.parts.surroundings;
    for (;;) {
      if (signal.aborted) throw new Fault('canceled', 'the operation was canceled');
      const command = await this.parts.store.command(commandId);
      if (command === undefined) throw new Fault('not_found', `there is no command ${commandId}`);
      if (command.status !== 'pending') return command;
      await pacing.sleep(20, signal);
    }
  }

  /** How many items a retry or a cancel would take now; changes nothing. */
  countMatching(type: 'retry_item' | 'force_retry_item' | 'cancel', target: Omit<CommandTarget, 'itemId'>): Promise<number> {
    const filter =
      type === 'cancel'
        ? { ...target, statuses: itemStatesAnswering('cancel') }
        : retryFilter(type, target, this.parts.surroundings.clock.now());
    return this.parts.store.countItems(filter);
  }

  /**
   * A source answers again: items that failed, or wait, only because it was down go back to pending.
   * Answers the id of the command that does it, or undefined if there are none.
   */
  async sourceUp(source: string): Promise<number | undefined> {
    const target = { source, errorClass: 'source_down' } as const;
    if ((await this.countMatching('retry_item', target)) === 0) return undefined;
    return this.command('retry_item', target);
  }

  /** There is room on a volume, or another folder took its place. False if nothing was paused for it. */
  volumeReady(volume: string): Promise<boolean> {
    return this.runner.room.release(volume);
  }

  /** What is being worked on at this moment. */
  runningItems(): RunningItem[] {
    return this.runner.runningItems();
  }

  /**
   * The job now, then after each change, changes in quick succession as one; ends with the job, with the
   * engine, or when the signal aborts.
   * @throws Fault `not_found`
   */
  async *watch(jobId: number, signal: AbortSignal): AsyncGenerator<JobSnapshot, void> {
    const place = this.feed.subscribe(jobId);
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
