import { Fault } from '@catalogsync/faults';
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
import { plainText } from '../markup.js';
import { shortfall } from '../totals.js';
import type { JamendoClient, PlaylistTracks } from './client.js';
import { toTrack } from './tracks.js';

export interface ListSettings {
  /** Ids of playlists that are always listed. */
  readonly playlists: readonly string[];
  /** Words; playlists with them in their names are listed. */
  readonly searches: readonly string[];
  /** Playlists listed per search. */
  readonly perSearch: number;
  readonly chartSongs: number;
}

/** The service's own orders, by id. */
const charts: ReadonlyMap<string, string> = new Map([
  ['popularity_week', 'Most popular this week'],
  ['popularity_month', 'Most popular this month'],
  ['popularity_total', 'Most popular of all time'],
]);

const chartPool: Pool = { kind: 'toplist', externalId: 'jamendo', name: 'Jamendo' };

/** Each costs a request, and a page must not take a minute. */
const playlistsPerPage = 50;

interface Listed {
  readonly id: string;
  readonly pools: readonly Pool[];
}

/** The user's choice of Jamendo's playlists, and its charts. The service does not say when a list changed: its songs show it. */
export class JamendoLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  constructor(
    private readonly client: JamendoClient,
    private readonly settings: ListSettings,
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const idOf = ({ id }: Listed): string => id;
    const gone: string[] = [];
    const described = await describedPage(
      await this.listed(signal),
      idOf,
      { ...page, limit: Math.min(page.limit, playlistsPerPage) },
      async ({ id, pools }) => {
        const found = await this.find(id, signal);
        if (found === undefined) {
          gone.push(`Jamendo has no playlist ${id}; see JAMENDO_PLAYLISTS`);
          return [];
        }
        const name = plainText(found.playlist.name);
        return [{ remoteId: id, name, pools, version: versionOf([name, found.tracks.map(listedTrack)]) }];
      },
    );
    return { items: described.items.flat(), next: described.next, notices: gone };
  }

  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return describedPage(
      [...charts],
      ([id]) => id,
      page,
      async ([id, name]) => {
        const { tracks } = await this.chart(id, signal);
        return { remoteId: id, name, pools: [chartPool], version: versionOf(tracks.map(plainTrack)) };
      },
    );
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const { tracks, notices } = charts.has(playlistId) ? await this.chart(playlistId, signal) : await this.playlist(playlistId, signal);
    return { ...pageByPosition(tracks, versionOf(tracks.map(plainTrack)), page), notices: page.after === undefined ? notices : [] };
  }

  private async chart(order: string, signal: AbortSignal): Promise<{ tracks: SourceTrack[]; notices: string[] }> {
    const { tracks, claimed } = await this.client.tracks({ order }, this.settings.chartSongs, signal);
    return {
      tracks: tracks.map((track) => toTrack(track)),
      notices: shortfall(`the chart "${charts.get(order)}"`, claimed, tracks.length),
    };
  }

  private async playlist(id: string, signal: AbortSignal): Promise<{ tracks: SourceTrack[]; notices: string[] }> {
    const found = await this.find(id, signal);
    if (found === undefined) throw new Fault('not_found', `Jamendo has no playlist ${id.slice(0, 40)}`);
    return { tracks: found.tracks.map(listedTrack), notices: [] };
  }

  private async find(id: string, signal: AbortSignal): Promise<PlaylistTracks | undefined> {
    return /^\d{1,20}$/.test(id) ? this.client.playlist(id, signal) : undefined;
  }

  /** Each once, with every search that found it. */
  private async listed(signal: AbortSignal): Promise<Listed[]> {
    const { playlists, searches, perSearch } = this.settings;
    const pools = new Map<string, Pool[]>();
    const add = (id: string, pool: Pool): void => {
      pools.set(id, [...(pools.get(id) ?? []), pool]);
    };
    for (const id of new Set(playlists)) add(id, { kind: 'playlist_square', externalId: 'jamendo', name: 'Jamendo' });
    for (const words of new Set(searches)) {
      const pool: Pool = { kind: 'playlist_square', externalId: `search:${words}`, name: words };
      const found = await this.client.playlistsNamed(words, perSearch, signal);
      for (const id of new Set(found.map((one) => String(one.id)))) add(id, pool);
    }
    return [...pools].map(([id, all]) => ({ id, pools: all }));
  }
}

/** The place in a playlist is no place on an album. */
const listedTrack = (track: Parameters<typeof toTrack>[0]): SourceTrack => toTrack(track, 0);
