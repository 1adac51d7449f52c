import { pageByPosition } from '../../../core/sources/paging.js';
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
import { everyRow, type RowsAt } from '../every-page.js';
import { versionOf } from '../identity.js';
import { type FoundList, listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage, playlistIdAt } from '../listed-playlists.js';
import { countNotices } from '../totals.js';
import type { NeteaseClient } from './client.js';
import { toTrack } from './songs.js';
import { isId, type ListedPlaylist } from './wire.js';

/** What the user wants listed. */
export interface NeteaseWishes {
  readonly categories: readonly string[];
  readonly playlistsPerCategory: number;
  /** Ids. */
  readonly playlists: readonly string[];
}

const listsPerRequest = 50;

/** The site's own headings; the answer only marks which charts are NetEase's. */
const ownCharts: Pool = { kind: 'toplist', externalId: 'netease', name: '云音乐特色榜' };
const otherCharts: Pool = { kind: 'toplist', externalId: 'world', name: '全球媒体榜' };
const chosenPool: Pool = { kind: 'named', externalId: 'chosen', name: 'NETEASE_PLAYLISTS' };

/** Charts, the most played playlists of categories, and the playlists that the user named. */
export class NeteaseLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  constructor(
    private readonly client: NeteaseClient,
    private readonly wishes: NeteaseWishes,
  ) {}

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const found = (await this.client.charts(signal)).map((list) => ({
      id: String(list.id),
      pool: list.ToplistType === undefined ? otherCharts : ownCharts,
      list,
    }));
    return listedPage({ lists: listedOnce(found), describe: (one) => this.describe(one, signal), missing }, page);
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const notices: string[] = [];
    const found: FoundList<ListedPlaylist>[] = [];
    for (const category of this.wishes.categories) found.push(...(await this.inCategory(category, notices, signal)));
    const lists = listedOnce([...found, ...namedLists(this.wishes.playlists, chosenPool)]);
    const describe = async ({ list, ...one }: PooledList<ListedPlaylist | undefined>): Promise<SourcePlaylist> =>
      this.describe({ ...one, list: list ?? (await this.client.playlist(checked(one.id), signal)) }, signal);
    return listedPage({ lists, describe, missing, gone: ['not_found', 'permission_denied'], notices }, page);
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const { name = playlistId, trackIds, tracks, trackCount } = await this.client.playlist(checked(playlistId), signal);
    const all = trackIds.map(({ id }) => String(id));
    const { items, next } = pageByPosition(all, versionOf(all), page);
    const known = new Map(tracks.map((song) => [String(song.id), song]));
    const unknown = [...new Set(items)].filter((id) => !known.has(id) && isId(id));
    for (const song of await this.client.songs(unknown, signal)) known.set(String(song.id), song);
    const songs = items.flatMap((id) => known.get(id) ?? []);
    const count = { service: 'NetEase', list: `"${name}"`, claimed: trackCount, came: all.length };
    const notices = page.after === undefined ? countNotices(count) : [];
    const gone = items.length - songs.length;
    if (gone > 0) notices.push(`NetEase no longer describes ${gone} of the songs of "${name}"; they are left out`);
    return { items: songs.map(toTrack), next, notices };
  }

  /** The first so many of a category; its list has no useful end. */
  private async inCategory(category: string, notices: string[], signal: AbortSignal): Promise<FoundList<ListedPlaylist>[]> {
    const most = this.wishes.playlistsPerCategory;
    const pool: Pool = { kind: 'playlist_square', externalId: category, name: category };
    const read = async ({ offset, count }: RowsAt) => {
      const { playlists, total } = await this.client.playlists(category, { offset, limit: count }, signal);
      return { rows: playlists, total };
    };
    const pages = { endpoint: 'netease /api/playlist/list', size: listsPerRequest, most, keyOf: idOf, read };
    const { rows, total: claimed } = await everyRow(pages);
    const list = `the category ${category}`;
    notices.push(...countNotices({ service: 'NetEase', list, claimed, came: rows.length, most, of: 'playlist' }));
    return rows.map((list) => ({ id: idOf(list), pool, list }));
  }

  private async describe({ id, pools, list }: PooledList<ListedPlaylist>, signal: AbortSignal): Promise<SourcePlaylist> {
    const { name = id, description, coverImgUrl: coverUrl, playCount, updateTime = 0, trackCount } = list;
    // A list that does not say when it changed shows it only by its songs.
    const state = updateTime > 0 ? [updateTime, trackCount] : (await this.client.playlist(id, signal)).trackIds.map((track) => track.id);
    return { remoteId: id, name, description, coverUrl, playCount, pools, version: versionOf([name, description, state]) };
  }
}

const idOf = ({ id }: ListedPlaylist): string => String(id);

const missing = (id: string): string => `NetEase has no playlist ${id}, or it is private; see NETEASE_PLAYLISTS`;

const checked = playlistIdAt('NetEase', /^[1-9]\d{0,19}$/);
