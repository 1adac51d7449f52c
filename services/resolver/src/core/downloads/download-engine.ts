import { Fault, toFault } from '@catalogsync/faults';
import type { DownloadRecords } from './download-records.js';
import type { DownloadRun } from './download-run.js';
import {
  type DownloadError,
  type DownloadOutcome,
  type DownloadProgress,
  type DownloadRecord,
  type DownloadRequest,
  type DownloadView,
  noProgress,
} from './model.js';
import { isAnothers, type NewDownloads } from './new-downloads.js';
import type { DownloadPage, StagingArea } from './ports.js';
import { hasEnded } from './states.js';

export interface EngineParts {
  readonly records: DownloadRecords;
  readonly staging: StagingArea;
  readonly run: DownloadRun;
  readonly requests: NewDownloads;
  /** Called with unexpected failures outside any download. */
  readonly warn: (error: unknown, message: string) => void;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  progress: DownloadProgress;
}

const unclaimedMs = 7 * 24 * 3_600_000;
const stopping = (): Fault => new Fault('unavailable', 'the resolver is stopping');
const canceled: DownloadError = { code: 'canceled', message: 'the download was canceled', hint: undefined };
const interrupted = { state: 'interrupted' } as const;

/**
 * Runs downloads, a few at a time, oldest first, and owns their state: sources have none (behaviours 187, 188).
 * Downloads that wait or run when the process ends continue in the next process.
 */
export class DownloadEngine {
  private readonly running = new Map<string, Running>();
  /** Oldest first. */
  private queue: string[] = [];
  private stopped = false;

  /** @param workers downloads that run at the same time */
  constructor(
    private readonly parts: EngineParts,
    private readonly workers: number,
  ) {}

  /** Resumes what an earlier process left. */
  async resume(): Promise<void> {
    const { records, staging } = this.parts;
    const { store } = records;
    const now = records.now();
    await store.recover(now);
    // Files that nobody collected for a week are dropped, so that staging does not grow for ever.
    await store.releaseUnclaimed(now - unclaimedMs, now);
    await staging.sweep(() => store.staged());
    const waiting = (await store.active()).filter(({ state }) => state === 'queued').map(({ id }) => id);
    // Some may have been requested meanwhile and already run.
    const known = new Set([...this.queue, ...this.running.keys()]);
    this.queue.push(...waiting.filter((id) => !known.has(id)));
    this.pump();
  }

  /**
   * Queues a download, unless an equal one waits, runs or has its file ready (behaviour 195).
   * @throws Fault `invalid_argument` for a song without a title or an unknown quality profile
   */
  async start(request: DownloadRequest, holder?: string): Promise<{ readonly view: DownloadView; readonly created: boolean }> {
    const { records, requests } = this.parts;
    const { store } = records;
    if (this.stopped) throw stopping();
    const wanted = requests.of(request, holder, records.now());
    const ready = await this.ready(wanted.requestKey);
    if (ready !== undefined) return { view: this.view(await store.assign(ready.id, holder)), created: false };
    const { record, created } = await store.create(wanted);
    if (created) {
      this.queue.push(record.id);
      this.pump();
    }
    return { view: this.view(record), created };
  }

  /** The existing file of an equal request, unless somebody removed it. */
  private async ready(requestKey: string): Promise<DownloadRecord | undefined> {
    const { records, staging } = this.parts;
    const record = await records.store.ready(requestKey);
    if (record?.file === undefined || (await staging.holds(record.file.path))) return record;
    await records.store.release(record.id, records.now());
    return undefined;
  }

  /** @throws Fault `not_found` */
  async get(id: string): Promise<DownloadView> {
    const [record] = await this.parts.records.store.get([id]);
    if (record === undefined) throw new Fault('not_found', 'there is no such download');
    return this.view(record);
  }

  async list(page: DownloadPage): Promise<{ readonly views: readonly DownloadView[]; readonly next: number | undefined }> {
    const { records, next } = await this.parts.records.store.list(page);
    return { views: records.map((record) => this.view(record)), next };
  }

  /** Ids that change from now on, see `DownloadFeed.watch`. */
  changes(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.parts.records.feed.watch(signal);
  }

