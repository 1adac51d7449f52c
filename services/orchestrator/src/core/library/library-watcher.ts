import { toFault } from '@catalogsync/faults';
import {
  Bell,
  type EngineStore,
  hasEnded,
  type Instant,
  type Job,
  type JobStatus,
  type JobView,
  type Surroundings,
} from '@catalogsync/job-engine';
import type { JobOrder } from '../jobs/job-starter.js';
import { scopeOfJob } from '../playlist-file/scope-record.js';
import { sourcesOf } from '../sources/choose-sources.js';
import { foldersOfJob } from '../sources/scan-order.js';
import type { LibraryFolders, WatchedFolder } from '../sources/source-catalog.js';
import { ChangedFolders } from './changed-folders.js';
import { type EndedScan, ScanFeed } from './scan-feed.js';

const open: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];
/** Jobs of these templates look at the whole library if they name nothing. */
const scanning: ReadonlySet<string> = new Set(['full', 'collect', 'scan']);
/** Among the newest jobs is any that began after the watch. */
const newestJobs = 20;

/** After the watch has begun, before what changed earlier is looked for: another job may be about to do that. */
const catchUpMs = 10_000;
/** Between two looks at the running scan. */
const lookMs = 250;
const idleMs = 3_600_000;
/** Between two tries to reach the resolver; the longer one after several. */
const restMs = 1_000;
const longestRestMs = 60_000;
const startAgainMs = 10_000;

export interface LibraryWatcherParts {
  readonly library: Pick<LibraryFolders, 'watch'>;
  readonly store: Pick<EngineStore<unknown>, 'jobView' | 'jobsIn' | 'listJobs' | 'listItems'>;
  /** Queues the job; durable when it resolves. */
  readonly start: (job: JobOrder, signal: AbortSignal) => Promise<number>;
  readonly surroundings: Pick<Surroundings, 'clock' | 'pacing' | 'log'>;
}

/**
 * Has scanned and published what changes in the library folders, without being asked. It runs one job at a time: what
 * changes meanwhile is in the next one. When it begins to watch, it has everything scanned once, for what changed before.
 */
export class LibraryWatcher {
  readonly ended = new ScanFeed();
  private readonly stopping = new AbortController();
  private readonly changed = new ChangedFolders();
  private readonly bell: Bell;
  private loops: Promise<unknown> | undefined;
  private lastFault = '';

  constructor(private readonly parts: LibraryWatcherParts) {
    this.bell = new Bell(parts.surroundings.pacing);
  }

  start(): void {
    this.loops ??= Promise.all([this.follow(), this.work()]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.bell.ring();
    this.ended.close();
    await this.loops;
  }

  /** Listens to the resolver, and begins again whenever it was away. */
  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    for (let rest = restMs; !signal.aborted; rest = Math.min(2 * rest, longestRestMs)) {
      try {
        await this.listen(signal, () => {
          rest = restMs;
        });
      } catch (error) {
        this.warn(error, 'the library folders are not watched: the resolver does not answer');
      }
      await this.parts.surroundings.pacing.sleep(rest, signal);
    }
  }

  private async listen(signal: AbortSignal, heard: () => void): Promise<void> {
    const left = new AbortController();
    let catchUp: Promise<void> | undefined;
    try {
      for await (const { watched, changed } of this.parts.library.watch(AbortSignal.any([signal, left.signal]))) {
        heard();
        this.lastFault = '';
        if (watched.some(({ isWatched }) => isWatched)) catchUp ??= this.catchUp(this.parts.surroundings.clock.now(), left.signal);
        this.note(watched);
        this.changed.add(changed);
        if (!this.changed.isEmpty) this.bell.ring();
      }
    } finally {
      left.abort();
      await catchUp;
    }
  }

  private note(watched: readonly WatchedFolder[]): void {
    for (const { path, isWatched, reason } of watched) {
      if (isWatched && reason !== '')
        this.parts.surroundings.log.warn({ folder: path, reason }, 'a library folder has no events of its own');
    }
  }

  /** What changed while nobody watched. */
  private async catchUp(since: Instant, left: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([this.stopping.signal, left]);
    try {
      await this.parts.surroundings.pacing.sleep(catchUpMs, signal);
      if (signal.aborted || (await this.isScannedAnyway(since))) return;
      this.changed.addAll();
      this.bell.ring();
    } catch (error) {
      this.warn(error, 'could not tell whether the library was scanned');
    }
  }

  private async isScannedAnyway(since: Instant): Promise<boolean> {
    const isAhead = ({ job, stages: [first] }: JobView): boolean => looksAtAll(job) && first !== undefined && !hasEnded(first.status);
    if ((await this.parts.store.jobsIn(open)).some(isAhead)) return true;
    return (await this.parts.store.listJobs({ limit: newestJobs })).some(({ job }) => looksAtAll(job) && job.createdAt >= since);
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      if (this.changed.isEmpty) await this.bell.wait(idleMs);
      else await this.scan(signal);
    }
  }

  private async scan(signal: AbortSignal): Promise<void> {
    const folders = this.changed.take();
    try {
      const jobId = await this.parts.start({ template: 'scan', folders, reason: reasonFor(folders?.length) }, signal);
      await this.untilEnded(jobId, signal);
    } catch (error) {
      this.changed.putBack(folders);
      this.warn(error, 'what changed in the library could not be scanned');
      await this.parts.surroundings.pacing.sleep(startAgainMs, signal);
    }
  }

  private async untilEnded(jobId: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const view = await this.parts.store.jobView(jobId);
      if (view === undefined) return;
      if (hasEnded(view.job.status)) return this.ended.tell(await this.outcomeOf(view.job));
      await this.parts.surroundings.pacing.sleep(lookMs, signal);
    }
  }

  private async outcomeOf({ id: jobId, status }: Job): Promise<EndedScan> {
    const { items } = await this.parts.store.listItems({ jobId, after: 0, limit: 10 });
    const results = items.filter(({ type }) => type === 'collect_source').map(({ result }) => result ?? {});
    const sum = (name: string): number => results.reduce((total, result) => total + (Number(result[name]) || 0), 0);
    const [files, added, changed, moved, removed] = ['files', 'added', 'changed', 'moved', 'removed'].map(sum);
    return { jobId, state: status, files, added, changed, moved, removed } as EndedScan;
  }

  private warn(error: unknown, message: string): void {
    const { message: fault } = toFault(error);
    if (!this.stopping.signal.aborted && fault !== this.lastFault) this.parts.surroundings.log.warn({ err: error }, message);
    this.lastFault = fault;
  }
}

function looksAtAll(job: Job): boolean {
  return scanning.has(job.template) && scopeOfJob(job) === undefined && foldersOfJob(job) === undefined && sourcesOf(job).length === 0;
}

function reasonFor(folders: number | undefined): string {
  if (folders === undefined) return 'the library folders may have changed';
  return folders === 1 ? 'a folder of the library has changed' : `${folders} folders of the library have changed`;
}
