import { lstat, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { absolutePath, type LibraryRoot } from '../../core/library/model.js';
import type { EntryLook, FolderEvent, FolderWatcher, OpenWatch, WatchListener } from '../../core/library/watch/model.js';
import { changedMounts, type Mounts, readMounts } from './mount-table.js';
import { type RemoteKindOf, remoteKindOf } from './remote-file-systems.js';
import { RootWatch } from './root-watch.js';

/** Mounts and the library folders themselves have no events. */
const mountsMs = 4_000;
/** The kernel's own default. */
const usualQueue = 16_384;

export interface WatcherSettings {
  readonly pollMs: number;
  /** Which file systems tell nothing of changes. */
  readonly remoteKindOf?: RemoteKindOf;
  /** Events that the system keeps for a process; unless set, it is asked. */
  readonly queued?: number;
}

/** Watches folders of the local file system with one watch of the system per folder, and polls where there are no events. */
export class LocalFolderWatcher implements FolderWatcher {
  constructor(
    private readonly roots: readonly LibraryRoot[],
    private readonly settings: WatcherSettings,
  ) {}

  async open(listener: WatchListener): Promise<OpenWatch> {
    const watch = new AllRoots(this.roots, this.settings, listener, this.settings.queued ?? (await queueLength()));
    await watch.start();
    return watch;
  }

  async look(event: FolderEvent): Promise<EntryLook> {
    if (event.name === undefined) return { kind: 'other' };
    const stats = await lstat(join(absolutePath(event), event.name)).catch(() => undefined);
    return stats?.isFile() === true ? { kind: 'file', size: stats.size, mtimeMs: stats.mtimeMs } : { kind: 'other' };
  }
}

/** Events that the kernel keeps for a process; it drops the rest. */
async function queueLength(): Promise<number> {
  const text = await readFile('/proc/sys/fs/inotify/max_queued_events', 'utf8').catch(() => '');
  return Number(text) || usualQueue;
}

class AllRoots implements OpenWatch {
  private watches: readonly RootWatch[] = [];
  private mounts: Mounts = new Map();
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  /** Events of this turn of the event loop. */
  private burst = 0;
  private isOver = false;

  constructor(
    private readonly paths: readonly LibraryRoot[],
    private readonly settings: WatcherSettings,
    private readonly listener: WatchListener,
    private readonly queued: number,
  ) {}

  async start(): Promise<void> {
    const real = await Promise.all(this.paths.map(({ path }) => realpath(path).catch(() => path)));
    const parts = {
      changed: (event: FolderEvent) => this.listener.changed(event),
      heard: () => this.heard(),
      switched: () => this.listener.switched(),
      remoteKindOf: this.settings.remoteKindOf ?? remoteKindOf,
      pollMs: this.settings.pollMs,
      allRealPaths: new Set(real),
    };
    this.mounts = await readMounts();
    // Two library folders that lead to the same folder are watched once, as they are scanned.
    this.watches = this.paths.filter((_root, at) => real.indexOf(real[at] ?? '') === at).map(({ path }) => new RootWatch(path, parts));
    for (const watch of this.watches) await watch.start();
    this.timer = setInterval(() => void this.lookAtMounts(), mountsMs).unref();
  }

  roots() {
    return this.watches.map((watch) => watch.status());
  }

  async close(): Promise<void> {
    this.isOver = true;
    clearInterval(this.timer);
    await Promise.all(this.watches.map((watch) => watch.close()));
  }

  /**
   * The kernel's queue is read to its end in one turn. As many events as it holds in one turn mean that it was full, and that
   * others were dropped: Node does not tell of it.
   */
  private heard(): void {
    if (this.burst++ === 0) setImmediate(() => this.endTurn());
  }

  private endTurn(): void {
    const isFull = this.burst >= this.queued;
    this.burst = 0;
    if (isFull && !this.isOver) void Promise.all(this.watches.map((watch) => watch.restart()));
  }

  private async lookAtMounts(): Promise<void> {
    if (this.isLooking || this.isOver) return;
    this.isLooking = true;
    try {
      const now = await readMounts();
      const points = changedMounts(this.mounts, now);
      this.mounts = now;
      for (const point of points) for (const watch of this.watches) await watch.remounted(point);
      for (const watch of this.watches) if (!this.isOver && (await watch.isReplaced())) await watch.restart();
    } finally {
      this.isLooking = false;
    }
  }
}