  /**
   * Resolves when the download has ended, even if its source cannot stop (behaviour 197).
   * @throws Fault `not_found`; `failed_precondition` if it has ended
   */
  async cancel(id: string, holder?: string): Promise<DownloadView> {
    const view = await this.get(id);
    const { record } = view;
    if (isAnothers(record, holder)) return view;
    if (hasEnded(record.state)) throw new Fault('failed_precondition', 'the download has ended');
    const running = this.running.get(id);
    if (running === undefined) {
      this.queue = this.queue.filter((queued) => queued !== id);
      await this.parts.records.change(id, { state: 'canceled', error: canceled });
      await this.discard(id);
    } else {
      running.controller.abort(new Fault('canceled', canceled.message));
      await running.ended;
    }
    return this.get(id);
  }

  /** The caller has collected the file. @throws Fault `not_found`; `failed_precondition` while it waits or runs */
  async release(id: string, holder?: string): Promise<void> {
    const { record } = await this.get(id);
    if (isAnothers(record, holder)) return;
    if (!hasEnded(record.state)) throw new Fault('failed_precondition', 'the download has not ended', { hint: 'Cancel it first.' });
    const { records, staging } = this.parts;
    await records.store.release(id, records.now());
    await staging.discardDownload(id);
  }

  /** Tells watchers that a download is alive. */
  sign(id: string): void {
    this.parts.records.feed.ring(id);
  }

  /** Interrupts running downloads; they continue at the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    const running = [...this.running.values()];
    for (const { controller } of running) controller.abort(stopping());
    await Promise.all(running.map(({ ended }) => ended));
  }

  private pump(): void {
    while (!this.stopped && this.running.size < this.workers) {
      const id = this.queue.shift();
      if (id === undefined) return;
      const controller = new AbortController();
      const running: Running = { controller, ended: Promise.resolve(), progress: noProgress };
      this.running.set(id, running);
      const ended = this.perform(id, running)
        .catch((error: unknown) => this.parts.warn(error, 'the state of a download could not be stored'))
        .finally(() => {
          this.running.delete(id);
          this.parts.records.feed.ring(id);
          this.pump();
        });
      Object.assign(running, { ended });
    }
  }

  private async perform(id: string, running: Running): Promise<void> {
    const { records } = this.parts;
    const record = await records.change(id, { state: 'running' });
    const outcome = await this.outcome(record, running);
    // Do this first: once it has ended, a person may put a quarantined file there.
    if (outcome.state !== 'interrupted' && outcome.state !== 'succeeded') await this.discard(id);
    await records.change(id, outcome);
  }

  private async outcome(record: DownloadRecord, running: Running): Promise<DownloadOutcome | typeof interrupted> {
    const { records, run } = this.parts;
    const { signal } = running.controller;
    const monitor = {
      progress: (progress: DownloadProgress) => {
        running.progress = progress;
        records.feed.ring(record.id);
      },
      attempt: (attempt: DownloadRecord['attempts'][number]) => records.store.addAttempt(record.id, attempt),
    };
    try {
      const outcome = await run.run(record, monitor, signal);
      // A search that was cut short says nothing about the song, and a whole file is kept.
      return outcome.state === 'succeeded' || !signal.aborted ? outcome : cutShort(signal);
    } catch (error) {
      if (signal.aborted) return cutShort(signal);
      const fault = toFault(error);
      if (fault.code === 'internal') this.parts.warn(fault.cause ?? fault, 'a download failed unexpectedly');
      return { state: 'failed', error: { code: fault.code, message: fault.message, hint: fault.hint } };
    }
  }

  /** The next start sweeps what cannot be removed now. */
  private async discard(id: string): Promise<void> {
    await this.parts.staging.discardDownload(id).catch((error: unknown) => this.parts.warn(error, 'cannot clear staging'));
  }

  private view(record: DownloadRecord): DownloadView {
    return { record, progress: this.running.get(record.id)?.progress ?? noProgress };
  }
}

/** What a person canceled stays so, even if the process ends meanwhile. */
function cutShort(signal: AbortSignal): DownloadOutcome | typeof interrupted {
  return toFault(signal.reason).code === 'canceled' ? { state: 'canceled', error: canceled } : interrupted;
}
