import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../core/sources/answers.js';
import { describedPage, pageByPosition } from '../../core/sources/paging.js';
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

/** No list is longer; a service that gives more is not telling the truth. */
export const longestList = 20_000;

/** A chart as the service lists it. */
export interface ListedChart {
  readonly id: string;
  readonly name: string;
  readonly coverUrl?: string | undefined;
  /** The heading that it stands under; the service's name if there is none. */
  readonly group?: string | undefined;
}

/** A chart or playlist that was read to its end. */
export interface WholeList {
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
  chart(id: string, reading: 'whole' | 'state', signal: AbortSignal): Promise<WholeList>;
  /** @throws Fault `not_found` */
  playlist(id: string, signal: AbortSignal): Promise<WholeList>;
}

/** Charts have numbers of their own, which may be those of playlists. */
const chartPrefix = 'chart:';
const listId = /^\d{1,20}$/;

/** The charts and playlists of a service whose lists can be read only as a whole. */
export class ServiceLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  /** Read for an earlier page of it. */
  private begun: { readonly id: string; readonly list: WholeList } | undefined;

  /** @param named ids of playlists that the user wants in any case */
  constructor(
    private readonly service: ListService,
    private readonly named: readonly string[],
  ) {}

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const charts = new Map<string, { readonly chart: ListedChart; readonly groups: Set<string> }>();
    for (const chart of await this.service.listedCharts(signal)) {
      const known = charts.get(chart.id) ?? { chart, groups: new Set<string>() };
      charts.set(chart.id, known);
      known.groups.add(chart.group || this.service.title);
    }
    const idOf = ({ chart }: { readonly chart: ListedChart }): string => chart.id;
    return this.described([...charts.values()], idOf, page, async ({ chart, groups }) => {
      const list = await this.service.chart(chart.id, 'state', signal);
      const pools = [...groups].map((group) => ({ kind: 'toplist', externalId: group, name: group }) as const);
      const about = { name: chart.name || list.name, coverUrl: list.coverUrl ?? chart.coverUrl };
      return described(`${chartPrefix}${chart.id}`, { ...list, ...about }, pools);
    });
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const ids = new Set([...this.named, ...(await this.service.recommended(signal))]);
    const pools = [{ kind: 'playlist_square', externalId: this.service.name, name: this.service.title }] as const;
    const same = (id: string): string => id;
    return this.described([...ids], same, page, async (id) => described(id, await this.read(id, signal), pools));
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const begun = page.after !== undefined && this.begun?.id === playlistId ? this.begun.list : undefined;
    const list = begun ?? (await this.read(playlistId, signal));
    const { items, next } = pageByPosition(list.tracks, versionOf(contentOf(list.tracks)), page);
    this.begun = next === undefined ? undefined : { id: playlistId, list };
    return { items, next, notices: next === undefined ? this.noticesOn(list) : [] };
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    const isChart = id.startsWith(chartPrefix);
    const bare = isChart ? id.slice(chartPrefix.length) : id;
    if (!listId.test(bare)) throw new Fault('not_found', `${this.service.title} has no such playlist`);
    return isChart ? this.service.chart(bare, 'whole', signal) : this.service.playlist(bare, signal);
  }

  /** One that is gone is left out with a notice, and does not take the others with it. */
  private async described<T>(
    listed: readonly T[],
    idOf: (one: T) => string,
    page: PageRequest,
    describe: (one: T) => Promise<SourcePlaylist>,
  ): Promise<Page<SourcePlaylist>> {
    const gone: string[] = [];
    const { items, next } = await describedPage(listed, idOf, page, async (one) => {
      const found = await orNothing(['not_found'], () => describe(one));
      if (found === undefined) gone.push(idOf(one));
      return found;
    });
    const notices = gone.map((id) => `${this.service.title} has no list ${id}.`);
    return { items: items.filter((item) => item !== undefined), next, notices };
  }

  private noticesOn({ name, tracks, claimed = tracks.length }: WholeList): string[] {
    if (claimed === tracks.length) return [];
    return [`${this.service.title} says that "${name}" has ${claimed} songs, but gives ${tracks.length}.`];
  }
}

function described(remoteId: string, list: WholeList, pools: readonly Pool[]): SourcePlaylist {
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
