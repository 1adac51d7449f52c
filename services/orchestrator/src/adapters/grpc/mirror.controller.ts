import { orchestratorMirrorsV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { MirrorMode } from '../../core/media-server/media-server-peer.js';
import type { MirrorQuestions } from '../../core/media-server/mirror-store.js';
import type { Mirrors } from '../../core/media-server/mirrors.js';
import { pageTokenOf, parsePage } from './job-pages.js';
import { toMirrorMessage, toMode, toResultMessage } from './mirror-messages.js';
import { toPlaylistName } from './playlist-messages.js';

/** Tokens of what the module binds. */
export const mirrorsToken = Symbol('mirrors of playlists');
export const mirrorListsToken = Symbol('lists of mirrors');
export const mirrorModeToken = Symbol('how playlists are mirrored');

/** A thousand decisions. */
const chooseTimeoutMs = 30_000;

/** gRPC edge of MirrorService. */
@Controller()
@wire.MirrorServiceControllerMethods()
export class MirrorController implements wire.MirrorServiceController {
  constructor(
    @Inject(mirrorsToken) private readonly mirrors: Mirrors,
    @Inject(mirrorListsToken) private readonly lists: Pick<MirrorQuestions, 'listed'>,
    @Inject(mirrorModeToken) private readonly usual: MirrorMode,
  ) {}

  async listMirrors(request: wire.ListMirrorsRequest): Promise<wire.ListMirrorsResponse> {
    const { limit, id: after = 0 } = parsePage(request, { max: 200, usual: 50 });
    const found = await this.lists.listed({ after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const mirrors = page.map((mirror) => toMirrorMessage(mirror, this.usual));
    return { mirrors, nextPageToken: pageTokenOf(found.length > limit ? page.at(-1)?.id : undefined) };
  }

  async chooseMirrors(request: wire.ChooseMirrorsRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ChooseMirrorsResponse> {
    const choice = { isMirrored: request.mirror, mode: toMode(request.mode) };
    const names = request.playlists.map(toPlaylistName);
    const chosen = await this.mirrors.choose(names, choice, actorOf(call), AbortSignal.timeout(chooseTimeoutMs));
    return { mirrors: chosen.map((mirror) => toMirrorMessage(mirror, this.usual)) };
  }

  mirrorNow(request: wire.MirrorNowRequest, _metadata?: unknown, call?: RpcCall): Observable<wire.MirrorNowResponse> {
    const { dryRun, force } = request;
    return new Observable((subscriber) => {
      const left = new AbortController();
      const context = { signal: left.signal, report: (done: number, total: number) => subscriber.next({ progress: { done, total } }) };
      const mirror = async (): Promise<void> => {
        const order = { mode: toMode(request.mode), dryRun, force };
        const { playlist, mirrored } = await this.mirrors.now(toPlaylistName(request.playlist), order, actorOf(call), context);
        subscriber.next({ result: toResultMessage(playlist, mirrored) });
        subscriber.complete();
      };
      mirror().catch((error: unknown) => subscriber.error(error));
      return () => left.abort();
    });
  }
}
