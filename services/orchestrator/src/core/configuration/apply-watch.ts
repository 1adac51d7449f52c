import { Fault, toFault } from '@catalogsync/faults';
import type { ConfigurationParts } from './configuration.js';
import type { ApplyOutcome, OpenApply, RevisionWithText } from './revision.js';
import {
  type ConfigurationEvent,
  HealthRecord,
  LOOK_EVERY_MS,
  type Pause,
  type Restarts,
  type ServiceHealth,
  UNHEALTHY_MS,
  WATCH_MS,
} from './service-watch.js';

/** What a watch needs besides the file and its revisions. */
export interface WatchParts {
  readonly health: ServiceHealth;
  /** Absent if no service can be restarted. */
  readonly restarts: Restarts | undefined;
  readonly pause: Pause;
  readonly report: (event: ConfigurationEvent) => void;
  /** Absent if nothing runs that could be watched. */
  readonly lengthMs?: number;
}

interface Trial {
  readonly open: OpenApply;
  readonly revision: RevisionWithText;
  readonly previous: RevisionWithText;
  /** This process already started with the new text. */
  readonly resumed: boolean;
}

/**
 * Follows a revision that was just applied: restarts the services it concerns, watches all for 30 s, and restores the
 * previous text if one cannot start or becomes unhealthy. If this process ends meanwhile, the next one continues.
 */
