import { lstat } from 'node:fs/promises';
import type { FolderEvent } from '../../core/library/watch/model.js';
import { entriesOf, foldersIn, placeOf, recentFiles, type WatchedPlace } from './folder-tree.js';

/** Clocks of servers differ, and times may be rounded. */
const marginMs = 120_000;

/**
 * Notices changes by the times of folders, for file systems without events. A file that is rewritten in place changes no
 * folder's time; the next whole scan finds it.
 */
export class FolderPolls {
  /** Of each folder, by its path below the library folder. */
  private readonly times = new Map<string, number>();
  private lastAt = Date.now();

  constructor(
    private readonly place: WatchedPlace,
    private readonly changed: (event: FolderEvent) => void,
  ) {}

  get count(): number {
    return this.times.size;
  }

  /** Begins with a folder as it is now. */
  async add(top: string): Promise<void> {
    const pending = [top];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      const time = await timeOf(placeOf(this.place, folder));
      if (time === undefined) continue;
      this.times.set(folder, time);
      pending.push(...foldersIn(this.place, folder, (await entriesOf(this.place, folder)) ?? []));
    }
  }

  /** Looks at every folder once. */
  async poll(signal: AbortSignal): Promise<void> {
    const since = this.lastAt - marginMs;
    this.lastAt = Date.now();
    for (const [folder, before] of [...this.times]) {
      if (signal.aborted) return;
      const time = await timeOf(placeOf(this.place, folder));
      if (time === before) continue;
      if (time === undefined) this.gone(folder);
      else await this.lookInto(folder, time, since);
    }
  }

  private gone(folder: string): void {
    if (!this.times.delete(folder)) return;
    this.changed({ root: this.place.root, path: folder, name: undefined });
  }

  private async lookInto(folder: string, time: number, since: number): Promise<void> {
    this.times.set(folder, time);
    const entries = (await entriesOf(this.place, folder)) ?? [];
    const { root } = this.place;
    this.changed({ root, path: folder, name: '' });
    for (const event of await recentFiles(this.place, folder, entries, since)) this.changed(event);
    for (const path of foldersIn(this.place, folder, entries)) {
      if (this.times.has(path)) continue;
      await this.add(path);
      this.changed({ root, path, name: undefined });
    }
  }
}

async function timeOf(path: string): Promise<number | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isDirectory() === true ? stats.mtimeMs : undefined;
}
