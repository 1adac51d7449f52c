import { resolverLibraryV1, resolverV1 } from '@catalogsync/contracts';
import { Fault, toFault } from '@catalogsync/faults';
import { clientOf, endIfSilent, pagesOf } from '@catalogsync/rpc';
import type { PlaylistRecogniser, Recognised } from '../../core/playlist-file/playlist-recogniser.js';
import type {
  ChangedFiles,
  ChangedTracks,
  LibraryFolder,
  LibraryFolders,
  LibraryNews,
  LibraryScanner,
  ListedPlaylist,
  ListPage,
  ScanProgress,
  ScanSummary,
  Source,
  SourceCatalog,
  Track,
  TrackFile,
  WatchedFolder,
} from '../../core/sources/source-catalog.js';
import { toPlaylist, toRecognisedLine, toScanStep, toSource, toTrack, toTrackFile, toWatchedFolder } from './resolver-messages.js';

/** Longer than the resolver's own limit for a page, which may wait for its turn at the source; shorter than a stalled item's. */
const pageDeadlineMs = 270_000;
const sourcesDeadlineMs = 60_000;
/** A first scan reads every file, which takes hours on a slow disk; only silence means a dead scan. */
const scanDeadlineMs = 24 * 3_600_000;
const scanSilentMs = 600_000;
/** The watch is begun anew then. */
const watchDeadlineMs = 7 * 24 * 3_600_000;
/** The resolver gives a sign of life every 20 s. */
const watchSilentMs = 90_000;
/** Lines are only parsed. */
const recogniseDeadlineMs = 10_000;
/** The hosts of a hundred short links are asked. */
const followDeadlineMs = 130_000;

/** The sources, over catalogsync.resolver.v1. */
export class ResolverClient
  extends clientOf({ ...resolverV1.ResolverServiceService, ...resolverLibraryV1.LibraryServiceService }, 'resolver')
  implements SourceCatalog, LibraryScanner, LibraryFolders, PlaylistRecogniser
{
  async sources(signal: AbortSignal): Promise<Source[]> {
    const { sources } = await this.rpc.listSources({}, { deadlineMs: sourcesDeadlineMs, signal });
    return sources.map(toSource);
  }

  async *playlists(source: string, signal: AbortSignal): AsyncIterable<ListPage<ListedPlaylist>> {
    const request = { source, pageSize: 500 };
    const limits = { deadlineMs: pageDeadlineMs, signal };
    for await (const { playlists, notices } of pagesOf((pageToken) => this.rpc.listPlaylists({ ...request, pageToken }, limits))) {
      yield { items: playlists.map(toPlaylist), notices };
    }
  }

  async *tracks(source: string, remotePlaylistId: string, signal: AbortSignal): AsyncIterable<ListPage<Track>> {
    const request = { source, remotePlaylistId, pageSize: 1000 };
    const limits = { deadlineMs: pageDeadlineMs, signal };
    for await (const { tracks, notices } of pagesOf((pageToken) => this.rpc.listPlaylistTracks({ ...request, pageToken }, limits))) {
      yield { items: tracks.map(toTrack), notices };
    }
  }

  async *files(source: string, signal: AbortSignal): AsyncIterable<readonly TrackFile[]> {
    const request = { source, pageSize: 5000 };
    const limits = { deadlineMs: pageDeadlineMs, signal };
    for await (const { files } of pagesOf((pageToken) => this.rpc.listTrackFiles({ ...request, pageToken }, limits))) {
      yield files.map(toTrackFile);
    }
  }

  async *changedTracks(source: string, since: string | undefined, signal: AbortSignal): AsyncIterable<ChangedTracks> {
    for (let from = since ?? ''; ; ) {
      const limits = { deadlineMs: pageDeadlineMs, signal };
      const { tracks, position, isLast } = await this.rpc.listChangedTracks({ source, since: from, pageSize: 500 }, limits);
      yield { items: tracks.map(toTrack), position };
      if (isLast) return;
      from = position;
    }
  }

  async *changedFiles(source: string, since: string, signal: AbortSignal): AsyncIterable<ChangedFiles> {
    for (let from = since; ; ) {
      const limits = { deadlineMs: pageDeadlineMs, signal };
      const { files, goneTrackIds: gone, ...page } = await this.rpc.listChangedFiles({ source, since: from, pageSize: 1000 }, limits);
      yield { items: files.map(toTrackFile), gone, position: page.position, isWhole: page.isWhole };
      if (page.isLast) return;
      from = page.position;
    }
  }

  async *scan(signal: AbortSignal, folders?: readonly LibraryFolder[]): AsyncIterable<ScanProgress | ScanSummary> {
    const open = (ended: AbortSignal): AsyncIterable<resolverLibraryV1.ScanFoldersResponse> => {
      const limits = { deadlineMs: scanDeadlineMs, signal: ended };
      return folders === undefined ? this.rpc.scanLibrary({}, limits) : this.rpc.scanFolders({ folders: [...folders] }, limits);
    };
    for await (const message of endIfSilent(open, { silentMs: scanSilentMs, signal, what: 'resolver' })) {
      const step = toScanStep(message);
      if (step !== undefined) yield step;
    }
  }

  async watched(signal: AbortSignal): Promise<WatchedFolder[]> {
    return (await this.rpc.getWatch({}, { deadlineMs: sourcesDeadlineMs, signal })).watched.map(toWatchedFolder);
  }

  async *watch(signal: AbortSignal): AsyncIterable<LibraryNews> {
    const open = (ended: AbortSignal) => this.rpc.watchLibrary({}, { deadlineMs: watchDeadlineMs, signal: ended });
    for await (const { watched, folders } of endIfSilent(open, { silentMs: watchSilentMs, signal, what: 'resolver' }))
      yield { watched: watched.map(toWatchedFolder), changed: folders };
  }

  recognise(lines: readonly string[], signal: AbortSignal): Promise<Recognised> {
    return this.recogniseLines({ lines: [...lines], byFormOnly: false }, followDeadlineMs, signal);
  }

  recogniseByForm(lines: readonly string[], signal: AbortSignal): Promise<Recognised> {
    return this.recogniseLines({ lines: [...lines], byFormOnly: true }, recogniseDeadlineMs, signal);
  }

  private async recogniseLines(
    request: resolverV1.RecognisePlaylistsRequest,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<Recognised> {
    try {
      const answer = await this.rpc.recognisePlaylists(request, { deadlineMs, signal });
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
}