export class ApplyWatch {
  private readonly ending = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: ConfigurationParts,
    private readonly watch: WatchParts,
  ) {}

  get lengthMs(): number {
    return this.watch.lengthMs ?? WATCH_MS;
  }

  /** Services that this one can restart. */
  get hosted(): readonly string[] {
    return this.watch.restarts?.hosted ?? [];
  }

  async healthyNow(text: string): Promise<string[]> {
    return [...(await this.watch.health.healthy([text], this.ending.signal))].sort();
  }

  /** Returns at once. */
  start(open: OpenApply): void {
    this.background(open, async () => {
      const trial = await this.trialOf(open, false);
      if (trial === undefined) return;
      this.tell('applied', trial, '');
      const { services } = await this.parts.rules.change(trial.previous.contentText, trial.revision.contentText);
      const failure = await this.restartOthers(services);
      if (failure !== undefined) return this.putBack(trial, failure);
      if (this.mustRestartSelf(services)) return this.restartSelf(trial);
      await this.look(trial);
    });
  }

  /** Continues what an earlier process left open; call it once at start. Returns when that is known. */
  async resume(): Promise<void> {
    const failedStart = this.watch.restarts?.takeFailedStart();
    const found = await this.parts.revisions.openApply();
    if (found === undefined) return;
    // If nothing runs, there is nothing to wait for.
    const open = this.lengthMs === 0 ? { ...found, watchUntil: 0 } : found;
    const trial = await this.trialOf(open, true);
    if (trial === undefined) return;
    const text = await this.parts.file.read().catch((error: unknown) => toFault(error));
    if (text instanceof Fault) return this.settle(trial, 'edited', text.message);
    if (text === trial.revision.contentText) {
      if (trial.revision.appliedAt === undefined || trial.revision.appliedAt < open.startedAt) {
        await this.parts.revisions.markApplied(open.revisionId, this.parts.now());
      }
      // Nobody watched during the trial; what runs now may be something else.
      if (this.parts.now() >= open.watchUntil) return this.settle(trial, 'stayed', '');
      return this.background(open, () => this.look(trial));
    }
    if (text !== trial.previous.contentText) return this.settle(trial, 'edited', 'the file was edited meanwhile');
    if (failedStart === undefined) return this.settle(trial, 'not_written', 'the program ended before the file was replaced');
    await this.settle(trial, 'returned', failedStart);
    this.background(open, () => this.restartAfterReturn({ ...trial, resumed: false }));
  }

  /** Leaves the watch open for the next process. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /** Resolves when this process watches nothing any more. */
  settled(): Promise<void> {
    return this.running;
  }

  private background(open: OpenApply, work: () => Promise<void>): void {
    this.running = work().catch((error: unknown) => {
      // Everything is stopping: the watch stays open and continues at the next start.
      if (this.ending.signal.aborted || toFault(error).code === 'canceled') return;
      // Nobody awaits this promise; here too the next start continues.
      this.watch.report({ kind: 'not_restarted', revisionId: open.revisionId, reason: toFault(error).message, cause: error });
    });
  }

  /** Undefined, and the trial is over, if somebody deleted one of its revisions from the database. */
  private async trialOf(open: OpenApply, resumed: boolean): Promise<Trial | undefined> {
    const { revisions, now } = this.parts;
    const [revision, previous] = await Promise.all([revisions.get(open.revisionId), revisions.get(open.previousId)]);
    if (revision !== undefined && previous !== undefined) return { open, revision, previous, resumed };
    await revisions.endApply(open, { outcome: 'edited', reason: 'one of its revisions is gone', at: now() });
    return undefined;
  }

  private async look(trial: Trial): Promise<void> {
    const { open, previous, revision } = trial;
    const { signal } = this.ending;
    const record = new HealthRecord(open.watched, trial.resumed ? WATCH_MS : UNHEALTHY_MS);
    for (;;) {
      record.note(await this.watch.health.healthy([previous.contentText, revision.contentText], signal), this.parts.now());
      // Answers during shutdown mean nothing.
      if (signal.aborted) return;
      const failed = record.failed(this.parts.now());
      if (failed !== undefined) return this.putBack(trial, `${failed} was healthy and no longer is`);
      if (record.allHealthy && this.parts.now() >= open.watchUntil) return this.settle(trial, 'stayed', '');
      await this.watch.pause(LOOK_EVERY_MS, signal);
    }
  }

  /**
   * Why one could not restart; undefined if all run.
   * @throws Fault `canceled` if everything is stopping
   */
  private async restartOthers(services: readonly string[]): Promise<string | undefined> {
    const { restarts } = this.watch;
    const names = services.filter((name) => name !== restarts?.self && this.hosted.includes(name));
    if (restarts === undefined || names.length === 0) return undefined;
    try {
      await restarts.restart(names);
      return undefined;
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'canceled') throw fault;
      return fault.message;
    }
  }

  private mustRestartSelf(services: readonly string[]): boolean {
    const self = this.watch.restarts?.self;
    return self !== undefined && services.includes(self) && this.hosted.includes(self);
  }

  /** The watch continues in the instance that is started next. */
  private restartSelf({ previous, revision }: Trial): void {
    this.watch.restarts?.restartSelf(() => this.parts.file.replace(revision.contentText, previous.contentText));
  }

  private async putBack(trial: Trial, reason: string): Promise<void> {
    try {
      await this.parts.file.replace(trial.revision.contentText, trial.previous.contentText);
    } catch (error) {
      const fault = toFault(error);
      return this.settle(trial, 'edited', `${reason}; the previous text could not be restored: ${fault.message}`);
    }
    await this.settle(trial, 'returned', reason);
    await this.restartAfterReturn(trial);
  }

  private async restartAfterReturn(trial: Trial): Promise<void> {
    const { services } = await this.parts.rules.change(trial.previous.contentText, trial.revision.contentText);
    const failure = await this.restartOthers(services);
    if (failure !== undefined) this.tell('not_restarted', trial, failure);
    if (trial.resumed && this.mustRestartSelf(services)) this.watch.restarts?.restartSelf(async () => undefined);
  }

  private async settle(trial: Trial, outcome: ApplyOutcome, reason: string): Promise<void> {
    await this.parts.revisions.endApply(trial.open, { outcome, reason, at: this.parts.now() });
    this.tell(outcome, trial, reason);
  }

  private tell(kind: ConfigurationEvent['kind'], { revision }: Trial, reason: string): void {
    this.watch.report({ kind, revisionId: revision.id, reason });
  }
}
