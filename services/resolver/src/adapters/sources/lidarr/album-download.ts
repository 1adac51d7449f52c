import { Fault } from '@catalogsync/faults';
import { pause } from '@catalogsync/runtime';
import type { FetchProgress } from '../../../core/sources/fetch.js';
import type { LidarrClient } from './client.js';
import type { QueueItem, TrackFile } from './wire.js';

/** Time limits, in milliseconds. */
export interface LidarrPace {
  /** Between two looks. */
  readonly pollMs: number;
  /** How long after its search an album has to appear in the queue. */
  readonly grabTimeoutMs: number;
  /** How long a download may go without a byte. */
  readonly stallTimeoutMs: number;
}

/** Something that a person must decide, or that went wrong; its messages are Lidarr's own. @internal for tests */
export function queueFault({ status, trackedDownloadStatus, trackedDownloadState, statusMessages = [] }: QueueItem): Fault | undefined {
  const messages = statusMessages.flatMap(({ messages: lines = [] }) => lines).join('; ');
  const said = messages === '' ? '' : `: ${messages.slice(0, 300)}`;
  if (trackedDownloadState === 'importBlocked' || trackedDownloadState === 'importFailed') {
    return new Fault('failed_precondition', `Lidarr needs a person to decide on the import${said}`, {
      hint: 'Open its queue.',
      retry: 'never',
    });
  }
  if (/^downloadFailed/.test(trackedDownloadState ?? '') || status === 'failed' || trackedDownloadStatus === 'error') {
    return new Fault('unavailable', `the download in Lidarr failed${said}`);
  }
  return undefined;
}

/** Follows one album from the search to the files. */
export class AlbumDownload {
  /** What this download put into the queue. */
  private readonly own = new Set<number>();
  private idleMs = 0;
  private lastLeft = Number.NaN;

  constructor(
    private readonly client: LidarrClient,
    private readonly albumId: number,
    /** Files that were already there and need no waiting. */
    private readonly filesBefore: number,
    private readonly pace: LidarrPace,
  ) {}

  /**
   * @param commandId of the search; undefined if adding the album started it
   * @throws Fault `not_found` if nothing was found to download, `timeout`, and those of `queueFault`
   */
  async completed(
    commandId: number | undefined,
    report: (progress: FetchProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly TrackFile[]> {
    try {
      let searching = commandId;
      for (;;) {
        const files = await this.look(report, signal);
        if (files !== undefined) return files;
        if (searching !== undefined && (await this.searchEnded(searching, signal))) searching = undefined;
        if (searching === undefined) this.checkPatience();
        await pause(this.pace.pollMs, signal);
        this.idleMs += this.pace.pollMs;
      }
    } catch (error) {
      if (signal.aborted) for (const id of this.own) await this.client.removeFromQueue(id);
      throw error;
    }
  }

  /** The files, once there is nothing left to wait for. */
  private async look(report: (progress: FetchProgress) => void, signal: AbortSignal): Promise<readonly TrackFile[] | undefined> {
    const queue = await this.client.queueOf(this.albumId, signal);
    for (const item of queue) {
      this.own.add(item.id);
      const fault = queueFault(item);
      if (fault !== undefined) throw fault;
    }
    if (queue.length === 0) {
      const files = await this.client.filesOf(this.albumId, signal);
      return files.length > (this.own.size > 0 ? 0 : this.filesBefore) ? files : undefined;
    }
    const size = queue.reduce((sum, item) => sum + (item.size ?? 0), 0);
    const left = queue.reduce((sum, item) => sum + (item.sizeleft ?? 0), 0);
    if (left !== this.lastLeft) {
      this.lastLeft = left;
      this.idleMs = 0;
      report({ bytesDone: Math.max(0, size - left), bytesTotal: size || undefined });
    }
    return undefined;
  }

  /** A completed search has only run; its downloads appear later. */
  private async searchEnded(id: number, signal: AbortSignal): Promise<boolean> {
    const status = await this.client.commandStatus(id, signal);
    if (/failed|aborted|cancelled|orphaned/.test(status)) throw new Fault('unavailable', 'the search in Lidarr failed');
    if (status !== 'completed') return false;
    this.idleMs = 0;
    return true;
  }

  private checkPatience(): void {
    if (this.own.size === 0 && this.idleMs >= this.pace.grabTimeoutMs)
      throw new Fault('not_found', 'Lidarr found no release of this album');
    if (this.own.size > 0 && this.idleMs >= this.pace.stallTimeoutMs) throw new Fault('timeout', 'the download in Lidarr is stalled');
  }
}
