import { toFault } from '@catalogsync/faults';
import { type EngineStore, type Instant, type JobStatus, type Subscription, type Surroundings, untilNews } from '@catalogsync/job-engine';
import type { Template } from '../templates/templates.js';
import { type DuePublication, type DuePublications, type Held, heldOf } from './due-publication.js';

/** Templates of the jobs that do nothing but bring something out. */
const publishing: readonly string[] = ['publish', 'library', 'scan'] satisfies readonly Template[];
const open: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];

/** Between two looks at the jobs. */
const paceMs = 200;
/** While a job holds something back: waits end without news. */
const lookMs = 1_000;
/** Between two jobs of its own; the longer one after several that led to no publication. */
const restMs = 60_000;
const longestRestMs = 3_600_000;

export interface PublicationKeeperParts {
  readonly store: Pick<EngineStore<unknown>, 'jobsIn'>;
  readonly changes: () => Pick<Subscription, 'next' | 'close'>;
  readonly due: Pick<DuePublications, 'find' | 'started'>;
  /** Queues the job; durable when it resolves. */
  readonly start: (job: DuePublication, signal: AbortSignal) => Promise<number>;
  readonly surroundings: Pick<Surroundings, 'clock' | 'pacing' | 'log'>;
}

/**
 * Sees to it that nothing which could be served waits for the end of a long job: it starts a job that publishes beside it,
 * at most one at a time and one a minute. What it starts are jobs like any other, so they survive a restart, and while one
 * is open, even paused by a person, there is no second one.
 */
export class PublicationKeeper {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private restUntil: Instant = 0;
  private restMs = restMs;
  private lastFault = '';

  constructor(private readonly parts: PublicationKeeperParts) {}

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const changes = this.parts.changes();
    try {
      while (!signal.aborted) {
        const holdsBack = await this.look(signal);
        await untilNews(changes, this.parts.surroundings.pacing, holdsBack ? lookMs : undefined, signal);
        await this.parts.surroundings.pacing.sleep(paceMs, signal);
      }
    } finally {
      changes.close();
    }
  }

  /** Returns whether a job holds something back. A fault is logged once, and the next look may do better. */
  private async look(signal: AbortSignal): Promise<boolean> {
    try {
      const views = await this.parts.store.jobsIn(open);
      if (views.some(({ job }) => publishing.includes(job.template))) return false;
      const held = views.map(heldOf).filter((one) => one !== undefined);
      for (const one of held) if (await this.startedFor(one, signal)) break;
      this.lastFault = '';
      return held.length > 0;
    } catch (error) {
      const { message } = toFault(error);
      if (!signal.aborted && message !== this.lastFault)
        this.parts.surroundings.log.warn({ err: error }, 'could not tell whether a publication is due');
      this.lastFault = message;
      return true;
    }
  }

  private async startedFor(held: Held, signal: AbortSignal): Promise<boolean> {
    const { due, start, surroundings } = this.parts;
    const now = surroundings.clock.now();
    if (now < this.restUntil) return false;
    const job = await due.find(held, now, signal);
    if (job === undefined) return false;
    await start(job, signal);
    due.started(held, now);
    this.restMs = job.isRepeated ? Math.min(2 * this.restMs, longestRestMs) : restMs;
    this.restUntil = now + this.restMs;
    return true;
  }
}
