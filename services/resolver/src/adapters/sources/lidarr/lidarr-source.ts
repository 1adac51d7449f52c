import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { copySynced } from '@catalogsync/runtime';
import type { AlbumFetcher, AlbumFile, AlbumHit, AlbumSearcher, AlbumSearchRequest } from '../../../core/sources/albums.js';
import { healthOf } from '../../../core/sources/answers.js';
import { extensionOfName, wholeNumber } from '../../../core/sources/described.js';
import { type FetchRequest, type HealthChecker, type SourceHealth, stagedTrack } from '../../../core/sources/fetch.js';
import { fileWithin } from '../file-within.js';
import { AlbumDownload, type LidarrPace } from './album-download.js';
import type { LidarrClient } from './client.js';
import type { Album, RootFolder, TrackFile } from './wire.js';

/** Whole albums through the user's own Lidarr, which does not know single tracks (behaviour 200). */
export class LidarrSource implements AlbumSearcher, AlbumFetcher, HealthChecker {
  constructor(
    private readonly client: LidarrClient,
    private readonly musicFolder: string,
    private readonly pace: LidarrPace,
  ) {}

  async searchAlbums({ artist, album, limit }: AlbumSearchRequest, signal: AbortSignal): Promise<readonly AlbumHit[]> {
    const term = `${artist} ${album}`.replace(/\s+/g, ' ').trim();
    // Lidarr reads a term that begins with a word and a colon as an id.
    if (term === '') return [];
    const albums = await this.client.lookUp(term.replace(/^(\w+):/, '$1 '), signal);
    return albums.slice(0, limit).map(toHit);
  }

  async fetchAlbum(request: FetchRequest, signal: AbortSignal): Promise<readonly AlbumFile[]> {
    const foreignId = request.fetchKey;
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(foreignId))
      throw new Fault('invalid_argument', 'this is not the id of a Lidarr album');
    const roots = await this.client.rootFolders(signal);
    const { albumId, artist, files } = await this.obtain(foreignId, roots, request, signal);
    const total = files.reduce((sum, { size = 0 }) => sum + size, 0);
    if (total > request.maxBytes) throw new Fault('data_corrupt', `the album is larger than the ${request.maxBytes} bytes allowed`);
    const tracks = await this.client.tracksOf(albumId, signal);
    const fetched: AlbumFile[] = [];
    for (const [index, file] of files.entries()) {
      const path = stagedTrack(request, extensionOfName(file.path), `track-${index + 1}`);
      await this.copy(file, roots, path, signal);
      const track = tracks.find(({ trackFileId }) => trackFileId === file.id);
      const { title = '', mediumNumber, absoluteTrackNumber, duration } = track ?? {};
      const place = { discNumber: wholeNumber(mediumNumber), trackNumber: wholeNumber(absoluteTrackNumber) };
      fetched.push({ path, title, artist, ...place, durationMs: wholeNumber(duration) });
    }
    return fetched;
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => `Lidarr ${await this.client.version(signal)}`, signal);
  }

  private async obtain(
    foreignId: string,
    roots: readonly RootFolder[],
    request: FetchRequest,
    signal: AbortSignal,
  ): Promise<{ albumId: number; artist: string; files: readonly TrackFile[] }> {
    const own = await this.client.ownAlbum(foreignId, signal);
    const album = own ?? (await this.client.addAlbum(foreignId, usable(roots), signal));
    const albumId = album.id ?? 0;
    if (albumId === 0) throw new Fault('data_corrupt', 'lidarr album: unexpected answer: id is missing');
    const artist = album.artist?.artistName ?? '';
    const { trackFileCount = 0, totalTrackCount = 0 } = album.statistics ?? {};
    if (trackFileCount > 0 && trackFileCount >= totalTrackCount)
      return { albumId, artist, files: await this.client.filesOf(albumId, signal) };
    const commandId = own === undefined ? undefined : await this.client.searchAlbum(albumId, signal);
    const download = new AlbumDownload(this.client, albumId, trackFileCount, this.pace);
    return { albumId, artist, files: await download.completed(commandId, request.report, signal) };
  }

  /** Lidarr's files stay where they are: they belong to the user. */
  private async copy(file: TrackFile, roots: readonly RootFolder[], to: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw toFault(signal.reason);
    const root = roots.find(({ path }) => file.path.startsWith(`${path.replace(/[\\/]+$/, '')}/`));
    const rest = root === undefined ? undefined : file.path.slice(root.path.replace(/[\\/]+$/, '').length + 1);
    try {
      const from = join(this.musicFolder, rest ?? '');
      if (rest === undefined || (await fileWithin(from, this.musicFolder)) === undefined) throw notThere();
      await copySynced(from, to);
    } catch (error) {
      const fault = toFault(error);
      throw fault.code === 'not_found' ? notThere(error) : fault;
    }
  }
}

function notThere(cause?: unknown): Fault {
  return new Fault('failed_precondition', 'Lidarr has the album, but its files are not under LIDARR_MUSIC_DIR', {
    hint: 'Set it to the root folder of Lidarr as this machine sees it.',
    cause,
  });
}

function usable(roots: readonly RootFolder[]): RootFolder {
  const root = roots.find(({ accessible = true }) => accessible);
  if (root !== undefined) return root;
  throw new Fault('failed_precondition', 'Lidarr has no writable root folder', { hint: 'Add one in its settings.' });
}

function toHit({ foreignAlbumId, title, artist, releaseDate = '', releases = [] }: Album): AlbumHit {
  const release = releases.find(({ monitored }) => monitored) ?? releases[0];
  const year = wholeNumber(Number(/^[12]\d{3}/.exec(releaseDate)?.[0] ?? 0));
  const trackCount = wholeNumber(release?.trackCount);
  return { remoteId: foreignAlbumId, name: title, artist: artist?.artistName || undefined, year, trackCount, fetchKey: foreignAlbumId };
}
