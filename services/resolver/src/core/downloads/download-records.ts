import type { Timing } from '../gate/timing.js';
import type { DownloadRecord } from './model.js';
import type { DownloadChange, DownloadStore } from './ports.js';

/** Stored downloads, and the feed for their watchers. */
export class DownloadRecords {
  constructor(
    readonly store: DownloadStore,
    readonly feed: DownloadFeed,
    private readonly timing: Pick<Timing, 'now'>,
  ) {}

  now(): number {
    return this.timing.now();
  }

  /** Changes a download and notifies its watchers. @throws Fault as `DownloadStore.change` */
  async change(id: string, change: DownloadChange): Promise<DownloadRecord> {
    const record = await this.store.change(id, change, this.now());
    this.feed.ring(id);
    return record;
  }
}

/** Notifies watchers of downloads. Names each changed download once, however often it changed meanwhile. */
export class DownloadFeed {
  private readonly watchers = new Set<Watcher>();

  /** Something about a download changed. */
  ring(id: string): void {
    for (const watcher of this.watchers) watcher.ring(id);
  }

  /**
   * Ids that changed since the last batch. A slow reader gets fewer and larger batches, never a backlog. Ends when
   * the signal aborts. Misses no change after this call.
   */
  watch(signal: AbortSignal): AsyncIterable<readonly string[]> {
    const watcher = new Watcher();
    this.watchers.add(watcher);
    const leave = (): void => {
      this.watchers.delete(watcher);
      watcher.wake();
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave);
    return watcher.batches(signal);
  }
}

class Watcher {
  private changed = new Set<string>();
  private release: () => void = () => undefined;

  ring(id: string): void {
    this.changed.add(id);
    this.wake();
  }

  wake(): void {
    this.release();
  }

  async *batches(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    while (!signal.aborted) {
      if (this.changed.size > 0) {
        const batch = [...this.changed];
        this.changed = new Set();
        yield batch;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.release = resolve;
      });
    }
  }
}
