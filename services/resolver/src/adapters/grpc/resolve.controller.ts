import { resolverResolveV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { actorOf, type RpcCall, streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { SearchProgress } from '../../core/candidates/recording-taker.js';
import type { Song } from '../../core/candidates/song.js';
import type { SongKey } from '../../core/choices/choices.js';
import { UserChoices } from '../../core/choices/user-choices.js';
import { LookUpSong } from '../../core/resolve/look-up-song.js';
import { type ResolveRequest, ResolveSong } from '../../core/resolve/resolve-song.js';
import { SearchSource } from '../../core/resolve/search-source.js';
import { decodePageToken, encodePageToken, invalidToken } from '../../core/sources/page-token.js';
import { knownOf } from '../../core/sources/unknown.js';
import { stepsOf } from './every-step.js';
import { toTrack } from './messages.js';
import { fromPolicy } from './ranking-messages.js';
import { fromSong, toCandidate, toManualMatch, toOutcome, toResolveProgress } from './resolve-messages.js';
import { stopSignalToken } from './resolver.controller.js';

const searchTimeoutMs = 120_000;
const longestTimeoutMs = 600_000;
const usualPage = 200;
const largestPage = 1000;
const matchList = ['manual-matches'];

/** gRPC edge of the ResolveService. */
@Controller()
@wire.ResolveServiceControllerMethods()
export class ResolveController implements wire.ResolveServiceController {
  constructor(
    @Inject(ResolveSong) private readonly resolver: ResolveSong,
    @Inject(SearchSource) private readonly searcher: SearchSource,
    @Inject(LookUpSong) private readonly lookUp: LookUpSong,
    @Inject(UserChoices) private readonly choices: UserChoices,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
  ) {}

  resolve(request: wire.ResolveRequest): Observable<wire.ResolveResponse> {
    return streamOf((left) => this.answerResolve(request, AbortSignal.any([left, this.stopping])));
  }

  async search(request: wire.SearchRequest): Promise<wire.SearchResponse> {
    const { source, query, song: named, limit, link } = request;
    const signal = AbortSignal.any([this.stopping, AbortSignal.timeout(searchTimeoutMs)]);
    const song = link === '' ? named && fromSong(named) : await this.lookUp.byLink(link, signal);
    const { hits, whyNoFiles = '' } = await this.searcher.run({ source, ...knownOf({ query, limit }), song }, signal);
    return { candidates: hits.map(toCandidate), whyNoFiles };
  }

  async lookUpTrack({ source, remoteId }: wire.LookUpTrackRequest): Promise<wire.LookUpTrackResponse> {
    const signal = AbortSignal.any([this.stopping, AbortSignal.timeout(searchTimeoutMs)]);
    return { track: toTrack(await this.lookUp.byId(source, remoteId, signal)) };
  }

  async setManualMatch(request: wire.SetManualMatchRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.SetManualMatchResponse> {
    return { match: toManualMatch(await this.choices.setMatch(request, actorOf(call))) };
  }

  async listManualMatches(request: wire.ListManualMatchesRequest): Promise<wire.ListManualMatchesResponse> {
    const size = pageSize(request.pageSize);
    const found = await this.choices.listMatches(afterSong(request.pageToken), size + 1, this.stopping);
    const matches = found.slice(0, size);
    const last = found.length > size ? matches.at(-1) : undefined;
    return { matches: matches.map(toManualMatch), nextPageToken: last === undefined ? '' : tokenAfter(last) };
  }

  async removeManualMatch(
    request: wire.RemoveManualMatchRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.RemoveManualMatchResponse> {
    await this.choices.removeMatch(request, actorOf(call));
    return {};
  }

  async rejectFile(request: wire.RejectFileRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.RejectFileResponse> {
    await this.choices.reject(request, actorOf(call));
    return {};
  }

  private async *answerResolve(message: wire.ResolveRequest, signal: AbortSignal): AsyncGenerator<wire.ResolveResponse> {
    const { link } = message;
    const song = link === '' ? message.song && fromSong(message.song) : await this.lookUp.byLink(link, signal);
    const request = fromRequest(message, song);
    for await (const step of stepsOf((report: (progress: SearchProgress) => void) => this.resolver.resolve(request, report, signal))) {
      yield step.kind === 'report' ? toResolveProgress(step.report) : toOutcome(step.result);
    }
  }
}

function fromRequest({ ownSource, sources, timeoutMs, policy }: wire.ResolveRequest, song: Song | undefined): ResolveRequest {
  if (song === undefined) throw new Fault('invalid_argument', 'the request names no song');
  if (timeoutMs < 0 || timeoutMs > longestTimeoutMs)
    throw new Fault('invalid_argument', `the time-out must be from 0 to ${longestTimeoutMs} ms`);
  return {
    song,
    ownSource: ownSource.trim() === '' ? undefined : ownSource,
    sources,
    timeoutMs: timeoutMs === 0 ? undefined : timeoutMs,
    policy: fromPolicy(policy),
  };
}

function pageSize(size: number): number {
  if (size === 0) return usualPage;
  if (Number.isInteger(size) && size >= 1 && size <= largestPage) return size;
  throw new Fault('invalid_argument', `the page size must be from 1 to ${largestPage}, or 0 for ${usualPage}`);
}

function tokenAfter({ platform, remoteId }: SongKey): string {
  return encodePageToken({ list: matchList, after: JSON.stringify([platform, remoteId]) });
}

function afterSong(token: string): SongKey | undefined {
  const after = decodePageToken(token, matchList);
  if (after === undefined) return undefined;
  const [platform, remoteId]: unknown[] = JSON.parse(after) as unknown[];
  if (typeof platform !== 'string' || typeof remoteId !== 'string') throw invalidToken();
  return { platform, remoteId };
}
