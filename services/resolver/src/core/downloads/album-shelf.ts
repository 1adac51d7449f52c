import { abandonable, abortFault, type Timing } from '../gate/timing.js';
import type { AlbumFetcher, AlbumFile } from '../sources/albums.js';
import type { ReportBytes, StagingArea } from './ports.js';

export interface ShelfLimits {
  /** Most bytes of an album. */
  readonly maxBytes: number;
  /** How long an album stays after it was last used. */
  readonly keepMs: number;
  /** Unused albums that are kept; the least recently used goes first. */
  readonly kept: number;
}

/** Which album, and its fetcher. */
export interface AlbumOrder {
  readonly source: string;
  readonly fetchKey: string;
  readonly fetcher: AlbumFetcher;
}

/** A fetched album and the folder that holds it. */
export interface ShelvedAlbum {
  readonly folder: string;
  readonly files: readonly AlbumFile[];
}

interface Entry {
  readonly album: Promise<ShelvedAlbum>;
  readonly leave: AbortController;
  readonly watching: Set<ReportBytes>;
  users: number;
  fetched: boolean;
  idleSince: number;
}

/** The name under which all albums are staged. No download has it, so the next start sweeps what a dead process left. */
const shelfName = 'albums';

/**
 * Keeps fetched albums for a while. A request for another song of the same album is served from here, and requests
 * during the fetch wait for it.
 */
export class AlbumShelf {
  private readonly entries = new Map<string, Entry>();
  private readonly closed = new AbortController();
  private begun = 0;

  /** @param warn is told why an album could not be removed; the next start sweeps it */
  constructor(
    private readonly staging: StagingArea,
    private readonly limits: ShelfLimits,
    private readonly timing: Timing,
    private readonly warn: (error: unknown, message: string) => void,
  ) {}

  /**
   * Calls `use` with the album, which stays in place until `use` ends. The fetch is aborted when its last waiter has
   * left.
   * @throws Fault as `AlbumFetcher`; what `use` throws; the signal's reason
   */
  async withAlbum<T>(order: AlbumOrder, report: ReportBytes, signal: AbortSignal, use: (album: ShelvedAlbum) => Promise<T>): Promise<T> {
    if (signal.aborted) throw abortFault(signal);
    const key = JSON.stringify([order.source, order.fetchKey]);
    const entry = this.entries.get(key) ?? this.begin(key, order);
    entry.users++;
    entry.watching.add(report);
    try {
      return await use(await abandonable(this.timing, entry.album, signal, 0));
    } finally {
      entry.watching.delete(report);
      this.release(key, entry);
    }
  }

  /** Aborts running fetches. The next start sweeps the albums. */
  close(): void {
    this.closed.abort();
    for (const { leave } of this.entries.values()) leave.abort();
  }

  private begin(key: string, order: AlbumOrder): Entry {
    const leave = new AbortController();
    const watching = new Set<ReportBytes>();
    const album = this.fetch(order, watching, leave.signal);
    const entry: Entry = { album, leave, watching, users: 0, fetched: false, idleSince: 0 };
    this.entries.set(key, entry);
    album.then(
      () => Object.assign(entry, { fetched: true }),
      // Waiters get the failure; the next request starts over.
      () => this.forget(key, entry),
    );
    return entry;
  }

  private async fetch(
    { source, fetchKey, fetcher }: AlbumOrder,
    watching: ReadonlySet<ReportBytes>,
    signal: AbortSignal,
  ): Promise<ShelvedAlbum> {
    // An abandoned fetch may still be clearing its folder.
    const folder = await this.staging.openFetch(shelfName, source, `${++this.begun} ${fetchKey}`);
    const report: ReportBytes = (progress) => {
      for (const tell of watching) tell(progress);
    };
    try {
      const request = { fetchKey, stagingFolder: folder, maxBytes: this.limits.maxBytes, report };
      return { folder, files: await fetcher.fetchAlbum(request, signal) };
    } catch (error) {
      await this.discard(folder);
      throw error;
    }
  }

  private release(key: string, entry: Entry): void {
    entry.users--;
    if (entry.users > 0) return;
    if (!entry.fetched) {
      entry.leave.abort();
      this.forget(key, entry);
      return;
    }
    entry.idleSince = this.timing.elapsed();
    const idle = [...this.entries].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => a.idleSince - b.idleSince);
    for (const [other, surplus] of idle.slice(0, Math.max(0, idle.length - this.limits.kept))) this.remove(other, surplus);
    void this.expire(key, entry);
  }

  /** Never rejects: it only sleeps and removes. */
  private async expire(key: string, entry: Entry): Promise<void> {
    await this.timing.sleep(this.limits.keepMs, this.closed.signal);
    if (entry.users === 0 && this.timing.elapsed() - entry.idleSince >= this.limits.keepMs) this.remove(key, entry);
  }

  private remove(key: string, entry: Entry): void {
    if (!this.forget(key, entry)) return;
    // Only a fetched one is ever idle, so this never rejects.
    void entry.album.then(({ folder }) => this.discard(folder));
  }

  private forget(key: string, entry: Entry): boolean {
    return this.entries.get(key) === entry && this.entries.delete(key);
  }

  private async discard(folder: string): Promise<void> {
    await this.staging.discard(folder).catch((error: unknown) => this.warn(error, 'a staged album could not be removed'));
  }
}
