import { type FSWatcher, watch } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSkippedFolder, kindOfFile } from '../../core/library/file-kinds.js';
import type { FolderEvent } from '../../core/library/watch/model.js';
import { entriesOf, foldersIn, inside, placeOf, recentFiles, type WatchedPlace } from './folder-tree.js';
import type { RemoteKindOf } from './remote-file-systems.js';

/** Files in a folder that has just come, written this recently, may still be written. */
const recentMs = 60_000;

/** Why the system refuses another watch, by its error code. */
const exhausted: Readonly<Record<string, string>> = {
  ENOSPC: 'the system gives no more watches; raise fs.inotify.max_user_watches',
  EMFILE: 'the system gives no more watchers; raise fs.inotify.max_user_instances',
  ENFILE: 'the system has no file handles left',
  ENOSYS: 'this system has no events for files',
};

export interface WatchHooks {
  readonly changed: (event: FolderEvent) => void;
  /** Called once per event of the system, before anything else. */
  readonly heard: () => void;
  /** No more folders can be watched; the reason is for a person. */
  readonly exhausted: (reason: string) => void;
  /** A folder on another file system, which tells nothing. */
  readonly remote: (folder: string, kind: string) => void;
}

/** The system's own events for all folders of one library folder: one watch per folder. */
export class FolderWatches {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly checking = new Set<string>();
  private isClosed = false;

  constructor(
    private readonly place: WatchedPlace,
    private readonly hooks: WatchHooks,
    private readonly remoteKindOf: RemoteKindOf,
  ) {}

  get count(): number {
    return this.watchers.size;
  }

  start(): Promise<void> {
    return this.add('', undefined);
  }

  /** Watches a folder anew, whatever now stands at its path. */
  async renew(folder: string): Promise<void> {
    this.remove(folder);
    await this.add(folder, 0);
    this.tell(folder, undefined);
  }

  close(): void {
    this.isClosed = true;
    this.remove('');
  }

  /** @param sinceMs set for folders that have just come: their files written after this time are told of */
  private async add(top: string, sinceMs: number | undefined): Promise<void> {
    const device = top === '' ? undefined : await deviceOf(placeOf(this.place, parentOf(top)));
    const pending = [{ folder: top, device }];
    for (let next = pending.pop(); next !== undefined && !this.isClosed; next = pending.pop()) {
      const { folder } = next;
      const own = await deviceOf(placeOf(this.place, folder));
      if (own === undefined || (await this.isRemote(folder, own, next.device)) || !this.watch(folder)) continue;
      // Read after the watch began, so that nothing is missed between.
      const entries = (await entriesOf(this.place, folder)) ?? [];
      pending.push(...foldersIn(this.place, folder, entries).map((path) => ({ folder: path, device: own })));
      if (sinceMs === undefined) continue;
      for (const event of await recentFiles(this.place, folder, entries, sinceMs)) this.hooks.changed(event);
    }
  }

  private async isRemote(folder: string, device: number, parentDevice: number | undefined): Promise<boolean> {
    if (device === parentDevice) return false;
    const kind = await this.remoteKindOf(placeOf(this.place, folder)).catch(() => undefined);
    if (kind === undefined) return false;
    this.hooks.remote(folder, kind);
    return true;
  }

  /** False if nothing is watched: the folder is gone, or the system refuses. */
  private watch(folder: string): boolean {
    if (this.isClosed || this.watchers.has(folder)) return false;
    try {
      const watcher = watch(placeOf(this.place, folder), { persistent: false });
      watcher.on('change', (kind, name) => this.heard(folder, kind, name === null ? undefined : String(name)));
      watcher.on('error', () => this.tell(folder, undefined));
      this.watchers.set(folder, watcher);
      return true;
    } catch (error) {
      const reason = exhausted[String((error as { code?: unknown }).code)];
      if (reason !== undefined) this.hooks.exhausted(reason);
      return false;
    }
  }

  private remove(top: string): void {
    for (const [folder, watcher] of this.watchers) {
      if (top !== '' && folder !== top && !folder.startsWith(`${top}/`)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
  }

  private heard(folder: string, kind: string, name: string | undefined): void {
    this.hooks.heard();
    if (name === undefined) this.tell(folder, undefined);
    else if (!name.startsWith('.') && kindOfFile(name) !== 'other') this.tell(folder, name);
    // Something came or went under this name; it may be a folder.
    if (kind === 'rename' && name !== undefined && !isSkippedFolder(name)) void this.checkFolder(inside(folder, name));
  }

  /** Whatever is watched under this path may be another folder now: watches follow folders, not names. */
  private async checkFolder(path: string): Promise<void> {
    if (this.checking.has(path)) return;
    this.checking.add(path);
    try {
      const wasFolder = this.watchers.has(path);
      if (wasFolder) this.remove(path);
      const stats = await lstat(placeOf(this.place, path)).catch(() => undefined);
      const isFolder = stats?.isDirectory() === true && !this.place.allRealPaths.has(placeOf(this.place, path));
      // What comes after this look has an event of its own.
      this.checking.delete(path);
      if (isFolder) await this.add(path, Date.now() - recentMs);
      if (wasFolder || isFolder) this.tell(path, undefined);
    } finally {
      this.checking.delete(path);
    }
  }

  private tell(path: string, name: string | undefined): void {
    if (!this.isClosed) this.hooks.changed({ root: this.place.root, path, name });
  }
}

async function deviceOf(path: string): Promise<number | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isDirectory() === true ? stats.dev : undefined;
}

const parentOf = (folder: string): string => join(folder, '..').replace(/^\.$/, '');
