import { setTimeout as sleep } from 'node:timers/promises';
import {
  resolverDownloadsV1,
  resolverRankingV1,
  resolverResolveV1,
  resolverSettingsV1,
  resolverUpkeepV1,
  resolverV1,
  snapshotV1,
} from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc/testing';
import { silentLogger } from '@catalogsync/runtime';
import { Controller } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { fakeResolveService } from './fake-resolve-service.js';
import { FakeSources, fakeQuarantineService, fakeRankingService, fakeSettingsService } from './fake-source-services.js';
import { fakeUpkeepService } from './fake-upkeep-service.js';
import { MemoryPlaylistRecogniser } from './memory/memory-playlist-recogniser.js';

export interface FakeAlbum {
  readonly remoteId: string;
  readonly name: string;
  readonly version: string;
  readonly pools: readonly resolverV1.Pool[];
  readonly tracks: readonly FakeTrack[];
}

export interface FakeTrack {
  readonly id: string;
  readonly name: string;
  readonly artists: readonly string[];
  readonly album?: string;
  readonly locator?: string;
  readonly quality?: string;
}

/** A library as the resolver would serve it; tests change it between jobs. */
export class FakeLibrary {
  albums: FakeAlbum[] = [];
  problems: resolverV1.ScanProblem[] = [];
  /** Tracks whose files are listed though no playlist has them. */
  strayFiles: FakeTrack[] = [];
  backendName = 'library-0011aabb';
  rootPath = '/music';
  /** Playlists that cannot be read, with their faults. */
  readonly broken = new Map<string, Fault>();
  scanFault: Fault | undefined = undefined;
  /** Holds the scan until aborted. */
  scanHangs = false;
  pageSize = 2;
  /** The source qq is configured; it has the playlists of the library, and no files. */
  qqConfigured = false;
  /** The list of qq fails with this. */
  qqFault: Fault | undefined = undefined;
  /** The list of qq breaks off after its first page. */
  qqBreaksOff = false;
  /** The list of qq does not answer. */
  qqHangs = false;
  /** Reads of these playlists hang until they leave the set. */
  readonly hanging = new Set<string>();
  /** Reads of these playlists never end: each page leads to itself. */
  readonly endless = new Set<string>();
  /** What a read of a playlist returns instead, unchecked. */
  readonly garbage = new Map<string, Partial<resolverV1.Track>>();
  readonly trackReads: string[] = [];
  /** Tracks whose files are gone and would be known again. */
  readonly remembered = new Set<string>();
  /** Files that the index remembers in vain. */
  rememberedInVain = 0;
  /** Songs that can be looked up by their ids, or why not. */
  readonly lookUps = new Map<string, FakeTrack | Fault>();
}

const pool = (kind: string, externalId: string, name: string): resolverV1.Pool => ({ kind, externalId, name, url: '' });
export const albums = pool('library', 'albums', 'Albums');
export const newest = pool('toplist', 'library_newest', 'Library');

function page<T>(all: readonly T[], size: number, token: string): { items: T[]; nextPageToken: string } {
  const from = token === '' ? 0 : Number(token);
  return { items: all.slice(from, from + size), nextPageToken: from + size < all.length ? String(from + size) : '' };
}

function toTrack(track: FakeTrack): resolverV1.Track {
  return {
    remoteId: track.id,
    name: track.name,
    artists: track.artists.map((name) => ({ remoteId: '', name })),
    album: track.album ?? '',
    albumArtist: track.artists[0] ?? '',
    durationMs: 200_000,
    isrc: '',
    trackNumber: 1,
    discNumber: 1,
    year: 2004,
    genre: '',
    coverUrl: '',
    ext: 'flac',
    fileSizeBytes: 1000,
    otherNames: [],
    metadataJson: '',
    ...{ composer: '', genres: [], bpm: 0, releaseDate: '', albumKind: '', replayGain: undefined, remoteAlbumId: '' },
    ...{ musicbrainzRecordingId: '', musicbrainzReleaseId: '', musicbrainzArtistIds: [], addedAtMs: 0, lyricsVersion: '' },
  };
}

function toFile(library: FakeLibrary, track: FakeTrack): resolverV1.TrackFile {
  return {
    remoteTrackId: track.id,
    backendName: library.backendName,
    rootPath: library.rootPath,
    locator: track.locator ?? `${track.id}.flac`,
    ext: 'flac',
    fileSizeBytes: 1000,
    qualityLabel: track.quality ?? 'lossless',
    bitrate: 900_000,
    sampleRate: 44_100,
    bitDepth: 16,
    durationMs: 200_000,
  };
}

