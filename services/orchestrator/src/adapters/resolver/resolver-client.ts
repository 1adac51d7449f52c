import { resolverV1 } from '@catalogsync/contracts';
import { Fault, toFault } from '@catalogsync/faults';
import { createRpcClient, endIfSilent, type RpcClient } from '@catalogsync/rpc';
import type { PlaylistRecogniser, Recognised } from '../../core/playlist-file/playlist-recogniser.js';
import type {
  LibraryScanner,
  ListedPlaylist,
  ScanProgress,
  ScanSummary,
  Source,
  SourceCatalog,
  Track,
  TrackFile,
} from '../../core/sources/source-catalog.js';
import { toPlaylist, toRecognisedLine, toScanStep, toSource, toTrack, toTrackFile } from './resolver-messages.js';

/** A page is read from the resolver's own database or from a remote service with its own, shorter limits. */
const pageDeadlineMs = 60_000;
/** A first scan reads every file, which takes hours on a slow disk; only silence means a dead scan. */
const scanDeadlineMs = 24 * 3_600_000;
const scanSilentMs = 600_000;
/** Lines are only parsed; no source is asked. */
const recogniseDeadlineMs = 10_000;

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string;
}

/** The sources, over catalogsync.resolver.v1. */
export class ResolverClient implements SourceCatalog, LibraryScanner, PlaylistRecogniser {
  private readonly rpc: RpcClient<typeof resolverV1.ResolverServiceService>;

  constructor(address: string) {
    this.rpc = createRpcClient(resolverV1.ResolverServiceService, { address, service: 'resolver' });
  }

  async sources(signal: AbortSignal): Promise<Source[]> {
    const { sources } = await this.rpc.listSources({}, { deadlineMs: pageDeadlineMs, signal });
    return sources.map(toSource);
  }

  playlists(source: string, signal: AbortSignal): AsyncIterable<readonly ListedPlaylist[]> {
    return pages(async (pageToken) => {
      const page = await this.rpc.listPlaylists({ source, pageSize: 500, pageToken }, { deadlineMs: pageDeadlineMs, signal });
      return { items: page.playlists.map(toPlaylist), next: page.nextPageToken };
    });
  }

  tracks(source: string, remotePlaylistId: string, signal: AbortSignal): AsyncIterable<readonly Track[]> {
    return pages(async (pageToken) => {
      const request = { source, remotePlaylistId, pageSize: 1000, pageToken };
      const page = await this.rpc.listPlaylistTracks(request, { deadlineMs: pageDeadlineMs, signal });
      return { items: page.tracks.map(toTrack), next: page.nextPageToken };
    });
  }

  files(source: string, signal: AbortSignal): AsyncIterable<readonly TrackFile[]> {
    return pages(async (pageToken) => {
      const page = await this.rpc.listTrackFiles({ source, pageSize: 5000, pageToken }, { deadlineMs: pageDeadlineMs, signal });
      return { items: page.files.map(toTrackFile), next: page.nextPageToken };
    });
  }

  async *scan(signal: AbortSignal): AsyncIterable<ScanProgress | ScanSummary> {
    const open = (ended: AbortSignal) => this.rpc.scanLibrary({}, { deadlineMs: scanDeadlineMs, signal: ended });
    for await (const message of endIfSilent(open, { silentMs: scanSilentMs, signal, what: 'resolver' })) {
      const step = toScanStep(message);
      if (step !== undefined) yield step;
    }
  }

  async recognise(lines: readonly string[], signal: AbortSignal): Promise<Recognised> {
    try {
      const answer = await this.rpc.recognisePlaylists({ lines: [...lines] }, { deadlineMs: recogniseDeadlineMs, signal });
      return { lines: answer.lines.map(toRecognisedLine), platforms: answer.platforms };
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'unavailable' && fault.code !== 'timeout') throw fault;
      throw new Fault(fault.code, 'the resolver, which recognises playlist addresses, does not answer', {
        hint: 'Start the resolver, or correct RESOLVER_RPC, and try again.',
        cause: fault,
      });
    }
  }

  close(): void {
    this.rpc.close();
  }
}

/** @throws Fault `data_corrupt` if a list repeats its last page token: it would never end */
async function* pages<T>(read: (token: string) => Promise<Page<T>>): AsyncIterable<readonly T[]> {
  let token = '';
  do {
    const { items, next } = await read(token);
    yield items;
    if (next !== '' && next === token) throw new Fault('data_corrupt', 'resolver: a list does not end');
    token = next;
  } while (token !== '');
}
