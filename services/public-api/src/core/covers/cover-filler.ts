import { toFault } from '@catalogsync/faults';
import { coverSizes } from '@catalogsync/snapshot-format';
import type { CoverPictures, KnownCover, SnapshotCovers } from './cover-pictures.js';

/** Covers of the snapshot in use. */
export interface CoversInUse {
  readonly snapshotId: string;
  readonly covers: SnapshotCovers;
}

const batch = 100;
/** Few enough that listeners' own requests to the publication are not held up. */
const atOnce = 3;
/** Between two looks whether there is a new snapshot. */
const lookMs = 5_000;
/** After a fault. */
const restMs = 60_000;

/**
 * Fetches the pictures of each new snapshot in the background, the newest first, so that they are here when the machine with the
 * publication sleeps. Ends when the cache is full. Not for a publication in a folder: that is as awake as this service.
 */
export class CoverFiller {
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private filled: string | undefined;

  constructor(
    private readonly pictures: CoverPictures,
    private readonly inUse: () => CoversInUse | undefined,
    private readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>,
    private readonly warn: (error: unknown, message: string) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      const waitMs = await this.fill().then(
        () => lookMs,
        (error: unknown) => {
          if (!signal.aborted) this.warn(toFault(error), 'pictures of covers cannot be fetched now');
          return restMs;
        },
      );
      await this.sleep(waitMs, signal);
    }
  }

  /** All of one snapshot; begins again with the next one. What is here already is not asked for. */
  private async fill(): Promise<void> {
    const begun = this.inUse()?.snapshotId;
    if (begun === undefined || begun === this.filled) return;
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const now = this.inUse();
      // A replaced reader is closed soon after: it is got anew for each batch.
      if (now?.snapshotId !== begun || this.pictures.isFull || this.ending.signal.aborted) break;
      const covers = now.covers.before(before, batch);
      const last = covers.at(-1);
      if (last === undefined) break;
      before = last.id;
      await this.fetch(covers);
    }
    this.filled = begun;
  }

  private async fetch(covers: readonly KnownCover[]): Promise<void> {
    const missing = covers.flatMap((cover) =>
      coverSizes.filter((size) => !this.pictures.isKept(cover, size)).map((size) => ({ cover, size })),
    );
    for (let at = 0; at < missing.length && !this.pictures.isFull; at += atOnce) {
      const some = missing.slice(at, at + atOnce);
      await Promise.all(some.map(({ cover, size }) => this.pictures.picture(cover, size, this.ending.signal)));
    }
  }
}
