import { Fault, toFault } from '@catalogsync/faults';
import { type Timing, withTimeLimit } from '../gate/timing.js';
import { type Cover, type CoverSource, cleanLyrics, coverOf, type LyricsSource } from '../sources/companions.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { DownloadTarget } from './model.js';

/** Which song a file is, and its source. */
export interface Provenance {
  readonly target: DownloadTarget;
  readonly source: string;
  readonly remoteId: string;
  /** From the source's offer. */
  readonly coverUrl?: string | undefined;
}

/** What is written into a file and next to it. */
export interface Companions {
  /** Clean, see `cleanLyrics`. */
  readonly lyrics: string | undefined;
  readonly cover: Cover | undefined;
  /** Whether the cover is the song's own; if so, it replaces a picture in the file. */
  readonly coverIsOwn: boolean;
}

export interface CompanionFinder {
  /** Never fails a download: leaves out what it cannot get. @throws only the signal's reason */
  find(provenance: Provenance, signal: AbortSignal): Promise<Companions>;
}

export interface CoverFetcher {
  /** @throws Fault as an HTTP request; `data_corrupt` for anything but JPEG or PNG */
  fetchCover(url: string, signal: AbortSignal): Promise<Cover>;
}

/** Time limit per request, including the wait for its turn; the song itself is already there. */
const questionMs = 30_000;

/** How long to skip a source after such a request failed, since each one delays a download. */
const restMs = 60_000;

/** One way to get lyrics or a cover. */
interface Way<T> {
  /** Ways with the same name are skipped together after a fault. */
  readonly key: string;
  ask(signal: AbortSignal): Promise<T | undefined>;
}

/**
 * Finds lyrics and cover of a fetched song: first what the request names, then from the file's source, then from the
 * song's own.
 */
export class SourceCompanions implements CompanionFinder {
  private readonly restingUntil = new Map<string, number>();

  /**
   * @param wantsLyrics if false, no lyrics are requested or written
   * @param warn told why a cover or lyrics could not be fetched
   */
  constructor(
    private readonly sources: SourceRegistry,
    private readonly covers: CoverFetcher,
    private readonly wantsLyrics: boolean,
    private readonly timing: Timing,
    private readonly warn: (error: unknown, message: string) => void,
  ) {}

  async find(provenance: Provenance, signal: AbortSignal): Promise<Companions> {
    const [lyrics, cover] = await Promise.all([this.lyrics(provenance, signal), this.cover(provenance, signal)]);
    return { lyrics, ...cover };
  }

  private async lyrics(provenance: Provenance, signal: AbortSignal): Promise<string | undefined> {
    if (!this.wantsLyrics) return undefined;
    const given = cleanLyrics(provenance.target.lyrics ?? '');
    if (given !== undefined) return given;
    const ways = this.sourcesOf(provenance, 'lyrics').map(({ source, remoteId, of }) => ({
      key: `lyrics ${source}`,
      ask: async (limited: AbortSignal) => cleanLyrics((await of.lyrics(remoteId, limited)) ?? ''),
    }));
    return this.first('lyrics', ways, signal);
  }

  private async cover(provenance: Provenance, signal: AbortSignal): Promise<Omit<Companions, 'lyrics'>> {
    const { target, coverUrl } = provenance;
    const own = await this.first('a cover', this.addressed(target.coverUrl), signal);
    if (own !== undefined) return { cover: own, coverIsOwn: true };
    const ways = this.sourcesOf(provenance, 'covers').map(({ source, remoteId, of }) => ({
      key: `covers ${source}`,
      ask: async (limited: AbortSignal) => coverOf((await of.cover(remoteId, limited)) ?? new Uint8Array()),
    }));
    return { cover: await this.first('a cover', [...ways, ...this.addressed(coverUrl)], signal), coverIsOwn: false };
  }

  private addressed(url = ''): Way<Cover>[] {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) return [];
    return [{ key: `covers at ${parsed.host}`, ask: (limited) => this.covers.fetchCover(url, limited) }];
  }

  private sourcesOf(provenance: Provenance, capability: 'lyrics'): { source: string; remoteId: string; of: LyricsSource }[];
  private sourcesOf(provenance: Provenance, capability: 'covers'): { source: string; remoteId: string; of: CoverSource }[];
  private sourcesOf({ target, source, remoteId }: Provenance, capability: 'lyrics' | 'covers'): object[] {
    const asked: { source: string; remoteId: string; of: LyricsSource | CoverSource }[] = [];
    for (const [name, id] of [[source, remoteId] as const, [target.platform, target.remoteId] as const]) {
      const found: Source | undefined = this.sources.find(name);
      const of = found?.[capability];
      if (!found?.configured || of === undefined || id === undefined) continue;
      if (!asked.some((one) => one.source === found.name && one.remoteId === id)) asked.push({ source: found.name, remoteId: id, of });
    }
    return asked;
  }

  /** The first result that any way gives. */
  private async first<T>(what: string, ways: readonly Way<T>[], signal: AbortSignal): Promise<T | undefined> {
    const limit = { ms: questionMs, expire: () => new Fault('timeout', `${what} did not come within ${questionMs / 1000} s`) };
    for (const { key, ask } of ways) {
      if ((this.restingUntil.get(key) ?? 0) > this.timing.now()) continue;
      try {
        const found = await withTimeLimit(this.timing, limit, signal, ask);
        if (found !== undefined) return found;
      } catch (error) {
        signal.throwIfAborted();
        // A song without them is better than no song.
        this.warn(error, `cannot get ${what}`);
        this.rest(key, toFault(error));
      }
    }
    return undefined;
  }

  private rest(key: string, { retry, code }: Fault): void {
    const now = this.timing.now();
    for (const [resting, until] of this.restingUntil) if (until <= now) this.restingUntil.delete(resting);
    if (retry === 'later' || code === 'unauthenticated') this.restingUntil.set(key, now + restMs);
  }
}
