import { Fault, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, JsonShape, type OutboundRequest } from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';
import {
  type Album,
  type AlbumTrack,
  albumShape,
  albumsShape,
  commandShape,
  type QueueItem,
  queueShape,
  type RootFolder,
  rootFoldersShape,
  statusShape,
  type TrackFile,
  trackFilesShape,
  tracksShape,
} from './wire.js';

export interface LidarrSettings {
  /** Base address without a trailing slash, with the URL base if there is one. */
  readonly url: string;
  readonly apiKey: string;
}

const farewellMs = 3000;

/** An album exactly as looked up; adding it sends it back unchanged. */
const anyObjects = new JsonShape(Type.Array(Type.Object({ foreignAlbumId: Type.String() })));

/** Client of one Lidarr. */
export class LidarrClient {
  constructor(
    private readonly http: HttpClient,
    private readonly settings: LidarrSettings,
  ) {}

  async version(signal: AbortSignal): Promise<string> {
    return (await this.ask('system/status', statusShape, signal)).version;
  }

  lookUp(term: string, signal: AbortSignal): Promise<readonly Album[]> {
    return this.ask('album/lookup', albumsShape, signal, { term });
  }

  /** Undefined if it is not in the library. */
  async ownAlbum(foreignId: string, signal: AbortSignal): Promise<Album | undefined> {
    const albums = await this.ask('album', albumsShape, signal, { foreignAlbumId: foreignId });
    return albums.find((album) => album.foreignAlbumId === foreignId && (album.id ?? 0) > 0);
  }

  rootFolders(signal: AbortSignal): Promise<readonly RootFolder[]> {
    return this.ask('rootfolder', rootFoldersShape, signal);
  }

  /** Adds an album that is not in the library and searches for it, but not for the artist's other albums. */
  async addAlbum(foreignId: string, root: RootFolder, signal: AbortSignal): Promise<Album> {
    const found = await this.ask('album/lookup', anyObjects, signal, { term: `lidarr:${foreignId}` });
    const album = found.find((one) => one.foreignAlbumId === foreignId) as (Record<string, unknown> & { artist?: object }) | undefined;
    if (album === undefined) throw new Fault('not_found', 'Lidarr does not know this album');
    const artist = {
      ...album.artist,
      qualityProfileId: root.defaultQualityProfileId ?? 1,
      metadataProfileId: root.defaultMetadataProfileId ?? 1,
      rootFolderPath: root.path,
      monitored: true,
      addOptions: { monitor: 'none', searchForMissingAlbums: false },
    };
    const json = { ...album, artist, monitored: true, addOptions: { searchForNewAlbum: true } };
    return this.http.fetchJson({ ...this.request('POST', 'album', signal, {}, json), shape: albumShape, endpoint: 'lidarr album' });
  }

  /** Marks a known album as wanted and searches for it. Returns the command's id. */
  async searchAlbum(id: number, signal: AbortSignal): Promise<number> {
    await this.http.fetchBytes(this.request('PUT', 'album/monitor', signal, {}, { albumIds: [id], monitored: true }));
    const json = { name: 'AlbumSearch', albumIds: [id] };
    const command = { ...this.request('POST', 'command', signal, {}, json), shape: commandShape, endpoint: 'lidarr command' };
    return (await this.http.fetchJson(command)).id;
  }

  async commandStatus(id: number, signal: AbortSignal): Promise<string> {
    return (await this.ask(`command/${id}`, commandShape, signal)).status;
  }

  /** Only entries of this album: the queue also lists items that Lidarr could not assign. */
  async queueOf(albumId: number, signal: AbortSignal): Promise<readonly QueueItem[]> {
    const items = await this.ask('queue/details', queueShape, signal, { albumIds: String(albumId) });
    return items.filter((item) => item.albumId === albumId);
  }

  tracksOf(albumId: number, signal: AbortSignal): Promise<readonly AlbumTrack[]> {
    return this.ask('track', tracksShape, signal, { albumId: String(albumId) });
  }

  filesOf(albumId: number, signal: AbortSignal): Promise<readonly TrackFile[]> {
    return this.ask('trackfile', trackFilesShape, signal, { albumId: String(albumId) });
  }

  /** Removes the download of a caller who left. */
  async removeFromQueue(id: number): Promise<void> {
    const query = { removeFromClient: 'true', blocklist: 'false', skipRedownload: 'true' };
    try {
      await this.http.fetchBytes(this.request('DELETE', `queue/${id}`, AbortSignal.timeout(farewellMs), query));
    } catch {
      // It has already ended, or Lidarr is unreachable and the user will find it in Lidarr's queue.
    }
  }

  private async ask<S extends TSchema>(
    path: string,
    shape: JsonShape<S>,
    signal: AbortSignal,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Static<S>> {
    try {
      return await this.http.fetchJson({ ...this.request('GET', path, signal, query), shape, endpoint: `lidarr ${path}` });
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'unauthenticated') throw fault;
      throw new Fault(fault.code, 'Lidarr rejected the API key', { hint: 'Check LIDARR_API_KEY.', cause: error });
    }
  }

  /** A wrong base address redirects to Lidarr's pages: redirects are not followed. */
  private request(
    method: NonNullable<OutboundRequest['method']>,
    path: string,
    signal: AbortSignal,
    query: Readonly<Record<string, string>>,
    json?: unknown,
  ): OutboundRequest {
    const parameters = new URLSearchParams(query);
    return {
      method,
      url: `${this.settings.url}/api/v1/${path}${parameters.size > 0 ? `?${parameters}` : ''}`,
      trust: configuredAddress(this.settings.url),
      headers: { 'x-api-key': this.settings.apiKey },
      maxBytes: 32 * 1024 * 1024,
      attempts: 2,
      maxRedirects: 0,
      maxRetryAfterMs: 2000,
      // Lookups wait for Lidarr's own metadata service.
      headersTimeoutMs: 60_000,
      signal,
      ...(json === undefined ? {} : { json }),
    };
  }
}
