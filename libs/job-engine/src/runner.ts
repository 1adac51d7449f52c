import { toFault } from '@catalogsync/faults';
import type { ChangeFeed } from './change-feed.js';
import type { EngineOptions } from './records/engine-options.js';
import type { EngineStore } from './records/engine-store.js';
import { classOfFault } from './records/error-class.js';
import type { StageExecutor } from './records/stage-executor.js';
import type { Surroundings } from './records/surroundings.js';
import { type Completion, EffectFailure } from './turn/completions.js';
import type { Heartbeat } from './turn/leases.js';
import { interruptJobs, recover, STOPPED } from './turn/recovery.js';
import { runTurn, type TurnResult } from './turn/turn.js';
import type { Turns } from './turn/turn-scope.js';
import { Bell } from './work/bell.js';
import { type CrewOffer, Crews } from './work/crews.js';
import { Planner } from './work/planner.js';
import { RoomWatch } from './work/room-watch.js';
import type { RunningItem } from './work/worker.js';

export interface RunnerParts<Effects> {
  readonly store: EngineStore<Effects>;
  readonly turns: Turns<Effects>;
  readonly executors: ReadonlyArray<StageExecutor<Effects>>;
  readonly surroundings: Surroundings;
  readonly options: EngineOptions;
  readonly feed: ChangeFeed;
}

/** Drives the engine: one transaction per turn; between turns the work that was handed out runs. */
export class Runner<Effects> {
  readonly room: RoomWatch<Effects>;
  /** Ends of attempts, until the transaction that records them is durable. */
  private ends: Completion<Effects>[] = [];
  private readonly crews: Crews<Effects>;
  private readonly planner: Planner<Effects>;
  private readonly bell: Bell;
  private loop: Promise<void> | undefined;
  private runId = 0;
  private nextHeartbeat = 0;
  private state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';

  constructor(private readonly parts: RunnerParts<Effects>) {
    const { store, turns, surroundings, options, executors } = parts;
    this.bell = new Bell(surroundings.pacing);
    this.crews = new Crews(executors);
    this.planner = new Planner(turns, surroundings, options, (jobId) => this.news([jobId]));
    this.room = new RoomWatch(store, turns, surroundings, options.roomProbeMs, (jobIds) => this.news(jobIds));
  }

  /** Reports something for the next turn that concerns these jobs. */
  news(jobIds: Iterable<number>): void {
    for (const jobId of jobIds) this.parts.feed.touch(jobId);
    this.bell.ring();
  }

  runningItems(): RunningItem[] {
    return this.crews.runningItems();
  }

  /** Recovers, then runs turns until stopped. Throws if the store cannot be used; then nothing runs. */
  async start(): Promise<void> {
    if (this.state !== 'new') return;
    const { turns, surroundings, options, feed } = this.parts;
    const rowIds = await turns.run(async (scope) => {
      this.runId = await recover(scope);
      return scope.tx.ledger.registerWorkers(this.crews.names(), scope.now);
    });
    this.crews.assemble(rowIds, surroundings, options, {
      completed: (completion) => this.completed(completion),
      progressed: (jobId) => feed.touch(jobId),
      ended: (item) => feed.ended(item),
    });
    this.nextHeartbeat = surroundings.clock.now() + options.heartbeatMs;
    this.state = 'running';
    this.loop = this.run();
  }

