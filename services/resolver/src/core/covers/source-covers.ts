import { Fault } from '@catalogsync/faults';
import type { CoverFetcher } from '../downloads/find-companions.js';
import { type Cover, type CoverKind, maxCoverBytes } from '../sources/companions.js';
import { requireConfigured } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';

/** The picture of a song as it came. */
export interface FoundCover {
  /** Undefined if there is none. */
  readonly kind: CoverKind | undefined;
  readonly stamp: string | undefined;
  readonly bytes: Uint8Array | undefined;
}

/** More songs than this are asked about in several calls. */
const mostSongs = 1_000;

/** Pictures of songs, from the sources that have any and from addresses. */
export class SourceCovers {
  constructor(
    private readonly sources: SourceRegistry,
    private readonly fetcher: CoverFetcher,
  ) {}

  /**
   * The picture of one song; a source without pictures has none.
   * @throws Fault `not_found` for an unknown source, otherwise as its `CoverSource`
   */
  async find(source: string, remoteId: string, signal: AbortSignal): Promise<FoundCover> {
    const found = this.sources.get(source);
    requireConfigured(found);
    const { covers, localCovers } = found;
    if (localCovers === undefined) {
      const bytes = sane(await covers?.cover(remoteId, signal));
      return { kind: bytes && 'platform', stamp: undefined, bytes };
    }
    // Taken before the picture: a change in between is then noticed the next time.
    const [stamp] = await localCovers.coverStamps([remoteId], signal);
    if (stamp === undefined) return { kind: undefined, stamp, bytes: undefined };
    const cover = await localCovers.localCover(remoteId, signal);
    const bytes = sane(cover?.bytes);
    return { kind: bytes && cover?.kind, stamp, bytes };
  }

  /** @throws Fault `invalid_argument` for more than 1,000 songs, `not_found` for an unknown source */
  async stamps(source: string, remoteIds: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    if (remoteIds.length > mostSongs) throw new Fault('invalid_argument', `at most ${mostSongs} songs are asked about at once`);
    const { localCovers } = this.sources.get(source);
    return localCovers === undefined ? remoteIds.map(() => undefined) : localCovers.coverStamps(remoteIds, signal);
  }

  /** @throws Fault `invalid_argument` for anything but an http or https address, otherwise as `CoverFetcher` */
  fetch(address: string, signal: AbortSignal): Promise<Cover> {
    const parsed = URL.parse(address);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      throw new Fault('invalid_argument', 'the address of a cover must begin with http:// or https://');
    }
    return this.fetcher.fetchCover(address, signal);
  }
}

/** A larger picture is as good as none: nothing could show it. */
function sane(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes !== undefined && bytes.length > 0 && bytes.length <= maxCoverBytes ? bytes : undefined;
}
