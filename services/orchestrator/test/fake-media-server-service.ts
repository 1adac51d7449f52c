import { mediaServerPlaysV1 as playsWire, mediaServerV1 as service, mediaServerPlaylistsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc/testing';
import { silentLogger } from '@catalogsync/runtime';
import { Controller } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { ServerTrack, WantedSong } from '../src/core/media-server/media-server-peer.js';
import type { MemoryMediaServer } from './memory/memory-media-server.js';

const modes = {
  [wire.ChangeMode.CHANGE_MODE_APPEND]: 'append',
  [wire.ChangeMode.CHANGE_MODE_REPLACE]: 'replace',
} as Partial<Record<wire.ChangeMode, 'append' | 'replace'>>;
const kinds = {
  added: wire.TrackChangeKind.TRACK_CHANGE_KIND_ADDED,
  moved: wire.TrackChangeKind.TRACK_CHANGE_KIND_MOVED,
  removed: wire.TrackChangeKind.TRACK_CHANGE_KIND_REMOVED,
};
const trackMessage = ({ album = '', durationMs = 0, isrc = '', locator = '', artists, ...track }: ServerTrack): wire.Track => ({
  ...{ ...track, album, durationMs, isrc, locator },
  artists: [...artists],
});
const toSong = ({ songId, ...song }: wire.WantedSong): WantedSong => ({ ...song, id: Number(songId) });

async function* mirrorSteps(server: MemoryMediaServer, request: wire.MirrorPlaylistRequest, signal: AbortSignal) {
  const order = { ...request, remoteId: request.playlistId, songs: request.songs.map(toSong), mode: modes[request.mode] ?? 'reconcile' };
  for await (const step of server.mirror(order as never, signal)) {
    if (step.kind === 'progress') yield { progress: { done: step.done, total: step.total } };
    else {
      const { remoteId, created, unmatched, changes, ...counts } = step.result;
      const tracks = changes.map(({ kind, track, position }) => ({ kind: kinds[kind], track: trackMessage(track), position }));
      yield { result: { playlistId: remoteId, created, unmatched: unmatched.map(String), change: { ...counts, tracks } } };
    }
  }
}

async function* scanSteps(server: MemoryMediaServer, { folders, waitSeconds }: service.ScanLibraryRequest) {
  for await (const step of server.scan(folders, waitSeconds)) {
    if (step.kind === 'progress') yield { progress: { seconds: step.seconds } };
    else yield { result: { ended: step.ended, seconds: step.seconds, folders } };
  }
}

async function* playPages(server: MemoryMediaServer, limit: number) {
  for await (const page of server.plays(limit)) yield { plays: page.map((play) => ({ ...play, track: trackMessage(play.track) })) };
}

async function* countPages(server: MemoryMediaServer) {
  for await (const page of server.playCounts()) {
    yield { counts: page.map(({ lastPlayedAt = 0, count, track }) => ({ count, lastPlayedAt, track: trackMessage(track) })) };
  }
}

const notHere = (): never => {
  throw new Fault('unsupported', 'not here');
};
/** Makes a controller of a class that answers what the orchestrator asks; the rest is not here. */
function controllerOf<C extends { prototype: object }>(type: C, definition: object, decorate: (type: C) => void): C {
  for (const name of Object.keys(definition)) {
    if (!Object.hasOwn(type.prototype, name)) Object.defineProperty(type.prototype, name, { value: notHere, configurable: true });
  }
  decorate(type);
  return type;
}

/** The media-server service in front of a server in memory, as far as the orchestrator calls it. */
export function startFakeMediaServer(address: string, server: MemoryMediaServer): Promise<RpcServer> {
  @Controller()
  class FakeServer {
    getStatus(): Promise<service.GetStatusResponse> {
      return server.status().then((status) => ({ ...status, available: ['memory'], version: '' }));
    }
    scanLibrary(request: service.ScanLibraryRequest): Observable<service.ScanLibraryResponse> {
      return streamOf(() => scanSteps(server, request));
    }
  }
  @Controller()
  class FakePlaylists {
    mirrorPlaylist(request: wire.MirrorPlaylistRequest): Observable<wire.MirrorPlaylistResponse> {
      return streamOf((signal) => mirrorSteps(server, request, signal));
    }
  }
  @Controller()
  class FakePlays {
    listPlays({ limit }: playsWire.ListPlaysRequest): Observable<playsWire.ListPlaysResponse> {
      return streamOf(() => playPages(server, limit));
    }
    listPlayCounts(): Observable<playsWire.ListPlayCountsResponse> {
      return streamOf(() => countPages(server));
    }
  }
  const controllers = [
    controllerOf(FakeServer, service.MediaServerServiceService, service.MediaServerServiceControllerMethods()),
    controllerOf(FakePlaylists, wire.ServerPlaylistServiceService, wire.ServerPlaylistServiceControllerMethods()),
    controllerOf(FakePlays, playsWire.ServerPlayServiceService, playsWire.ServerPlayServiceControllerMethods()),
  ];
  const definitions = {
    'catalogsync.mediaserver.v1.MediaServerService': service.MediaServerServiceService,
    'catalogsync.mediaserver.v1.ServerPlaylistService': wire.ServerPlaylistServiceService,
    'catalogsync.mediaserver.v1.ServerPlayService': playsWire.ServerPlayServiceService,
  };
  return startRpcServer({ module: { module: class Root {}, controllers }, definitions, address, log: silentLogger() });
}
