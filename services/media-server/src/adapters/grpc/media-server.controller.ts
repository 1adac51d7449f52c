import { mediaServerV1 as wire } from '@catalogsync/contracts';
import { Fault, toFault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { checkServer } from '../../core/check/check-server.js';
import { MediaServerEngine } from '../../core/engine/media-server-engine.js';
import { locatorBelow } from '../../core/mirror/locator.js';
import { folderOnServer, type ScanTime, scanLibrary } from '../../core/scan/scan-library.js';
import { doneValue, messagesOf } from './answers.js';
import { toAlbum, toArtist, toCheck, trackWith } from './media-messages.js';
import { reported } from './reported.js';

/** Tokens of what the module binds. */
export const serverNamesToken = Symbol('names of the servers');
export const libraryRootToken = Symbol('where the server sees our library');
export const scanTimeToken = Symbol('time');

/** Which server is chosen now, and which there are. */
export interface ServerNames {
  readonly available: readonly string[];
  /** Undefined if none is chosen. @throws Fault for settings that cannot be used */
  active(): Promise<string | undefined>;
}

/** A media server on the same network answers far sooner; a status request should not wait longer. */
const statusMs = 5_000;
/** A search of a large library takes long on some servers. */
const callMs = 60_000;
const checkMs = 120_000;
const mostFolders = 200;
const longestWaitSeconds = 21_600;

/** gRPC edge of MediaServerService. */
@Controller()
@wire.MediaServerServiceControllerMethods()
export class MediaServerController implements wire.MediaServerServiceController {
  constructor(
    @Inject(MediaServerEngine) private readonly engine: MediaServerEngine,
    @Inject(serverNamesToken) private readonly names: ServerNames,
    @Inject(libraryRootToken) private readonly libraryRoot: () => string,
    @Inject(scanTimeToken) private readonly time: ScanTime,
  ) {}

  /** Never fails: what is wrong is what it answers. */
  async getStatus(): Promise<wire.GetStatusResponse> {
    const nothing = { configured: false, active: '', connected: false, problem: '', hint: '', serverId: '', serverName: '', version: '' };
    const available = [...this.names.available];
    try {
      const active = await this.names.active();
      if (active === undefined) return { ...nothing, available };
      const outcome = await this.engine.connection(AbortSignal.timeout(statusMs));
      const known = { ...nothing, available, configured: true, active };
      if (outcome.kind !== 'done') return { ...known, problem: outcome.fault.message, hint: outcome.fault.hint ?? '' };
      const { id: serverId, name: serverName, version = '' } = outcome.value;
      return { ...known, connected: true, serverId, serverName, version };
    } catch (error) {
      const { message, hint = '' } = toFault(error);
      return { ...nothing, available, problem: message, hint };
    }
  }

  async checkServer(): Promise<wire.CheckServerResponse> {
    const checks = doneValue(await this.engine.ask((server) => checkServer(server, AbortSignal.timeout(checkMs))));
    return { checks: checks.map(toCheck) };
  }

  listArtists(): Observable<wire.ListArtistsResponse> {
    return streamOf((signal) => messagesOf(this.engine.allArtists(signal), (artists) => ({ artists: artists.map(toArtist) })));
  }

  listAlbumIds(): Observable<wire.ListAlbumIdsResponse> {
    return streamOf((signal) => messagesOf(this.engine.allAlbumIds(signal), (ids) => ({ ids: [...ids] })));
  }

  async searchTracks({ title, artist, limit }: wire.SearchTracksRequest): Promise<wire.SearchTracksResponse> {
    if (title.trim() === '') throw new Fault('invalid_argument', 'name the title to look for');
    const search = { title, artist, limit: within(limit, 15, 100) };
    const tracks = doneValue(await this.engine.searchTracks(search, AbortSignal.timeout(callMs)));
    return { tracks: tracks.map(trackWith(locatorBelow(this.libraryRoot()))) };
  }

  async listRecentAlbums({ limit }: wire.ListRecentAlbumsRequest): Promise<wire.ListRecentAlbumsResponse> {
    const albums = doneValue(await this.engine.recentlyAddedAlbums(within(limit, 400, 2_000), AbortSignal.timeout(callMs)));
    return { albums: albums.map(toAlbum) };
  }

  scanLibrary({ folders, waitSeconds }: wire.ScanLibraryRequest): Observable<wire.ScanLibraryResponse> {
    const root = this.libraryRoot();
    return streamOf((signal) =>
      reported(async (report: (progress: wire.ScanLibraryResponse) => void): Promise<wire.ScanLibraryResponse> => {
        const order = { folders: foldersOf(folders, root), waitMs: waitedMs(waitSeconds) };
        const tell = (ms: number): void => report({ progress: { seconds: seconds(ms) } });
        const outcome = await this.engine.ask((server) => scanLibrary(server, order, this.time, tell, signal));
        const { ended, ms, folders: scanned } = doneValue(outcome);
        return { result: { ended, seconds: seconds(ms), folders: [...scanned] } };
      }),
    );
  }
}

const seconds = (ms: number): number => Math.round(ms / 1000);

function within(given: number, usual: number, most: number): number {
  if (given > most) throw new Fault('invalid_argument', `ask for at most ${most}`);
  return given === 0 ? usual : given;
}

function foldersOf(folders: readonly string[], root: string): string[] {
  if (folders.length > mostFolders)
    throw new Fault('invalid_argument', `name at most ${mostFolders} folders, or none for the whole library`);
  return folders.map((folder) => folderOnServer(root, folder));
}

function waitedMs(waitSeconds: number): number {
  if (waitSeconds > longestWaitSeconds) throw new Fault('invalid_argument', `waits at most ${longestWaitSeconds} seconds`);
  return waitSeconds * 1000;
}
