import { mediaServerPlaylistsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { changePlaylist, readPlaylist } from '../../core/changes/change-playlist.js';
import { isCopy } from '../../core/changes/copy-name.js';
import { everyItem } from '../../core/changes/every-item.js';
import { MediaServerEngine, operationOf } from '../../core/engine/media-server-engine.js';
import { locatorBelow } from '../../core/mirror/locator.js';
import { mirrorPlaylist } from '../../core/mirror/mirror-playlist.js';
import type { LocatorOf } from '../../core/mirror/song-matcher.js';
import type { ServerPlaylists } from '../../core/servers/media-server.js';
import { doneValue, messagesOf } from './answers.js';
import { changeModes, toChange, toPlaylist, toWantedSong, trackWith } from './media-messages.js';
import { libraryRootToken } from './media-server.controller.js';
import { reported } from './reported.js';

/** For thousands of tracks on a slow server. */
const changeMs = 600_000;
const mostTracks = 20_000;

/** gRPC edge of ServerPlaylistService. */
@Controller()
@wire.ServerPlaylistServiceControllerMethods()
export class PlaylistController implements wire.ServerPlaylistServiceController {
  constructor(
    @Inject(MediaServerEngine) private readonly engine: MediaServerEngine,
    @Inject(libraryRootToken) private readonly libraryRoot: () => string,
  ) {}

  /** Without the copies that are there while playlists are changed. */
  listPlaylists(): Observable<wire.ListPlaylistsResponse> {
    return streamOf((signal) => {
      const steps = this.engine.list((server, name) => operationOf(server, name, 'playlists').list(signal));
      return messagesOf(steps, (playlists) => ({ playlists: playlists.filter(({ name }) => !isCopy(name)).map(toPlaylist) }));
    });
  }

  listPlaylistTracks({ playlistId }: wire.ListPlaylistTracksRequest): Observable<wire.ListPlaylistTracksResponse> {
    const toTrack = trackWith(this.locatorOf());
    return streamOf((signal) => {
      const steps = this.engine.list((server, name) => operationOf(server, name, 'playlists').entries(given(playlistId), signal));
      return messagesOf(steps, (entries) => ({ tracks: entries.map(({ track }) => toTrack(track)) }));
    });
  }

  async createPlaylist({ name, description, trackIds }: wire.CreatePlaylistRequest): Promise<wire.CreatePlaylistResponse> {
    const playlist = { name: namedAs(name), trackIds: few(trackIds), ...(description === '' ? {} : { description }) };
    return { playlistId: await this.withPlaylists((playlists, signal) => playlists.create(playlist, signal)) };
  }

  async copyPlaylist({ playlistId, name }: wire.CopyPlaylistRequest): Promise<wire.CopyPlaylistResponse> {
    const copyName = namedAs(name);
    const copyId = await this.withPlaylists(async (playlists, signal) => {
      const entries = await everyItem(playlists.entries(given(playlistId), signal));
      return playlists.create({ name: copyName, trackIds: entries.map(({ track }) => track.id) }, signal);
    });
    return { playlistId: copyId };
  }

  async changePlaylist(request: wire.ChangePlaylistRequest): Promise<wire.ChangePlaylistResponse> {
    const { playlistId, trackIds, dryRun, force } = request;
    const order = { trackIds: few(trackIds), mode: modeOf(request.mode), dryRun, force };
    const change = await this.withPlaylists(async (playlists, signal) =>
      changePlaylist(playlists, await readPlaylist(playlists, given(playlistId), signal), order, signal),
    );
    return { change: toChange(change, this.locatorOf()) };
  }

  mirrorPlaylist(request: wire.MirrorPlaylistRequest): Observable<wire.MirrorPlaylistResponse> {
    return streamOf((signal) => reported((report) => this.mirror(request, report, signal)));
  }

  private async mirror(
    { songs, mode, ...asked }: wire.MirrorPlaylistRequest,
    report: (progress: wire.MirrorPlaylistResponse) => void,
    signal: AbortSignal,
  ): Promise<wire.MirrorPlaylistResponse> {
    const order = { ...asked, name: namedAs(asked.name), songs: few(songs).map(toWantedSong), mode: modeOf(mode) };
    const locatorOf = this.locatorOf();
    const tell = (done: number): void => report({ progress: { done, total: songs.length } });
    const outcome = await this.engine.ask((server, name) =>
      mirrorPlaylist({ server, playlists: operationOf(server, name, 'playlists'), locatorOf }, order, tell, signal),
    );
    const { change, unmatched, ...about } = doneValue(outcome);
    return { result: { ...about, change: toChange(change, locatorOf), unmatched: [...unmatched] } };
  }

  private async withPlaylists<T>(work: (playlists: ServerPlaylists, signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(changeMs);
    return doneValue(await this.engine.ask((server, name) => work(operationOf(server, name, 'playlists'), signal)));
  }

  private locatorOf(): LocatorOf {
    return locatorBelow(this.libraryRoot());
  }
}

const modeOf = (mode: wire.ChangeMode) => changeModes.given(mode, 'change mode') ?? 'reconcile';

function given(playlistId: string): string {
  if (playlistId !== '') return playlistId;
  throw new Fault('invalid_argument', 'name a playlist by its id on the server');
}

function namedAs(name: string): string {
  if (name.trim() !== '') return name;
  throw new Fault('invalid_argument', 'a playlist needs a name');
}

function few<T>(items: readonly T[]): readonly T[] {
  if (items.length <= mostTracks) return items;
  throw new Fault('invalid_argument', `a playlist may have at most ${mostTracks} tracks here`);
}
