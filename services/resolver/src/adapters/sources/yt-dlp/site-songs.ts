import { Fault } from '@catalogsync/faults';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
import { isHostOf } from '../../../core/sources/playlist-addresses.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { idOfPlace, versionOf } from '../identity.js';
import { isSong, toHit, toTrack } from './entries.js';
import { entryShape, listShape } from './wire.js';
import type { YtDlp } from './yt-dlp.js';

/** A site that yt-dlp knows. */
export interface Site {
  readonly name: string;
  /** Prefix of yt-dlp's search, such as `ytsearch`. */
  readonly searchPrefix: string;
  readonly idPattern: RegExp;
  readonly addressOf: (id: string) => string;
  /** Its own, with their subdomains: only playlists there are read. */
  readonly hosts: readonly string[];
  /** The address of a playlist by the id in its links; undefined for an id of another form. */
  readonly playlistAt?: (id: string) => string | undefined;
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
    const { name, addressOf } = this.site;
    const entry = await orNothing(['not_found'], () =>
      this.ytDlp.describe(name, addressOf(remoteId), ['--no-playlist'], entryShape, signal),
    );
    return entry !== undefined && isSong(entry) ? toHit(entry) : undefined;
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    if (!this.site.idPattern.test(request.fetchKey)) throw new Fault('invalid_argument', `this is not an id from ${this.site.name}`);
    return { path: await this.ytDlp.download(this.site.name, this.site.addressOf(request.fetchKey), request, signal) };
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      for (const address of this.playlists) this.checkAddress(address);
      return `yt-dlp ${await this.ytDlp.version(signal)}`;
    }, signal);
  }

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const pools = [{ kind: 'named', externalId: this.site.name, name: this.site.name }] as const;
    return describedPage(this.playlists, idOfPlace, page, async (address) => {
      const { title, description, tracks } = await this.read(address, signal);
      return { remoteId: idOfPlace(address), name: title, description, pools, version: stateOf(tracks) };
    });
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    // Configured ones are listed under ids of their own; a playlist file names others by the ids in their links.
    const address = this.playlists.find((one) => idOfPlace(one) === playlistId) ?? this.site.playlistAt?.(playlistId);
    if (address === undefined) throw new Fault('not_found', `no such playlist of ${this.site.name} is configured`);
    const { tracks } = await this.read(address, signal);
    return pageByPosition(tracks, stateOf(tracks), page);
  }

  private async read(address: string, signal: AbortSignal): Promise<{ title: string; description?: string; tracks: SourceTrack[] }> {
    this.checkAddress(address);
    // The generic extractor would follow any address, and a page of the site may lead to one.
    const onlySites = ['--use-extractors', 'default,-generic'];
    const options = [...onlySites, '--flat-playlist', '-I', `1:${mostEntries}`, '--sleep-requests', '1'];
    const { title = '', description, entries } = await this.ytDlp.describe(this.site.name, address, options, listShape, signal);
    return { title, description: description || undefined, tracks: entries.filter(isSong).map(toTrack) };
  }

  /** yt-dlp opens any address, on this network too. */
  private checkAddress(address: string): void {
    const url = URL.parse(address);
    const { name, hosts } = this.site;
    if (url !== null && /^https?:$/.test(url.protocol) && isHostOf({ hosts }, url.hostname) && url.username === '' && url.password === '')
      return;
    throw new Fault('permission_denied', `a playlist of ${name} must be at ${hosts.join(' or ')}, not at ${url?.host || 'another place'}`, {
      hint: `Correct ${name.toUpperCase()}_PLAYLISTS.`,
    });
  }
}

function stateOf(tracks: readonly SourceTrack[]): string {
  return versionOf(tracks.map(({ remoteId, name, durationMs = 0 }) => [remoteId, name, durationMs]));
}