const noLine = { platform: '', remoteId: '', url: '', reason: '', isSong: false };
const knownPlaylists = new MemoryPlaylistRecogniser({ qq: 'y.qq.com', library: '' });

/** Acts as the resolver over real gRPC. */
export function startFakeResolver(address: string, library: FakeLibrary, sources = new FakeSources()): Promise<RpcServer> {
  @Controller()
  @resolverV1.ResolverServiceControllerMethods()
  class FakeResolver implements resolverV1.ResolverServiceController {
    async listSources(): Promise<resolverV1.ListSourcesResponse> {
      const can = resolverV1.SourceCapability;
      const capabilities = [can.SOURCE_CAPABILITY_PLAYLISTS, can.SOURCE_CAPABILITY_CHARTS, can.SOURCE_CAPABILITY_LOCAL_FILES];
      return {
        sources: [
          { name: 'library', configured: true, capabilities, leftOut: [], aliases: ['own_files'] },
          {
            name: 'qq',
            configured: library.qqConfigured,
            capabilities: library.qqConfigured ? capabilities.slice(0, 2) : [],
            leftOut: [],
            aliases: [],
          },
        ],
      };
    }
    scanLibrary(): Observable<resolverV1.ScanLibraryResponse> {
      return streamOf(async function* (signal) {
        yield { progress: { filesSeen: 1, filesTotal: 2, filesRead: 1, currentPath: 'a.flac' } };
        if (library.scanHangs) await sleep(60_000, undefined, { signal });
        if (library.scanFault !== undefined) throw library.scanFault;
        const changes = { files: 2, added: 2, changed: 0, moved: 0, removed: 0, reread: 0 };
        const known = { duplicateCount: 0, duplicates: [], knownFaultCount: 0, setAsideCount: 0 };
        yield { summary: { ...changes, ...known, elapsedMs: 1, problemCount: library.problems.length, problems: library.problems } };
      });
    }
    async listPlaylists(request: resolverV1.ListPlaylistsRequest): Promise<resolverV1.ListPlaylistsResponse> {
      while (request.source === 'qq' && library.qqHangs) await sleep(10);
      if (request.source === 'qq' && library.qqFault !== undefined) throw library.qqFault;
      if (request.source === 'qq' && library.qqBreaksOff && request.pageToken !== '')
        throw new Fault('data_corrupt', 'qq charts: no field "list"');
      const { items, nextPageToken } = page(library.albums, library.pageSize, request.pageToken);
      const playlists = items.map(({ remoteId, name, version, pools }) => ({
        remoteId,
        name,
        version,
        description: '',
        coverUrl: '',
        playCount: 0,
        pools: [...pools],
      }));
      return { playlists, nextPageToken, notices: [] };
    }
    async listPlaylistTracks(request: resolverV1.ListPlaylistTracksRequest): Promise<resolverV1.ListPlaylistTracksResponse> {
      library.trackReads.push(request.remotePlaylistId);
      const fault = library.broken.get(request.remotePlaylistId);
      if (fault !== undefined) throw fault;
      while (library.hanging.has(request.remotePlaylistId)) await sleep(10);
      const odd = library.garbage.get(request.remotePlaylistId);
      if (odd !== undefined)
        return { tracks: [{ ...toTrack({ id: 'x', name: 'x', artists: [] }), ...odd }], nextPageToken: '', notices: [] };
      if (library.endless.has(request.remotePlaylistId)) return { tracks: [], nextPageToken: 'again', notices: [] };
      const album = library.albums.find((candidate) => candidate.remoteId === request.remotePlaylistId);
      if (album === undefined) throw new Fault('not_found', 'no such playlist');
      const { items, nextPageToken } = page(album.tracks, library.pageSize, request.pageToken);
      return { tracks: items.map(toTrack), nextPageToken, notices: [] };
    }
    async listChangedTracks(): Promise<resolverV1.ListChangedTracksResponse> {
      return { tracks: [], position: '1', isLast: true };
    }
    async listChangedFiles(): Promise<resolverV1.ListChangedFilesResponse> {
      return { files: [], goneTrackIds: [], position: '', isLast: true, isWhole: true };
    }
    async recognisePlaylists({ lines, byFormOnly }: resolverV1.RecognisePlaylistsRequest): Promise<resolverV1.RecognisePlaylistsResponse> {
      const never = new AbortController().signal;
      const answer = await (byFormOnly ? knownPlaylists.recogniseByForm(lines, never) : knownPlaylists.recognise(lines, never));
      return {
        platforms: [...answer.platforms],
        lines: answer.lines.map((line) => {
          if ('reason' in line) return { ...noLine, reason: line.reason };
          if ('shortLinkOf' in line) return { ...noLine, platform: line.shortLinkOf };
          if ('songId' in line) return { ...noLine, platform: line.platform, remoteId: line.songId, isSong: true };
          return { ...noLine, platform: line.platform, remoteId: line.remoteId, url: line.url ?? '' };
        }),
      };
    }
    async listTrackFiles(request: resolverV1.ListTrackFilesRequest): Promise<resolverV1.ListTrackFilesResponse> {
      const tracks = new Map([...library.albums.flatMap((album) => album.tracks), ...library.strayFiles].map((track) => [track.id, track]));
      const { items, nextPageToken } = page([...tracks.values()], library.pageSize, request.pageToken);
      return { files: items.map((track) => toFile(library, track)), nextPageToken };
    }
  }
  const lookUp = ({ source, remoteId }: resolverResolveV1.LookUpTrackRequest): resolverV1.Track => {
    const fault = library.lookUps.get(remoteId);
    if (fault instanceof Fault) throw fault;
    if (fault === undefined) throw new Fault('not_found', `${source} has no song with the id ${remoteId}`);
    return toTrack(fault);
  };
  return startRpcServer({
    module: {
      module: class Root {},
      controllers: [
        FakeResolver,
        fakeResolveService(lookUp),
        fakeUpkeepService(library),
        fakeRankingService(sources),
        fakeSettingsService(),
        fakeQuarantineService(sources),
      ],
    },
    definitions: {
      'catalogsync.resolver.v1.ResolverService': resolverV1.ResolverServiceService,
      'catalogsync.resolver.v1.ResolveService': resolverResolveV1.ResolveServiceService,
      'catalogsync.resolver.v1.UpkeepService': resolverUpkeepV1.UpkeepServiceService,
      'catalogsync.resolver.v1.RankingService': resolverRankingV1.RankingServiceService,
      'catalogsync.resolver.v1.SettingsService': resolverSettingsV1.SettingsServiceService,
      'catalogsync.resolver.v1.DownloadService': resolverDownloadsV1.DownloadServiceService,
    },
    address,
    log: silentLogger(),
  });
}

