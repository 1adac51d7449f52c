import { Fault } from '@catalogsync/faults';
import { plainTrack } from '../../../core/sources/described.js';
import { describedPage } from '../../../core/sources/paging.js';
import type {
  ChartLister,
  Page,
  PageRequest,
  PlaylistLister,
  PlaylistTrackLister,
  Pool,
  SourcePlaylist,
} from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import { unexpected } from '../layout.js';
import { type FoundList, listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage } from '../listed-playlists.js';
import { plainText } from '../markup.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { ListenBrainzClient, UserList } from './client.js';
import { userLists } from './client.js';
import { isMbid, isNameless, mbidOf, trackOfChart, trackOfEntry } from './tracks.js';
import { type JspfPlaylist, playlistExtension } from './wire.js';

export interface ListSettings {
  /** Whose playlists are listed; empty for the token's user, if there is a token. */
  readonly user: string;
  readonly hasToken: boolean;
  /** MBIDs of playlists that are always listed. */
  readonly playlists: readonly string[];
  readonly ranges: readonly string[];
  readonly chartSongs: number;
}

/** The ranges of statistics, with what their charts are called. */
export const rangeNames: Readonly<Record<string, string>> = {
  this_week: 'This week',
  this_month: 'This month',
  this_year: 'This year',
  week: 'Last week',
  month: 'Last month',
  quarter: 'Last quarter',
  half_yearly: 'Last half year',
  year: 'Last year',
  all_time: 'All time',
};

const chartPool: Pool = { kind: 'toplist', externalId: 'listenbrainz', name: 'ListenBrainz' };
const chosenPool: Pool = { kind: 'named', externalId: 'listenbrainz', name: 'ListenBrainz' };
const chartPrefix = 'sitewide:';

/** Some cost a request, and a page must not take a minute. */
const playlistsPerPage = 50;

/** Without tracks; undefined if it was not in a list. */
type Listed = JspfPlaylist | undefined;

/** A user's playlists, those named by id, and the charts of the whole site. */
export class ListenBrainzLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.whole(id, signal));

  constructor(
    private readonly client: ListenBrainzClient,
    private readonly settings: ListSettings,
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { found, notices } = await this.found(signal);
    const chosen = namedLists(
      this.settings.playlists.map((id) => id.toLowerCase()),
      chosenPool,
    );
    const lists = listedOnce<Listed>([...found, ...chosen]);
    const missing = (id: string): string => `ListenBrainz has no playlist ${id}, or it is private; see LISTENBRAINZ_PLAYLISTS`;
    return listedPage({ lists, describe: (one) => this.describe(one, signal), missing, notices, most: playlistsPerPage }, page);
  }

  /**
   * A chart that is not calculated yet stays listed, so that collect keeps it in its group; its version differs from any real one, and
   * reading its songs fails with `not_found`, so that sync keeps the songs of the last time.
   */
  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const notices: string[] = [];
    const same = (range: string): string => range;
    const described = await describedPage(this.settings.ranges, same, page, async (range) => {
      const chart = await this.client.chart(range, 1, signal);
      if (chart === undefined) notices.push(`${uncalculated(range)}; its songs stay as they were`);
      const { entries, claimed, updatedAt } = chart ?? { entries: [], claimed: undefined, updatedAt: undefined };
      const state = chart === undefined ? 'not calculated' : [updatedAt, claimed, entries, this.settings.chartSongs];
      return { remoteId: `${chartPrefix}${range}`, name: rangeNames[range] ?? range, pools: [chartPool], version: versionOf(state) };
    });
    return { ...described, notices };
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async whole(id: string, signal: AbortSignal): Promise<WholeList> {
    return id.startsWith(chartPrefix) ? this.chart(id.slice(chartPrefix.length), signal) : this.playlist(id, signal);
  }

  private async chart(range: string, signal: AbortSignal): Promise<WholeList> {
    if (!Object.hasOwn(rangeNames, range)) throw new Fault('not_found', 'ListenBrainz has no chart of that range');
    const { chartSongs: most } = this.settings;
    const chart = await this.client.chart(range, most, signal);
    if (chart === undefined) throw new Fault('not_found', uncalculated(range), { retry: 'later' });
    const { entries, claimed } = chart;
    const count = { service: 'ListenBrainz', list: `the chart "${rangeNames[range]}"`, claimed, came: entries.length, most };
    return { tracks: entries.map(trackOfChart), notices: countNotices(count) };
  }

  private async playlist(id: string, signal: AbortSignal): Promise<WholeList> {
    const { track } = await this.read(id, signal);
    const nameless = track.filter(isNameless).length;
    const notice = `${nameless} ${nameless === 1 ? 'entry has' : 'entries have'} no name at ListenBrainz; kept under the id of the recording`;
    return { tracks: track.map(trackOfEntry), notices: nameless === 0 ? [] : [notice] };
  }

  private async read(id: string, signal: AbortSignal): Promise<JspfPlaylist> {
    if (!isMbid(id)) throw new Fault('not_found', 'this is not the MBID of a playlist at ListenBrainz');
    return this.client.playlist(id.toLowerCase(), signal);
  }

  private async describe({ id, pools, list: known }: PooledList<Listed>, signal: AbortSignal): Promise<SourcePlaylist> {
    const playlist = known ?? (await this.read(id, signal));
    const { title: name, annotation = '', extension } = playlist;
    const description = plainText(annotation);
    const changed = extension[playlistExtension].last_modified_at;
    // Without a time, only the songs show a change; lists of playlists leave them out.
    const state = changed ?? (await this.playlist(id, signal)).tracks.map(plainTrack);
    return { remoteId: id, name, description: description || undefined, pools, version: versionOf([name, description, state]) };
  }

  private async found(signal: AbortSignal): Promise<{ found: readonly FoundList<JspfPlaylist>[]; notices: string[] }> {
    const found: FoundList<JspfPlaylist>[] = [];
    const notices: string[] = [];
    const user = this.settings.user || (this.settings.hasToken ? await this.client.userOfToken(signal) : '');
    for (const list of user === '' ? [] : userLists) {
      const { rows, total: claimed } = await this.client.playlists(user, list, signal);
      notices.push(...countNotices({ service: 'ListenBrainz', list: `${user}/${list}`, claimed, came: rows.length, of: 'playlist' }));
      for (const playlist of rows) {
        const id = mbidOf(playlist.identifier);
        if (id === undefined) throw unexpected(`listenbrainz user/{name}/${list}`, 'identifier has no MBID');
        found.push({ id, pool: poolOf(user, list, playlist), list: playlist });
      }
    }
    return { found, notices };
  }
}

const uncalculated = (range: string): string => `ListenBrainz has not calculated the chart "${rangeNames[range] ?? range}" yet`;

/** Lists made for a user get a new id each week; what made them is what stays. */
function poolOf(user: string, list: UserList, { extension }: JspfPlaylist): Pool {
  const kind = 'playlist_square';
  switch (list) {
    case 'playlists':
      return { kind, externalId: 'own', name: `Playlists of ${user}` };
    case 'playlists/collaborator':
      return { kind, externalId: 'collaborator', name: `Playlists that ${user} works on` };
    case 'playlists/createdfor': {
      const patch = extension[playlistExtension].additional_metadata?.algorithm_metadata?.source_patch || 'other';
      return { kind, externalId: `createdfor:${patch}`, name: `Made for ${user}: ${patch.replaceAll('-', ' ')}` };
    }
  }
}
