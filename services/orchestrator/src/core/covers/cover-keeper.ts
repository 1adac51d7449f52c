import { toFault } from '@catalogsync/faults';
import {
  type EngineStore,
  hasEnded,
  type Instant,
  type JobStatus,
  type JobView,
  type Subscription,
  type Surroundings,
  untilNews,
} from '@catalogsync/job-engine';
import type { CoverQuestions } from './cover-store.js';

const open: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];
const running: readonly JobStatus[] = ['running'];

/** Between news and a look: several jobs may follow each other. */
const paceMs = 5_000;
/** Waits end without news: what failed is due again some time. */
const lookMs = 600_000;
/** Between two jobs; the longer one after several that ended at once, for then something is wrong. */
const restMs = 30_000;
const longestRestMs = 3_600_000;

export interface CoverKeeperParts {
  readonly store: Pick<EngineStore<unknown>, 'jobsIn'>;
  readonly changes: () => Pick<Subscription, 'next' | 'close'>;
  readonly questions: CoverQuestions;
  /** Queues a job of the template `covers`. */
  readonly start: (reason: string, signal: AbortSignal) => Promise<number>;
  readonly surroundings: Pick<Surroundings, 'clock' | 'pacing' | 'log'>;
}

/** Whether songs are being downloaded. */
export async function isDownloading(store: Pick<EngineStore<unknown>, 'jobsIn'>): Promise<boolean> {
  return (await store.jobsIn(running)).some((view) => view.stages.some(({ type, status }) => type === 'download' && status === 'running'));
}

/**
 * Sees to it that covers which did not fit before a publication come with a later one: it starts jobs for them, one at a time,
 * while nothing is downloaded.
 */
export class CoverKeeper {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private restUntil: Instant = 0;
  private restMs = restMs;
  private startedAt: Instant = 0;

  constructor(private readonly parts: CoverKeeperParts) {}

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { pacing, log } = this.parts.surroundings;
    const changes = this.parts.changes();
    try {
      while (!signal.aborted) {
        await pacing.sleep(paceMs, signal);
        const waitMs = await this.look(signal).catch((error: unknown) => {
          if (!signal.aborted) log.warn({ err: toFault(error) }, 'could not tell whether covers are to be looked for');
          return lookMs;
        });
        await untilNews(changes, pacing, waitMs, signal);
      }
    } finally {
      changes.close();
    }
  }

  /** Returns how long nothing needs to be looked at without news. */
  private async look(signal: AbortSignal): Promise<number> {
    const { store, start, surroundings } = this.parts;
    const now = surroundings.clock.now();
    if (signal.aborted || (await store.jobsIn(open)).some(hasCoversAhead) || (await isDownloading(store))) return lookMs;
    if (now < this.restUntil) return this.restUntil - now;
    if (!(await this.isWaiting(now))) return lookMs;
    // The last one ended at once, and there is still something to do: a fault that may last.
    this.restMs = now - this.startedAt < this.restMs + restMs ? Math.min(2 * this.restMs, longestRestMs) : restMs;
    this.startedAt = now;
    this.restUntil = now + this.restMs;
    await start('covers wait to be looked for', signal);
    return lookMs;
  }

  private async isWaiting(now: Instant): Promise<boolean> {
    const { questions } = this.parts;
    if ((await questions.songsWithFiles(now, 1)).length > 0) return true;
    if ((await questions.playlists(now, 1)).length > 0) return true;
    if ((await questions.songsWithAddress(now, 1)).length > 0) return true;
    for (let after: number | undefined = 0; after !== undefined; ) {
      const { playlists, next } = await questions.mosaicsToMake(after);
      if (playlists.length > 0) return true;
      after = next;
    }
    return false;
  }
}

/** A job that looks for covers itself before it ends. */
function hasCoversAhead({ job, stages }: JobView): boolean {
  return job.status !== 'paused' && stages.some(({ type, status }) => type === 'covers' && !hasEnded(status));
}
