import { resolverV1 } from '@catalogsync/contracts';
import { streamOf } from '@catalogsync/rpc';
import type { Logger } from '@catalogsync/runtime';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { ScanProgress, ScanSummary } from '../../core/library/model.js';
import { ScanLibrary } from '../../core/library/scan-library.js';
import { LinkFollower } from '../../core/sources/follow-links.js';
import { SourceBrowser } from '../../core/sources/source-browser.js';
import { toPlaylist, toRecognisedLine, toScanProgress, toSource, toSummary, toTrack, toTrackFile } from './messages.js';
import { pacedSteps } from './paced-steps.js';

/** Tokens of the values that the module binds. */
export const logToken = Symbol('log');
/** Aborts when the service stops. */
export const stopSignalToken = Symbol('stop signal');

/** A page of a busy source waits for its turn, and has a limit of its own once that has come; a slower one is stuck. */
const pageTimeoutMs = 240_000;
/** A hundred short links of a slow host, some at a time. */
const linksTimeoutMs = 120_000;

/** gRPC edge of catalogsync.resolver.v1. */
@Controller()
@resolverV1.ResolverServiceControllerMethods()
export class ResolverController implements resolverV1.ResolverServiceController {
  constructor(
    @Inject(SourceBrowser) private readonly browser: SourceBrowser,
    @Inject(LinkFollower) private readonly links: LinkFollower,
    @Inject(ScanLibrary) private readonly scanner: ScanLibrary,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
    @Inject(logToken) private readonly log: Logger,
  ) {}

  async listSources(): Promise<resolverV1.ListSourcesResponse> {
    return { sources: this.browser.listSources().map(toSource) };
  }

  scanLibrary(): Observable<resolverV1.ScanLibraryResponse> {
    return streamOf((left) => this.scan(AbortSignal.any([left, this.stopping])));
  }

  async listPlaylists(request: resolverV1.ListPlaylistsRequest): Promise<resolverV1.ListPlaylistsResponse> {
    const page = { size: request.pageSize, token: request.pageToken };
    const { items, nextToken, notices } = await this.browser.listPlaylists(request.source, page, this.pageSignal());
    return { playlists: items.map(toPlaylist), nextPageToken: nextToken, notices: [...notices] };
  }

  async listPlaylistTracks(request: resolverV1.ListPlaylistTracksRequest): Promise<resolverV1.ListPlaylistTracksResponse> {
    const page = { size: request.pageSize, token: request.pageToken };
    const { source, remotePlaylistId } = request;
    const { items, nextToken, notices } = await this.browser.listPlaylistTracks(source, remotePlaylistId, page, this.pageSignal());
    return { tracks: items.map(toTrack), nextPageToken: nextToken, notices: [...notices] };
  }

  async listChangedTracks({
    source,
    pageSize: size,
    since,
  }: resolverV1.ListChangedTracksRequest): Promise<resolverV1.ListChangedTracksResponse> {
    const { items, position, isLast } = await this.browser.listChangedTracks(source, { size, since }, this.pageSignal());
    return { tracks: items.map(toTrack), position, isLast };
  }

  async listChangedFiles({
    source,
    pageSize: size,
    since,
  }: resolverV1.ListChangedFilesRequest): Promise<resolverV1.ListChangedFilesResponse> {
    const { items, goneTrackIds, ...end } = await this.browser.listChangedFiles(source, { size, since }, this.pageSignal());
    return { files: items.map(toTrackFile), goneTrackIds: [...goneTrackIds], ...end };
  }

  async listTrackFiles(request: resolverV1.ListTrackFilesRequest): Promise<resolverV1.ListTrackFilesResponse> {
    const page = { size: request.pageSize, token: request.pageToken };
    const { items, nextToken } = await this.browser.listTrackFiles(request.source, page, this.pageSignal());
    return { files: items.map(toTrackFile), nextPageToken: nextToken };
  }

  async recognisePlaylists(request: resolverV1.RecognisePlaylistsRequest): Promise<resolverV1.RecognisePlaylistsResponse> {
    const { byFormOnly, lines: given } = request;
    const { lines, platforms } = byFormOnly
      ? this.links.byForm(given)
      : await this.links.recognise(given, AbortSignal.any([this.stopping, AbortSignal.timeout(linksTimeoutMs)]));
    return { lines: lines.map(toRecognisedLine), platforms: [...platforms] };
  }

  private async *scan(signal: AbortSignal): AsyncGenerator<resolverV1.ScanLibraryResponse> {
    for await (const step of pacedSteps<ScanProgress, ScanSummary>((onProgress) => this.scanner.run({ signal, onProgress }))) {
      if (step.kind === 'report') yield toScanProgress(step.report);
      else {
        const { problems, duplicates, ...figures } = step.result;
        this.log.info({ ...figures, problems: problems.slice(0, 10) }, 'the library was scanned');
        yield toSummary(step.result);
      }
    }
  }

  private pageSignal(): AbortSignal {
    return AbortSignal.any([this.stopping, AbortSignal.timeout(pageTimeoutMs)]);
  }
}
