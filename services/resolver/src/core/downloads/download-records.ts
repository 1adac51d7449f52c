import type { Timing } from '../gate/timing.js';
import type { DownloadFeed } from './download-feed.js';
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
