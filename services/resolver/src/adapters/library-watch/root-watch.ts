import { lstat, realpath } from 'node:fs/promises';
import type { FolderEvent, WatchedRoot } from '../../core/library/watch/model.js';
import { FolderPolls } from './folder-polls.js';
import type { WatchedPlace } from './folder-tree.js';
import { FolderWatches } from './folder-watches.js';
import type { RemoteKindOf } from './remote-file-systems.js';

export interface RootWatchParts {
  readonly changed: (event: FolderEvent) => void;
  /** Called once per event of the system. */
  readonly heard: () => void;
  /** The way of watching has changed. */
  readonly switched: () => void;
  readonly remoteKindOf: RemoteKindOf;
  readonly pollMs: number;
  readonly allRealPaths: ReadonlySet<string>;
}

/** The watch over one library folder: by events where there are any, by polling elsewhere. */
export class RootWatch {
  private watches: FolderWatches | undefined;
  private polls: FolderPolls | undefined;
  private reason: string | undefined = 'not watched yet';
  private realPath: string | undefined;
  /** Which folder is watched: another one may take its place. */
  private identity: string | undefined;
  private readonly closing = new AbortController();
  private pollLoop: Promise<unknown> | undefined;
  /** The polled folders as they were at the beginning are known. */
  private baseline: Promise<unknown> | undefined;

  constructor(
    private readonly root: string,
    private readonly parts: RootWatchParts,
  ) {}

  status(): WatchedRoot {
    const { root, reason } = this;
    const folders = (this.watches?.count ?? 0) + (this.polls?.count ?? 0);
    if (this.polls !== undefined) return { root, mode: 'polling', reason, folders };
    return { root, mode: this.watches === undefined ? 'off' : 'events', reason, folders };
  }

  async start(): Promise<void> {
    const path = await realpath(this.root).catch(() => undefined);
    this.identity = path === undefined ? undefined : await identityOf(path);
    this.realPath = path;
    if (path === undefined || this.identity === undefined) {
      this.reason = 'the folder is not there';
      return;
    }
    this.reason = undefined;
    const place: WatchedPlace = { root: this.root, realPath: path, allRealPaths: this.parts.allRealPaths };
    const { changed, heard, remoteKindOf } = this.parts;
    const watches = new FolderWatches(
      place,
      {
        changed,
        heard,
        exhausted: (reason) => this.pollInstead(watches, place, reason),
        remote: (folder, kind) => this.poll(place, folder, `${folder === '' ? 'it' : folder} is on a network file system (${kind})`),
      },
      remoteKindOf,
    );
    this.watches = watches;
    await watches.start();
    await this.baseline;
    if (watches.count === 0 && this.watches === watches) this.watches = undefined;
  }

  /** Whether another folder stands in its place, or none any more. */
  async isReplaced(): Promise<boolean> {
    const path = await realpath(this.root).catch(() => undefined);
    return (path === undefined ? undefined : await identityOf(path)) !== this.identity;
  }

  /** Begins anew, and takes everything for changed. */
  async restart(): Promise<void> {
    await this.stopAll();
    if (this.closing.signal.aborted) return;
    await this.start();
    this.parts.changed({ root: this.root, path: '', name: undefined });
    this.parts.switched();
  }

  /** Something was mounted or unmounted at this absolute path. */
  async remounted(point: string): Promise<void> {
    const top = this.realPath ?? this.root;
    if (top === point || top.startsWith(point === '/' ? point : `${point}/`)) {
      // A mount far above changes nothing as long as the folder stays the same.
      if (top === point || (await this.isReplaced())) await this.restart();
    } else if (point.startsWith(`${top}/`)) {
      const folder = point.slice(top.length + 1);
      if (this.watches === undefined) this.parts.changed({ root: this.root, path: folder, name: undefined });
      else await this.watches.renew(folder);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.stopAll();
  }

  private async stopAll(): Promise<void> {
    this.watches?.close();
    this.watches = undefined;
    this.polls = undefined;
    await this.pollLoop;
    this.pollLoop = undefined;
  }

  private pollInstead(watches: FolderWatches, place: WatchedPlace, reason: string): void {
    watches.close();
    if (this.watches === watches) this.watches = undefined;
    this.poll(place, '', reason);
  }

  private poll(place: WatchedPlace, folder: string, reason: string): void {
    this.reason ??= `${reason}; looked at every ${Math.round(this.parts.pollMs / 1000)} s`;
    const isFirst = this.polls === undefined;
    const polls = this.polls ?? new FolderPolls(place, this.parts.changed);
    this.polls = polls;
    this.baseline = Promise.all([this.baseline, polls.add(folder)]);
    if (isFirst) this.pollLoop = this.keepPolling(polls);
    this.parts.switched();
  }

  private async keepPolling(polls: FolderPolls): Promise<void> {
    const { signal } = this.closing;
    while (this.polls === polls && !signal.aborted) {
      await this.pause(() => this.polls === polls);
      if (this.polls === polls && !signal.aborted) await polls.poll(signal);
    }
  }

  /** Short naps, so that the end of polling is noticed soon. */
  private async pause(isWanted: () => boolean): Promise<void> {
    const end = performance.now() + this.parts.pollMs;
    for (let left = this.parts.pollMs; left > 0 && isWanted() && !this.closing.signal.aborted; left = end - performance.now())
      await new Promise<void>((resolve) => setTimeout(resolve, Math.min(left, 500)).unref());
  }
}

async function identityOf(path: string): Promise<string | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isDirectory() === true ? `${stats.dev}:${stats.ino}` : undefined;
}
