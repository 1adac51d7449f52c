import { Fault, toFault } from '@catalogsync/faults';
import type { DownloadFeed } from './download-feed.js';
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
import { checkRequest, isAnothers, newRecord } from './new-download.js';
import type { DownloadPage, DownloadStore, Draw, StagingArea } from './ports.js';
import { requestKeyText } from './request-key.js';
import { hasEnded } from './states.js';
import type { Timing } from './timing.js';

export interface EngineParts {
  readonly store: DownloadStore;
  readonly staging: StagingArea;
  readonly run: DownloadRun;
  readonly feed: DownloadFeed;
  readonly timing: Timing;
  readonly draw: Draw;
  /** Names of quality profiles; the empty one is the default. */
  readonly profiles: ReadonlySet<string>;
  /** Called with what failed unexpectedly outside any download. */
  readonly warn: (error: unknown, message: string) => void;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  progress: DownloadProgress;
}

const unclaimedMs = 7 * 24 * 3_600_000;
const stopping = (): Fault => new Fault('unavailable', 'the resolver is stopping');
const canceled: DownloadError = { code: 'canceled', message: 'the download was canceled', hint: '' };

/**
 * Runs downloads, a few at a time, oldest first, and owns what is known of them: sources hold no state
 * (behaviours 187, 188). What waits or runs when the process ends goes on when the next one starts.
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

  /** Takes up what an earlier process left. */
  async resume(): Promise<void> {
    const { store, staging, timing } = this.parts;
    await store.recover(timing.now());
    await this.forgetUnclaimed();
    await staging.sweep((id) => {
      const record = store.get(id);
      return record !== undefined && (!hasEnded(record.state) || (record.state === 'succeeded' && !record.released));
    });
    this.queue.push(...store.idsIn('queued').filter((id) => !this.queue.includes(id)));
    this.pump();
  }

  /**
   * Queues a download, unless an equal one waits, runs or has its file ready (behaviour 195).
   * @throws Fault `invalid_argument` for a song without a title or an unknown quality profile
   */
  async start(request: DownloadRequest, holder = ''): Promise<{ readonly view: DownloadView; readonly created: boolean }> {
    const { store, draw, timing } = this.parts;
    if (this.stopped) throw stopping();
    checkRequest(request, this.parts.profiles);
    const requestKey = draw.sha256Hex(requestKeyText(request));
    const ready = await this.ready(requestKey);
    if (ready !== undefined) return { view: this.view(await store.assign(ready.id, holder)), created: false };
    const { record, created } = await store.create({ ...newRecord(draw.newId(), requestKey, request, timing.now()), holder });
    if (created) {
      this.queue.push(record.id);
      this.pump();
    }
    return { view: this.view(record), created };
  }

  /** A file that is there for an equal request; one that somebody removed is none. */
  private async ready(requestKey: string): Promise<DownloadRecord | undefined> {
    const { store, staging, timing } = this.parts;
    const record = store.ready(requestKey);
    if (record?.file === undefined || (await staging.holds(record.file.path))) return record;
    await store.release(record.id, timing.now());
    return undefined;
  }

  /** Files that nobody fetched for a week are given up, so that staging does not grow for ever. */
  private async forgetUnclaimed(): Promise<void> {
    const { store, timing } = this.parts;
    for (const record of store.unclaimed(timing.now() - unclaimedMs)) await store.release(record, timing.now());
  }

  /** @throws Fault `not_found` */
  get(id: string): DownloadView {
    const record = this.parts.store.get(id);
    if (record === undefined) throw new Fault('not_found', 'there is no such download');
    return this.view(record);
  }

  list(page: DownloadPage): { readonly views: readonly DownloadView[]; readonly next: number | undefined } {
    const { records, next } = this.parts.store.list(page);
    return { views: records.map((record) => this.view(record)), next };
  }

  /** Every download that waits or runs. */
  active(): DownloadView[] {
    const ids = [...this.parts.store.idsIn('running'), ...this.parts.store.idsIn('queued')];
    return ids.flatMap((id) => this.parts.store.get(id) ?? []).map((record) => this.view(record));
  }

  /** Ids that change from now on, see `DownloadFeed.watch`. */
  changes(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.parts.feed.watch(signal);
  }

  /**
   * Resolves when the download has ended, even if its source cannot stop (behaviour 197).
   * @throws Fault `not_found`; `failed_precondition` if it has ended
   */
  async cancel(id: string, holder = ''): Promise<DownloadView> {
    const { record } = this.get(id);
    if (isAnothers(record, holder)) return this.get(id);
    if (hasEnded(record.state)) throw new Fault('failed_precondition', 'the download has ended');
    const running = this.running.get(id);
    if (running === undefined) {
      this.queue = this.queue.filter((queued) => queued !== id);
      await this.change(id, { state: 'canceled', error: canceled });
      await this.discard(id);
    } else {
      running.controller.abort(new Fault('canceled', canceled.message));
      await running.ended;
    }
    return this.get(id);
  }

  /** The caller has the file. @throws Fault `not_found`; `failed_precondition` while it waits or runs */
  async release(id: string, holder = ''): Promise<void> {
    const { record } = this.get(id);
    if (isAnothers(record, holder)) return;
    if (!hasEnded(record.state)) throw new Fault('failed_precondition', 'the download has not ended', { hint: 'Cancel it first.' });
    await this.parts.store.release(id, this.parts.timing.now());
    await this.parts.staging.discardDownload(id);
  }

  /** Tells those who watch a download that it is alive. */
  sign(id: string): void {
    this.parts.feed.ring(id);
  }

  /** Interrupts what runs; it goes on at the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.queue = [];
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
          this.parts.feed.ring(id);
          this.pump();
        });
      Object.assign(running, { ended });
    }
  }

  private async perform(id: string, running: Running): Promise<void> {
    const { signal } = running.controller;
    const record = await this.change(id, { state: 'running' });
    const outcome = await this.outcome(record, running);
    if (outcome === 'interrupted') {
      await this.change(id, { state: 'interrupted' });
      return;
    }
    if (outcome.state === 'succeeded') await this.change(id, outcome);
    else {
      // First, for once it has ended, a person may put a quarantined file there.
      await this.discard(id);
      await this.change(id, { state: signal.aborted ? 'canceled' : outcome.state, error: outcome.error });
    }
  }

  private async outcome(record: DownloadRecord, running: Running): Promise<DownloadOutcome | 'interrupted'> {
    const { store, feed, run } = this.parts;
    const { signal } = running.controller;
    const monitor = {
      progress: (progress: DownloadProgress) => {
        running.progress = progress;
        feed.ring(record.id);
      },
      attempt: (attempt: DownloadRecord['attempts'][number]) => store.addAttempt(record.id, attempt),
    };
    try {
      return await run.run(record, monitor, signal);
    } catch (error) {
      if (signal.aborted && this.stopped) return 'interrupted';
      if (signal.aborted) return { state: 'canceled', error: canceled };
      const fault = toFault(error);
      if (fault.code === 'internal') this.parts.warn(fault.cause ?? fault, 'a download failed unexpectedly');
      return { state: 'failed', error: { code: fault.code, message: fault.message, hint: fault.hint ?? '' } };
    }
  }

  /** What cannot be removed now is swept at the next start. */
  private async discard(id: string): Promise<void> {
    await this.parts.staging.discardDownload(id).catch((error: unknown) => this.parts.warn(error, 'staging could not be cleared'));
  }

  private async change(id: string, change: Parameters<DownloadStore['change']>[1]): Promise<DownloadRecord> {
    const record = await this.parts.store.change(id, change, this.parts.timing.now());
    this.parts.feed.ring(id);
    return record;
  }

  private view(record: DownloadRecord): DownloadView {
    return { record, progress: this.running.get(record.id)?.progress ?? noProgress };
  }
}
