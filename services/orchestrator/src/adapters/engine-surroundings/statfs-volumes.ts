import { statfs } from 'node:fs/promises';
import type { Volumes } from '../../core/engine/surroundings.js';

/** Volumes named by a folder on them; there is room when `minFreeBytes` are free for this user. */
export class StatfsVolumes implements Volumes {
  constructor(private readonly minFreeBytes: number) {}

  /** Rejects when the folder cannot be asked, as when its disk is unplugged. */
  async hasRoom(folder: string, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= this.minFreeBytes;
  }
}
