import { Fault } from '@catalogsync/faults';
import type {
  ChartLister,
  Page,
  PageRequest,
  PlaylistLister,
  PlaylistTrackLister,
  Pool,
  SourcePlaylist,
} from '../../core/sources/source.js';
import type { SourceTrack } from '../../core/sources/source-track.js';
import { versionOf } from './identity.js';
import { listedOnce, namedLists, type PooledList } from './listed-once.js';
import { listedPage } from './listed-playlists.js';
import { countNotices } from './totals.js';
import { type WholeList, WholeLists } from './whole-lists.js';

/** A chart as the service lists it. */
export interface ListedChart {
  readonly id: string;
  readonly name: string;
  readonly coverUrl?: string | undefined;
  /** The heading that it stands under; the service's name if there is none. */
  readonly group?: string | undefined;
}

/** A chart or playlist that was read to its end. */
export interface DescribedList {
  readonly name: string;
  readonly description?: string | undefined;
  readonly coverUrl?: string | undefined;
  readonly playCount?: number | undefined;
  readonly tracks: readonly SourceTrack[];
  /** How many tracks the service says it has. */
  readonly claimed: number | undefined;
  /** What the service changes with the list, such as the time of its last update; the tracks decide if it has none. */
  readonly state?: string | undefined;
}

/** A service that names its charts and some of its playlists, and gives every list by its id. */
export interface ListService {
  /** The source's name. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  listedCharts(signal: AbortSignal): Promise<readonly ListedChart[]>;
  /** Ids of the playlists that it recommends. */
  recommended(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * @param reading `state` where its state is enough, if the service gives one: its tracks may be left out then
   * @throws Fault `not_found`
   */
  chart(id: string, reading: 'whole' | 'state', signal: AbortSignal): Promise<DescribedList>;
  /** @throws Fault `not_found` */
  playlist(id: string, signal: AbortSignal): Promise<DescribedList>;
}

/** Charts have numbers of their own, which may be those of playlists. */
const chartPrefix = 'chart:';
const listId = /^\d{1,20}$/;

/** The charts and playlists of a service whose lists can be read only as a whole. */
export class ServiceLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  /** @param named ids of playlists that the user wants in any case */
  constructor(
    private readonly service: ListService,
    private readonly named: readonly string[],
  ) {}

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { title } = this.service;
    const found = (await this.service.listedCharts(signal)).map((list) => {
      const group = list.group || title;
      return { id: list.id, pool: { kind: 'toplist', externalId: group, name: group } as const, list };
    });
    const describe = async ({ id, pools, list: listed }: PooledList<ListedChart>): Promise<SourcePlaylist> => {
      const list = await this.service.chart(id, 'state', signal);
      const about = { name: listed.name || list.name, coverUrl: list.coverUrl ?? listed.coverUrl };
      return described(`${chartPrefix}${id}`, { ...list, ...about }, pools);
    };
    return listedPage({ lists: listedOnce(found), describe, missing: (id) => `${title} has no chart ${id}` }, page);
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { name, title } = this.service;
    const pool = { externalId: name, name: title };
    const recommended = namedLists(await this.service.recommended(signal), { kind: 'playlist_square', ...pool });
    const lists = listedOnce([...namedLists(this.named, { kind: 'named', ...pool }), ...recommended]);
    const describe = async ({ id, pools }: PooledList<undefined>) => described(id, await this.list(id, signal), pools);
    return listedPage({ lists, describe, missing: (id) => `${title} has no playlist ${id}` }, page);
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    const { name, tracks, claimed } = await this.list(id, signal);
    return { tracks, notices: countNotices({ service: this.service.title, list: `"${name}"`, claimed, came: tracks.length }) };
  }

  private async list(id: string, signal: AbortSignal): Promise<DescribedList> {
    const isChart = id.startsWith(chartPrefix);
    const bare = isChart ? id.slice(chartPrefix.length) : id;
    if (!listId.test(bare)) throw new Fault('not_found', `${this.service.title} has no such playlist`);
    return isChart ? this.service.chart(bare, 'whole', signal) : this.service.playlist(bare, signal);
  }
}

function described(remoteId: string, list: DescribedList, pools: readonly Pool[]): SourcePlaylist {
  const { name, description, coverUrl, playCount, tracks, claimed, state } = list;
  const content = state === undefined ? contentOf(tracks) : [state, claimed ?? tracks.length];
  return {
    remoteId,
    name,
    ...(description && { description }),
    ...(coverUrl && { coverUrl }),
    ...(playCount && { playCount }),
    pools,
    version: versionOf([name, description ?? '', content]),
  };
}

/** Without covers and what else comes at another address, or in other words, each time. */
function contentOf(tracks: readonly SourceTrack[]): unknown {
  return tracks.map(({ remoteId, name }) => [remoteId, name]);
}
