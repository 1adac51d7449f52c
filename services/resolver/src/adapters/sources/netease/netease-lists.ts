import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
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
import { type FoundList, listedOnce, type PooledList, pageWithNotices } from '../listed-once.js';
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
const chosenPool: Pool = { kind: 'playlist_square', externalId: 'chosen', name: 'NETEASE_PLAYLISTS' };

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
    return describedPage(listedOnce(found), idOf, page, (one) => this.describe(one, signal));
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const notices: string[] = [];
    const found: FoundList<ListedPlaylist | undefined>[] = [];
    for (const category of this.wishes.categories) found.push(...(await this.inCategory(category, notices, signal)));
    const chosen = this.wishes.playlists.map((id) => ({ id, pool: chosenPool, list: undefined }));
    const lists = listedOnce([...found, ...chosen]);
    const described = await describedPage(lists, idOf, page, async ({ list, ...one }) => {
      const known = list ?? (await this.chosen(one.id, signal));
      return typeof known === 'string' ? known : this.describe({ ...one, list: known }, signal);
    });
    return pageWithNotices(described, page.after === undefined ? notices : []);
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    if (!isId(playlistId)) throw new Fault('not_found', 'this is not the id of a playlist at NetEase');
    const { name = playlistId, trackIds, tracks, trackCount } = await this.client.playlist(playlistId, signal);
    const all = trackIds.map(({ id }) => String(id));
    const { items, next } = pageByPosition(all, versionOf(all), page);
    const known = new Map(tracks.map((song) => [String(song.id), song]));
    const unknown = [...new Set(items)].filter((id) => !known.has(id) && isId(id));
    for (const song of await this.client.songs(unknown, signal)) known.set(String(song.id), song);
    const songs = items.flatMap((id) => known.get(id) ?? []);
    const notices: string[] = [];
    const gone = items.length - songs.length;
    if (gone > 0) notices.push(`${name}: ${gone} of the songs listed are no longer described by NetEase and were left out`);
    if (next === undefined && trackCount !== undefined && trackCount !== all.length) {
      notices.push(`${name}: NetEase announces ${trackCount} songs and lists ${all.length}`);
    }
    return { items: songs.map(toTrack), next, notices };
  }

  /** The first so many of a category; its list has no useful end. */
  private async inCategory(category: string, notices: string[], signal: AbortSignal): Promise<FoundList<ListedPlaylist>[]> {
    const wanted = this.wishes.playlistsPerCategory;
    const pool: Pool = { kind: 'playlist_square', externalId: category, name: category };
    const found: FoundList<ListedPlaylist>[] = [];
    while (found.length < wanted) {
      const limit = Math.min(listsPerRequest, wanted - found.length);
      const { playlists, total = 0 } = await this.client.playlists(category, { offset: found.length, limit }, signal);
      found.push(...playlists.map((list) => ({ id: String(list.id), pool, list })));
      if (playlists.length >= limit) continue;
      const expected = Math.min(total, wanted);
      if (expected > found.length) notices.push(`${category}: NetEase announces ${total} playlists and lists ${found.length}`);
      break;
    }
    return found;
  }

  /** A playlist that the user named, or why it cannot be listed. */
  private async chosen(id: string, signal: AbortSignal): Promise<ListedPlaylist | string> {
    const refused = `NETEASE_PLAYLISTS: there is no playlist ${id}, or it is private`;
    if (!isId(id)) return refused;
    return (await orNothing(['not_found', 'permission_denied'], () => this.client.playlist(id, signal))) ?? refused;
  }

  private async describe({ id, pools, list }: PooledList<ListedPlaylist>, signal: AbortSignal): Promise<SourcePlaylist> {
    const { name = id, description, coverImgUrl: coverUrl, playCount, updateTime = 0, trackCount } = list;
    // A list that does not say when it changed shows it only by its songs.
    const state = updateTime > 0 ? [updateTime, trackCount] : (await this.client.playlist(id, signal)).trackIds.map((track) => track.id);
    return { remoteId: id, name, description, coverUrl, playCount, pools, version: versionOf([name, description, state]) };
  }
}

const idOf = ({ id }: { readonly id: string }): string => id;
