import { Fault } from '@catalogsync/faults';
import type { FetchRequest } from '../sources/fetch.js';
import type { Source } from '../sources/source.js';
import { CountedGate } from './counted-gate.js';
import { SourceCalls } from './source-calls.js';
import { type CallGate, type CallLimits, SourceGate } from './source-gate.js';
import type { TimeLimit, Timing } from './timing.js';
import { TokenBucket } from './token-bucket.js';

/** Time limits for calls in ms, not counting the wait for their turn. */
export interface CallTimes {
  readonly searchMs: number;
  /** Without a new byte. */
  readonly stallMs: number;
  /** For a whole file. */
  readonly fetchMs: number;
}

/** A page of a list may be made of many answers of the service. */
const pageMs = 60_000;

/** An album may take this many times as long as a file. */
const albumTimes = 6;

/**
 * The same source behind its gates: searches, refreshes, fetches, lists and questions for lyrics, covers and recordings wait for
 * their turn, take a token and end in time. Everything else is passed through.
 */
export function gatedSource(source: Source, gates: SourceGates, times: CallTimes): Source {
  const { questions, files, lists, albums } = gates.of(source);
  const { search, fetch, album, page } = limitsOf(source.name, times);
  const asked = <T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => questions.run(call, search, signal);
  const { searcher, refresher, fetcher, albumSearcher, albumFetcher, lyrics, covers, identifier } = source;
  return {
    ...source,
    ...gatedLists(source, lists, page),
    ...(searcher && { searcher: { searchTracks: (request, signal) => asked((own) => searcher.searchTracks(request, own), signal) } }),
    ...(refresher && { refresher: { refreshTrack: (id, signal) => asked((own) => refresher.refreshTrack(id, own), signal) } }),
    ...(fetcher && {
      fetcher: {
        fetchTrack: (request, signal) =>
          files.run((own, alive) => fetcher.fetchTrack({ ...request, report: reporting(request, alive) }, own), fetch, signal),
      },
    }),
    ...(albumSearcher && {
      albumSearcher: { searchAlbums: (request, signal) => asked((own) => albumSearcher.searchAlbums(request, own), signal) },
    }),
    ...(albumFetcher && {
      albumFetcher: { fetchAlbum: (request, signal) => albums.run((own) => albumFetcher.fetchAlbum(request, own), album, signal) },
    }),
    ...(lyrics && { lyrics: { lyrics: (id, signal) => asked((own) => lyrics.lyrics(id, own), signal) } }),
    ...(covers && { covers: { cover: (id, signal) => asked((own) => covers.cover(id, own), signal) } }),
    ...(identifier && {
      identifier: { identifyRecording: (song, signal) => asked((own) => identifier.identifyRecording(song, own), signal) },
    }),
  };
}

interface Gates {
  readonly questions: CallGate;
  /** Takes the same places as questions. */
  readonly files: CallGate;
  readonly lists: CallGate;
  /** An album may take hours, so it must not block searches. */
  readonly albums: CallGate;
}

/**
 * The gates of all sources. A source that is opened again keeps its gates while its limits are the same: calls that are
 * under way still count, and no token is given twice.
 */
export class SourceGates {
  private readonly byName = new Map<string, Gates & { readonly limits: string }>();

  constructor(
    private readonly timing: Timing,
    private readonly calls = new SourceCalls(timing),
  ) {}

  of({ name, limits }: Source): Gates {
    const text = JSON.stringify(limits ?? {});
    const known = this.byName.get(name);
    if (known?.limits === text) return known;
    const tokens = new TokenBucket(limits?.rate, this.timing);
    const gate = (shared?: TokenBucket): SourceGate => new SourceGate(name, limits, this.timing, undefined, shared);
    const counted = (one: CallGate, what: 'questions' | 'files'): CallGate => {
      return new CountedGate(one, what, this.calls.of(name), this.timing);
    };
    const shared = gate(tokens);
    const gates = {
      limits: text,
      questions: counted(shared, 'questions'),
      files: counted(shared, 'files'),
      lists: counted(gate(tokens), 'questions'),
      albums: counted(gate(), 'files'),
    };
    this.byName.set(name, gates);
    return gates;
  }
}

/**
 * Charts, playlists and their tracks, page by page. They have places of their own, so that files which take minutes do not
 * hold them up, and take tokens like everything else. A source with local files reads its own index and waits for nobody.
 */
function gatedLists(source: Source, gate: CallGate, limits: CallLimits): Pick<Source, 'playlists' | 'charts' | 'playlistTracks'> {
  const { playlists, charts, playlistTracks, trackFiles } = source;
  if (trackFiles !== undefined) return {};
  return {
    ...(playlists && {
      playlists: { listPlaylists: (page, signal) => gate.run((own) => playlists.listPlaylists(page, own), limits, signal) },
    }),
    ...(charts && { charts: { listCharts: (page, signal) => gate.run((own) => charts.listCharts(page, own), limits, signal) } }),
    ...(playlistTracks && {
      playlistTracks: {
        listPlaylistTracks: (id, page, signal) => gate.run((own) => playlistTracks.listPlaylistTracks(id, page, own), limits, signal),
      },
    }),
  };
}

/** The time limits for each kind of call. */
function limitsOf(source: string, { searchMs, stallMs, fetchMs }: CallTimes): Record<'search' | 'fetch' | 'album' | 'page', CallLimits> {
  const limit = (ms: number, what: string): TimeLimit => ({ ms, expire: () => new Fault('timeout', `the source "${source}" ${what}`) });
  return {
    page: { total: limit(pageMs, `did not send a page of a list within ${pageMs / 1000} s`) },
    search: { total: limit(searchMs, `did not answer within ${searchMs / 1000} s`) },
    fetch: {
      total: limit(fetchMs, `did not send the file within ${fetchMs / 60_000} minutes`),
      silence: limit(stallMs, `sent nothing for ${stallMs / 1000} s`),
    },
    // A peer that has the album must be found first; the source itself tells silence from waiting.
    album: { total: limit(albumTimes * fetchMs, `did not send the album within ${(albumTimes * fetchMs) / 60_000} minutes`) },
  };
}

/** Every report is a sign of life. */
function reporting(request: FetchRequest, alive: () => void): FetchRequest['report'] {
  return (progress) => {
    alive();
    request.report(progress);
  };
}
