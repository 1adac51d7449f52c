import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { plainExtension } from '../../../core/sources/described.js';
import type { FetchedFile, FetchProgress, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import { healthOf } from '../../../core/sources/health.js';
import { pageByKey, pageByPosition } from '../../../core/sources/paging.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { isSong, toHit, toTrack } from './entries.js';
import { entryShape, listShape } from './wire.js';
import type { YtDlp } from './yt-dlp.js';

/** A site that yt-dlp knows. */
export interface Site {
  readonly name: string;
  /** Prefix of yt-dlp's search, such as `ytsearch`. */
  readonly searchPrefix: string;
  readonly idPattern: RegExp;
  addressOf(id: string): string;
}

/** Longer lists are cut off here. */
const mostEntries = 2000;

/** Songs of one site through yt-dlp. There are no charts, only the playlists that the user names. */
export class SiteSongs implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker, PlaylistLister, PlaylistTrackLister {
  constructor(
    private readonly site: Site,
    private readonly ytDlp: YtDlp,
    private readonly playlists: readonly string[],
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const words = keyword.replace(/\s+/g, ' ').trim();
    if (words === '') return [];
    const { name, searchPrefix } = this.site;
    const list = await this.ytDlp.describe(name, `${searchPrefix}${limit}:${words}`, ['--flat-playlist'], listShape, signal);
    return list.entries.filter(isSong).slice(0, limit).map(toHit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!this.site.idPattern.test(remoteId)) return undefined;
    try {
      const entry = await this.ytDlp.describe(this.site.name, this.site.addressOf(remoteId), ['--no-playlist'], entryShape, signal);
      return isSong(entry) ? toHit(entry) : undefined;
    } catch (error) {
      if (toFault(error).code === 'not_found') return undefined;
      throw error;
    }
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    if (!this.site.idPattern.test(request.fetchKey)) throw new Fault('invalid_argument', `this is not an id from ${this.site.name}`);
    const target = {
      folder: request.stagingFolder,
      maxBytes: request.maxBytes,
      report: (progress: FetchProgress) => request.report(progress),
    };
    const path = await this.ytDlp.download(this.site.name, this.site.addressOf(request.fetchKey), target, signal);
    return { path, ext: plainExtension(extname(path)) };
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => `yt-dlp ${await this.ytDlp.version(signal)}`, signal);
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { items, next } = pageByKey(this.playlists, idOf, page);
    const playlists: SourcePlaylist[] = [];
    for (const address of items) {
      const { title, description, tracks } = await this.read(address, signal);
      const pools = [{ kind: 'playlist_square', externalId: this.site.name, name: this.site.name }] as const;
      playlists.push({ remoteId: idOf(address), name: title, description, pools, version: versionOf(tracks) });
    }
    return { items: playlists, next };
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const address = this.playlists.find((one) => idOf(one) === playlistId);
    if (address === undefined) throw new Fault('not_found', `no such playlist of ${this.site.name} is configured`);
    const { tracks } = await this.read(address, signal);
    return pageByPosition(tracks, versionOf(tracks), page);
  }

  private async read(address: string, signal: AbortSignal): Promise<{ title: string; description?: string; tracks: SourceTrack[] }> {
    const options = ['--flat-playlist', '-I', `1:${mostEntries}`, '--sleep-requests', '1'];
    const { title = '', description, entries } = await this.ytDlp.describe(this.site.name, address, options, listShape, signal);
    return { title, description: description || undefined, tracks: entries.filter(isSong).map(toTrack) };
  }
}

/** The address of a playlist may contain a secret that grants access to it. */
function idOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 32);
}

function versionOf(tracks: readonly SourceTrack[]): string {
  const state = tracks.map(({ remoteId, name, durationMs = 0 }) => [remoteId, name, durationMs]);
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);
}