  /**
   * Begins nothing new; running work may finish within `graceMs`, then it is aborted and has the same time again
   * to end. Unfinished work is interrupted and its job paused until the next start. Throws if that cannot be stored.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'stopping';
    this.bell.ring();
    await this.loop;
    await Promise.all([this.planner.stopAll(), this.room.stop()]);
    this.crews.withdrawAll();
    await this.untilIdle(graceMs);
    const aborted = new Set(this.runningItems().map(({ item }) => item.id));
    this.crews.abortAll(this.parts.surroundings.clock.now(), 'the program is stopping');
    await this.untilIdle(Math.min(graceMs, this.parts.options.abortGraceMs));
    // An attempt that failed because of the abort counts as interrupted, not as failed.
    this.ends = this.ends.filter(({ item, outcome }) => !(outcome.kind === 'failed' && aborted.has(item.id)));
    await this.recordEnd();
    this.state = 'stopped';
  }

  private async untilIdle(withinMs: number): Promise<void> {
    const { clock } = this.parts.surroundings;
    const end = clock.now() + withinMs;
    while (this.runningItems().length > 0 && clock.now() < end) await this.bell.wait(end - clock.now());
  }

  private async recordEnd(): Promise<void> {
    for (let settled = false; !settled; ) settled = await this.turn([]);
    await this.parts.turns.run(async (scope) => {
      const { ledger } = scope.tx;
      await interruptJobs(scope, STOPPED);
      await ledger.registerWorkers(this.crews.names(), scope.now);
      await ledger.endRun(this.runId, scope.now);
    });
  }

  private async run(): Promise<void> {
    const { pacing, log } = this.parts.surroundings;
    const { cadenceMs } = this.parts.options;
    while (this.state === 'running') {
      try {
        if (!(await this.turn(this.crews.offers()))) continue;
      } catch (error) {
        // The store failed: nothing was recorded and nothing is lost, so the same turn is retried.
        log.error({ err: error }, 'a turn of the job engine failed');
        await pacing.sleep(cadenceMs, new AbortController().signal);
      }
      await this.bell.wait(cadenceMs);
      await pacing.breathe();
    }
  }

  /** False if an effect threw: its item is set to fail, and the turn must be repeated. */
  private async turn(offers: ReadonlyArray<CrewOffer<Effects>>): Promise<boolean> {
    const { turns, surroundings } = this.parts;
    const completions = [...this.ends];
    const isPlanning = (stageId: number): boolean => this.planner.isPlanning(stageId);
    const ending = this.state !== 'running';
    const input = { completions, offers, heartbeat: this.heartbeat(), isPlanning, random: surroundings.random, ending };
    try {
      const result = await turns.run((scope) => runTurn(scope, input));
      // Meanwhile others may have been added, behind these.
      this.ends.splice(0, completions.length);
      this.afterCommit(result, offers);
      return true;
    } catch (error) {
      if (!(error instanceof EffectFailure)) throw error;
      this.failEffect(error);
      return false;
    }
  }

  private heartbeat(): Heartbeat | undefined {
    const now = this.parts.surroundings.clock.now();
    if (now < this.nextHeartbeat) return undefined;
    this.nextHeartbeat = now + this.parts.options.heartbeatMs;
    return this.crews.heartbeat(now);
  }

  private afterCommit(result: TurnResult<Effects>, offers: ReadonlyArray<CrewOffer<Effects>>): void {
    const { after, claimed, refused, toPlan } = result;
    const now = this.parts.surroundings.clock.now();
    this.planner.stop(after.haltedStages);
    this.crews.follow(after, now);
    this.crews.handOut(offers, claimed);
    this.crews.check(now);
    for (const completion of refused) this.discard(completion);
    for (const jobId of after.touchedJobs) this.parts.feed.touch(jobId);
    for (const commandId of after.settledCommands) this.parts.feed.settled(commandId);
    if (after.goesOn) this.bell.ring();
    if (this.state !== 'running') return;
    for (const wish of toPlan) this.planner.start(this.crews.executorOf(wish.stage.type), wish);
    this.room.check(now);
  }

  private completed(completion: Completion<Effects>): void {
    if (this.state === 'stopped') this.discard(completion);
    else {
      this.ends.push(completion);
      this.bell.ring();
    }
  }

  private failEffect({ completion, reason }: EffectFailure<Effects>): void {
    const fault = toFault(reason);
    this.parts.surroundings.log.error({ err: reason, item: completion.item.key }, 'the effect of an item could not be recorded');
    const outcome = { kind: 'failed', errorClass: classOfFault(fault.code), message: fault.message } as const;
    this.ends[this.ends.indexOf(completion)] = { ...completion, outcome };
    this.discard(completion);
  }

  /** Undoes what a refused attempt left outside the database. */
  private discard({ item, outcome }: Completion<Effects>): void {
    if (outcome.kind !== 'succeeded' || outcome.discard === undefined) return;
    outcome.discard().catch((error: unknown) => {
      this.parts.surroundings.log.error({ err: error, item: item.key }, 'could not undo what a refused attempt left');
    });
  }
}
