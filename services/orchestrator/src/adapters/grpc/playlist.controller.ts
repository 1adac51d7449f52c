import { orchestratorPlaylistsV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import { type PlaylistHistory, playlistNamed } from '../../core/catalogue/playlist-history.js';
import type { CatalogueLists } from '../../core/console/catalogue-lists.js';
import type { FollowLists } from '../../core/following/follow-lists.js';
import { nameTokenOf, pageTokenOf, parseNamePage, parsePage } from './job-pages.js';
import { toChangeMessage, toDetailMessage, toPlaylistMessage, toPlaylistName } from './playlist-messages.js';

export const playlistListsToken = Symbol('lists of playlists');
export const playlistHistoryToken = Symbol('history of playlists');
export const followListsToken = Symbol('lists that are downloaded');

/** The resolver names its sources. */
const followTimeoutMs = 60_000;

/** gRPC edge of PlaylistService. */
@Controller()
@wire.PlaylistServiceControllerMethods()
export class PlaylistController implements wire.PlaylistServiceController {
  constructor(
    @Inject(playlistListsToken) private readonly lists: Pick<CatalogueLists, 'playlists'>,
    @Inject(playlistHistoryToken) private readonly history: PlaylistHistory,
    @Inject(followListsToken) private readonly following: FollowLists,
  ) {}

  async listPlaylists(request: wire.ListPlaylistsRequest): Promise<wire.ListPlaylistsResponse> {
    const { limit, after } = parseNamePage(request, { max: 200, usual: 50 });
    const filter = { name: request.name || undefined, status: request.status || undefined };
    const found = await this.lists.playlists({ ...filter, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { playlists: page.map(toPlaylistMessage), nextPageToken: nameTokenOf(found.length > limit ? page.at(-1) : undefined) };
  }

  async getPlaylist({ name }: wire.GetPlaylistRequest): Promise<wire.GetPlaylistResponse> {
    return toDetailMessage(await playlistNamed(this.history, toPlaylistName(name)));
  }

  async followPlaylists(request: wire.FollowPlaylistsRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.FollowPlaylistsResponse> {
    const { playlists: names, source, follow } = request;
    const signal = AbortSignal.timeout(followTimeoutMs);
    if (source !== '') return { playlists: [], source: await this.following.source(source, follow, actorOf(call), signal) };
    const playlists = await this.following.playlists(names.map(toPlaylistName), follow, actorOf(call), signal);
    return { playlists: playlists.map(toPlaylistMessage), source: '' };
  }

  async listPlaylistChanges(request: wire.ListPlaylistChangesRequest): Promise<wire.ListPlaylistChangesResponse> {
    const { limit, id: before } = parsePage(request, { max: 50, usual: 20 });
    await playlistNamed(this.history, { id: request.playlistId });
    const found = await this.history.changes(request.playlistId, { before, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { changes: page.map(toChangeMessage), nextPageToken: pageTokenOf(found.length > limit ? page.at(-1)?.id : undefined) };
  }
}
