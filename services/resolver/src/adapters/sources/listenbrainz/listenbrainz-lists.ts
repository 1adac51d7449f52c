import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
import { plainTrack } from '../../../core/sources/described.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
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
import { plainText } from '../markup.js';
import { shortfall } from '../totals.js';
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
const chosenPool: Pool = { kind: 'playlist_square', externalId: 'listenbrainz', name: 'ListenBrainz' };
const chartPrefix = 'sitewide:';

/** Some cost a request, and a page must not take a minute. */
const playlistsPerPage = 50;

interface Listed {
  readonly id: string;
  readonly pools: readonly Pool[];
  /** Without tracks; undefined if it was not in a list. */
  readonly playlist: JspfPlaylist | undefined;
}

/** A user's playlists, those named by id, and the charts of the whole site. */
export class ListenBrainzLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  constructor(
    private readonly client: ListenBrainzClient,
    private readonly settings: ListSettings,
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { listed, notices: totals } = await this.listed(signal);
    const notices = page.after === undefined ? totals : [];
    const idOf = ({ id }: Listed): string => id;
    const { items, next } = await describedPage(listed, idOf, { ...page, limit: Math.min(page.limit, playlistsPerPage) }, async (one) => {
      const described = await orNothing(['not_found'], () => this.describe(one, signal));
      if (described === undefined) notices.push(`ListenBrainz has no playlist ${one.id}, or it is private; see LISTENBRAINZ_PLAYLISTS`);
      return described;
    });
    return { items: items.filter((one) => one !== undefined), next, notices };
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

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const { tracks, notices } = playlistId.startsWith(chartPrefix)
      ? await this.chart(playlistId.slice(chartPrefix.length), signal)
      : await this.playlist(playlistId, signal);
    return { ...pageByPosition(tracks, versionOf(tracks.map(plainTrack)), page), notices: page.after === undefined ? notices : [] };
  }

  private async chart(range: string, signal: AbortSignal): Promise<{ tracks: SourceTrack[]; notices: string[] }> {
    if (!Object.hasOwn(rangeNames, range)) throw new Fault('not_found', 'ListenBrainz has no chart of that range');
    const { chartSongs } = this.settings;
    const chart = await this.client.chart(range, chartSongs, signal);
    if (chart === undefined) throw new Fault('not_found', uncalculated(range), { retry: 'later' });
    const { entries, claimed = 0 } = chart;
    const notices = shortfall(`the chart "${rangeNames[range]}"`, Math.min(claimed, chartSongs), entries.length);
    return { tracks: entries.map(trackOfChart), notices };
  }

  private async playlist(id: string, signal: AbortSignal): Promise<{ tracks: SourceTrack[]; notices: string[] }> {
    const { track } = await this.read(id, signal);
    const nameless = track.filter(isNameless).length;
    const notice = `${nameless} ${nameless === 1 ? 'entry has' : 'entries have'} no name at ListenBrainz; kept under the id of the recording`;
    return { tracks: track.map(trackOfEntry), notices: nameless === 0 ? [] : [notice] };
  }

  private async read(id: string, signal: AbortSignal): Promise<JspfPlaylist> {
    if (!isMbid(id)) throw new Fault('not_found', 'this is not the MBID of a playlist at ListenBrainz');
    return this.client.playlist(id.toLowerCase(), signal);
  }

  private async describe({ id, pools, playlist: known }: Listed, signal: AbortSignal): Promise<SourcePlaylist> {
    const playlist = known ?? (await this.read(id, signal));
    const { title: name, annotation = '', extension } = playlist;
    const description = plainText(annotation);
    const changed = extension[playlistExtension].last_modified_at;
    // Without a time, only the songs show a change; lists of playlists leave them out.
    const state = changed ?? (await this.playlist(id, signal)).tracks.map(plainTrack);
    return { remoteId: id, name, description: description || undefined, pools, version: versionOf([name, description, state]) };
  }

  /** Each once, with every list that it is in. */
  private async listed(signal: AbortSignal): Promise<{ listed: Listed[]; notices: string[] }> {
    const found = new Map<string, Listed>();
    const notices: string[] = [];
    const add = (id: string, pool: Pool, playlist: JspfPlaylist | undefined): void => {
      const before = found.get(id);
      const pools = before?.pools ?? [];
      const isNew = pools.every(({ externalId }) => externalId !== pool.externalId);
      found.set(id, { id, pools: isNew ? [...pools, pool] : pools, playlist: before?.playlist ?? playlist });
    };
    const user = this.settings.user || (this.settings.hasToken ? await this.client.userOfToken(signal) : '');
    for (const list of user === '' ? [] : userLists) {
      const { playlists, claimed } = await this.client.playlists(user, list, signal);
      notices.push(...shortfall(`${user}/${list}`, claimed, playlists.length));
      for (const playlist of playlists) {
        const id = mbidOf(playlist.identifier);
        if (id === undefined) throw unexpected(`listenbrainz user/{name}/${list}`, 'identifier has no MBID');
        add(id, poolOf(user, list, playlist), playlist);
      }
    }
    for (const id of new Set(this.settings.playlists.map((one) => one.toLowerCase()))) if (!found.has(id)) add(id, chosenPool, undefined);
    return { listed: [...found.values()], notices };
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
