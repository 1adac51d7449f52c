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
import { type FoundList, listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage, playlistIdAt } from '../listed-playlists.js';
import { plainText } from '../markup.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { JamendoClient } from './client.js';
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

/** The user's choice of Jamendo's playlists, and its charts. The service does not say when a list changed: its songs show it. */
export class JamendoLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  constructor(
    private readonly client: JamendoClient,
    private readonly settings: ListSettings,
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const describe = async ({ id, pools }: PooledList<unknown>): Promise<SourcePlaylist> => {
      const { playlist, tracks } = await this.client.playlist(checked(id), signal);
      const name = plainText(playlist.name);
      return { remoteId: id, name, pools, version: versionOf([name, tracks.map(listedTrack)]) };
    };
    const missing = (id: string): string => `Jamendo has no playlist ${id}; see JAMENDO_PLAYLISTS`;
    return listedPage({ lists: listedOnce(await this.found(signal)), describe, missing, most: playlistsPerPage }, page);
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

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    if (charts.has(id)) return this.chart(id, signal);
    return { tracks: (await this.client.playlist(checked(id), signal)).tracks.map(listedTrack), notices: [] };
  }

  private async chart(order: string, signal: AbortSignal): Promise<WholeList> {
    const { tracks, claimed } = await this.client.tracks({ order }, this.settings.chartSongs, signal);
    const count = { service: 'Jamendo', list: `the chart "${charts.get(order)}"`, claimed, came: tracks.length };
    return { tracks: tracks.map((track) => toTrack(track)), notices: countNotices(count) };
  }

  /** Those that the user chose, and what searches found. */
  private async found(signal: AbortSignal): Promise<readonly FoundList<unknown>[]> {
    const { playlists, searches, perSearch } = this.settings;
    const found: FoundList<unknown>[] = namedLists(playlists, { kind: 'named', externalId: 'jamendo', name: 'Jamendo' });
    for (const words of new Set(searches)) {
      const pool: Pool = { kind: 'playlist_square', externalId: `search:${words}`, name: words };
      const lists = await this.client.playlistsNamed(words, perSearch, signal);
      found.push(
        ...namedLists(
          lists.map(({ id }) => String(id)),
          pool,
        ),
      );
    }
    return found;
  }
}

const checked = playlistIdAt('Jamendo', /^\d{1,20}$/);

/** The place in a playlist is no place on an album. */
const listedTrack = (track: Parameters<typeof toTrack>[0]): SourceTrack => toTrack(track, 0);