/** Counts the publications of the fake snapshot service. */
export class FakePublication {
  published = 0;
}

const counts = { playlistCount: 0, trackCount: 3, fileCount: 0, artistCount: 0, toplistCount: 0, dbSizeBytes: 1 };
const snapshot = { snapshotId: 'snap-1', generatedAt: '2026-11-21T08:30:05Z', sequence: 1, current: true, ...counts };

export function startFakeSnapshot(address: string, publication: FakePublication): Promise<RpcServer> {
  @Controller()
  @snapshotV1.SnapshotServiceControllerMethods()
  class FakeSnapshot implements snapshotV1.SnapshotServiceController {
    publish(): Observable<snapshotV1.PublishResponse> {
      return streamOf(async function* () {
        yield { progress: { phase: 'rows', done: 1, total: 2 } };
        publication.published += 1;
        yield { result: { snapshot, unchanged: false, elapsedMs: 1 } };
      });
    }
    async listSnapshots(): Promise<snapshotV1.ListSnapshotsResponse> {
      return { snapshots: publication.published > 0 ? [snapshot] : [], publication: { signedAt: 0, freshUntil: 0 } };
    }
    async refresh(): Promise<snapshotV1.RefreshResponse> {
      return {};
    }
    async verifySnapshot(): Promise<snapshotV1.VerifySnapshotResponse> {
      throw new Fault('not_found', 'no snapshot');
    }
    async rollback(): Promise<snapshotV1.RollbackResponse> {
      throw new Fault('not_found', 'no snapshot');
    }
  }
  return startRpcServer({
    module: { module: class Root {}, controllers: [FakeSnapshot] },
    definitions: { 'catalogsync.snapshot.v1.SnapshotService': snapshotV1.SnapshotServiceService },
    address,
    log: silentLogger(),
  });
}
