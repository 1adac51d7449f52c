import { statfs } from 'node:fs/promises';
import type { Volumes } from '@catalogsync/job-engine';

/**
 * Volumes named by a folder on them; there is room when `minFreeBytes` are free for this user. A folder
 * that is not `inUse` any more holds nothing up: another one was set in its place (behaviour 62).
 */
export class StatfsVolumes implements Volumes {
  constructor(
    private readonly minFreeBytes: number,
    private readonly inUse: readonly string[],
  ) {}

  /** Rejects when the folder cannot be asked, as when its disk is unplugged. */
  async hasRoom(folder: string, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (!this.inUse.includes(folder)) return true;
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= this.minFreeBytes;
  }
}
