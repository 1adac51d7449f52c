import { Fault } from '@catalogsync/faults';
import type { AlbumFetcher, AlbumFile, AlbumHit, AlbumSearcher, AlbumSearchRequest } from '../sources/albums.js';
import type { CoverSource, LyricsSource } from '../sources/companions.js';
import type { FetchedFile, FetchRequest, TrackFetcher } from '../sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../sources/search.js';
import type { Source } from '../sources/source.js';
import { type CallLimits, SourceGate } from './source-gate.js';
import type { TimeLimit, Timing } from './timing.js';

/** Milliseconds that calls may take, without the wait for their turn. */
export interface CallTimes {
  readonly searchMs: number;
  /** Without a new byte. */
  readonly stallMs: number;
  /** For a whole file. */
  readonly fetchMs: number;
}

/** An album may take as many times longer than a file. */
const albumTimes = 6;

/**
 * The same source behind its gate: searches, refreshes, fetches and questions for lyrics and covers wait for their turn,
 * take their token and end in time. Everything else of it is passed through.
 */
export function gatedSource(source: Source, timing: Timing, times: CallTimes): Source {
  const gate = new SourceGate(source.name, source.limits, timing);
  const { searcher, refresher, fetcher, albumSearcher, albumFetcher, lyrics, covers } = source;
  // An album may take hours: nobody's search waits for that.
  const albums = new SourceGate(source.name, source.limits, timing);
  const limits = new Limits(source.name, gate, times);
  return {
    ...source,
    ...(searcher === undefined ? {} : { searcher: new GatedSearcher(searcher, limits) }),
    ...(refresher === undefined ? {} : { refresher: new GatedRefresher(refresher, limits) }),
    ...(fetcher === undefined ? {} : { fetcher: new GatedFetcher(fetcher, limits) }),
    ...(albumSearcher === undefined ? {} : { albumSearcher: new GatedAlbumSearcher(albumSearcher, limits) }),
    ...(albumFetcher === undefined ? {} : { albumFetcher: new GatedAlbumFetcher(albumFetcher, new Limits(source.name, albums, times)) }),
    ...(lyrics === undefined ? {} : { lyrics: new GatedLyrics(lyrics, limits) }),
    ...(covers === undefined ? {} : { covers: new GatedCovers(covers, limits) }),
  };
}

/** The gate with the times that hold for each kind of call. */
class Limits {
  private readonly searchLimits: CallLimits;
  private readonly fetchLimits: CallLimits;
  private readonly albumLimits: CallLimits;

  constructor(
    source: string,
    private readonly gate: SourceGate,
    { searchMs, stallMs, fetchMs }: CallTimes,
  ) {
    const limit = (ms: number, what: string): TimeLimit => ({ ms, expire: () => new Fault('timeout', `the source "${source}" ${what}`) });
    this.searchLimits = { total: limit(searchMs, `did not answer within ${searchMs / 1000} s`) };
    this.fetchLimits = {
      total: limit(fetchMs, `did not send the file within ${fetchMs / 60_000} minutes`),
      silence: limit(stallMs, `sent nothing for ${stallMs / 1000} s`),
    };
    // Somebody has to be found who has it: the source itself tells silence from waiting.
    this.albumLimits = { total: limit(albumTimes * fetchMs, `did not send the album within ${(albumTimes * fetchMs) / 60_000} minutes`) };
  }

  search<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.gate.run(call, this.searchLimits, signal);
  }

  fetch<T>(call: (signal: AbortSignal, alive: () => void) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.gate.run(call, this.fetchLimits, signal);
  }

  album<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.gate.run(call, this.albumLimits, signal);
  }
}

class GatedSearcher implements TrackSearcher {
  constructor(
    private readonly searcher: TrackSearcher,
    private readonly limits: Limits,
  ) {}

  searchTracks(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    return this.limits.search((limited) => this.searcher.searchTracks(request, limited), signal);
  }
}

class GatedRefresher implements TrackRefresher {
  constructor(
    private readonly refresher: TrackRefresher,
    private readonly limits: Limits,
  ) {}

  refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    return this.limits.search((limited) => this.refresher.refreshTrack(remoteId, limited), signal);
  }
}

class GatedFetcher implements TrackFetcher {
  constructor(
    private readonly fetcher: TrackFetcher,
    private readonly limits: Limits,
  ) {}

  fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    return this.limits.fetch((limited, alive) => {
      const report: FetchRequest['report'] = (progress) => {
        alive();
        request.report(progress);
      };
      return this.fetcher.fetchTrack({ ...request, report }, limited);
    }, signal);
  }
}

class GatedAlbumSearcher implements AlbumSearcher {
  constructor(
    private readonly searcher: AlbumSearcher,
    private readonly limits: Limits,
  ) {}

  searchAlbums(request: AlbumSearchRequest, signal: AbortSignal): Promise<readonly AlbumHit[]> {
    return this.limits.search((limited) => this.searcher.searchAlbums(request, limited), signal);
  }
}

class GatedAlbumFetcher implements AlbumFetcher {
  constructor(
    private readonly fetcher: AlbumFetcher,
    private readonly limits: Limits,
  ) {}

  fetchAlbum(request: FetchRequest, signal: AbortSignal): Promise<readonly AlbumFile[]> {
    return this.limits.album((limited) => this.fetcher.fetchAlbum(request, limited), signal);
  }
}

class GatedLyrics implements LyricsSource {
  constructor(
    private readonly source: LyricsSource,
    private readonly limits: Limits,
  ) {}

  lyrics(remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    return this.limits.search((limited) => this.source.lyrics(remoteId, limited), signal);
  }
}

class GatedCovers implements CoverSource {
  constructor(
    private readonly source: CoverSource,
    private readonly limits: Limits,
  ) {}

  cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.limits.search((limited) => this.source.cover(remoteId, limited), signal);
  }
}
