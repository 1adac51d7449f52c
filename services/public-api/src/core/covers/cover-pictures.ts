import { Fault } from '@catalogsync/faults';
import { type CoverSize, coverFileName, fittedSize, maxCoverFileBytes, webpSize } from '@catalogsync/snapshot-format';

/** A cover as the snapshot names it. */
export interface KnownCover {
  readonly id: number;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
}

/** The covers of one snapshot. */
export interface SnapshotCovers {
  find(hash: string): KnownCover | undefined;
  /** Those with smaller ids, the newest first. */
  before(id: number, limit: number): readonly KnownCover[];
}

/** The publication that the snapshots come from. */
export interface CoverSource {
  /** Whether it may be out of reach while this service answers. */
  readonly isRemote: boolean;
  /** Undefined if it has no such picture. @throws Fault `unavailable`, `timeout` and others */
  fetch(hash: string, size: CoverSize, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** Pictures on this machine, of a limited size together: those that were used longest ago go first. */
export interface CoverCache {
  has(name: string): boolean;
  read(name: string): Promise<Uint8Array | undefined>;
  /** A full volume is no fault: the picture is then fetched again. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** As good as: one more would push out another. */
  isFull(): boolean;
}

/** After a fault the publication is left alone for this long, in milliseconds: each request would wait for it. */
const restMs = 5_000;

/**
 * The pictures of covers: from the cache, else fetched once from the publication, however many ask.
 *
 * What comes is believed if it is a whole WebP of the size that the signed snapshot leads to expect. The snapshot holds no hash of
 * each file: with three for each cover it would grow by a tenth, pictures made anew by a later version would be refused, and all
 * that a hostile mirror gains is to show another picture.
 */
export class CoverPictures {
  private readonly fetching = new Map<string, Promise<Uint8Array | undefined>>();
  private restsUntil = 0;

  constructor(
    private readonly cache: CoverCache,
    private readonly source: CoverSource,
    private readonly now: () => number,
  ) {}

  /**
   * Undefined if the publication has no such picture.
   * @throws Fault `unavailable` if it cannot be had now, `data_corrupt` if what comes is not the picture
   */
  async picture(cover: KnownCover, size: CoverSize, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const name = coverFileName(cover.hash, size);
    const kept = await this.cache.read(name);
    if (kept !== undefined && isPictureOf(cover, size, kept)) return kept;
    return this.fetchOnce(name, cover, size, signal);
  }

  isKept({ hash }: KnownCover, size: CoverSize): boolean {
    return this.cache.has(coverFileName(hash, size));
  }

  get isFull(): boolean {
    return this.cache.isFull();
  }

  /** Nothing is asked for after it. */
  close(): Promise<void> {
    return this.source.close();
  }

  private fetchOnce(name: string, cover: KnownCover, size: CoverSize, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const running = this.fetching.get(name);
    if (running !== undefined) return running;
    const fetched = this.fetch(cover, size, signal).finally(() => this.fetching.delete(name));
    this.fetching.set(name, fetched);
    return fetched;
  }

  private async fetch(cover: KnownCover, size: CoverSize, signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.now() < this.restsUntil) throw new Fault('unavailable', 'the publication with the pictures does not answer');
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.source.fetch(cover.hash, size, signal);
    } catch (error) {
      if (!signal.aborted) this.restsUntil = this.now() + restMs;
      throw error;
    }
    if (bytes === undefined) return undefined;
    if (!isPictureOf(cover, size, bytes)) {
      throw new Fault('data_corrupt', `the publication has another file in the place of the picture ${coverFileName(cover.hash, size)}`);
    }
    await this.cache.write(coverFileName(cover.hash, size), bytes);
    return bytes;
  }
}

function isPictureOf(cover: KnownCover, size: CoverSize, bytes: Uint8Array): boolean {
  const found = bytes.length <= maxCoverFileBytes ? webpSize(bytes) : undefined;
  if (found === undefined) return false;
  const wanted = fittedSize(cover, size);
  // Sides are rounded twice.
  return Math.abs(found.width - wanted.width) <= 2 && Math.abs(found.height - wanted.height) <= 2;
}
