import { statfs } from 'node:fs/promises';
import type { Volumes } from '@catalogsync/job-engine';

/**
 * Volumes, identified by a folder on them; there is room when `minFreeBytes` are free for this user. A folder no
 * longer `inUse` blocks nothing: another one replaced it (behaviour 62).
 */
export class StatfsVolumes implements Volumes {
  constructor(
    private readonly minFreeBytes: number,
    private readonly inUse: readonly string[],
  ) {}

  /** Rejects if the folder is unreadable, for example when its disk is unplugged. */
  async hasRoom(folder: string, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (!this.inUse.includes(folder)) return true;
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= this.minFreeBytes;
  }
}
