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
import { type EveryRow, everyRow, type RowsAt } from '../every-page.js';
import { versionOf } from '../identity.js';
import { type FoundList, listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage, playlistIdAt } from '../listed-playlists.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { QqClient } from './client.js';
import { chartIdOf, type QqCharts, topIdOf } from './qq-charts.js';
import { type SongReader, idOf as songIdOf, textOf } from './songs.js';
import type { CategoryEntry, Chart, Song } from './wire.js';

/** What the user wants listed. */
export interface QqWishes {
  readonly categories: readonly string[];
  readonly playlistsPerCategory: number;
  /** Ids. */
  readonly playlists: readonly string[];
}

const songsPerRequest = 300;
const listsPerRequest = 50;

const chosenPool: Pool = { kind: 'named', externalId: 'chosen', name: 'QQ_PLAYLISTS' };

/** The category of everything is the only one whose name is certain; the others are known by number. */
const nameOfCategory = (id: string): string => (id === '10000000' ? '全部' : id);

/** Charts, popular playlists of categories, and the playlists that the user named. */
export class QqLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  constructor(
    private readonly client: QqClient,
    private readonly charts: QqCharts,
    private readonly reader: SongReader,
    private readonly wishes: QqWishes,
  ) {}

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const found = (await this.client.charts(signal)).flatMap(({ groupId, groupName, toplist }) => {
      const externalId = String(groupId ?? groupName);
      const pool: Pool = { kind: 'toplist', externalId, name: textOf(groupName) || externalId };
      return toplist.map((list) => ({ id: chartIdOf(list.topId), pool, list }));
    });
    const missing = (id: string): string => `QQ Music has no chart ${id}`;
    return listedPage({ lists: listedOnce<Chart>(found), describe: (one) => this.charts.describe(one, signal), missing }, page);
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const notices: string[] = [];
    const found: FoundList<CategoryEntry>[] = [];
    for (const category of this.wishes.categories) found.push(...(await this.inCategory(category, notices, signal)));
    const lists = listedOnce([...found, ...namedLists(this.wishes.playlists, chosenPool)]);
    const missing = (id: string): string => `QQ Music has no playlist ${id}; see QQ_PLAYLISTS`;
    return listedPage({ lists, describe: (one) => this.describe(one, signal), missing, notices }, page);
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    const topId = topIdOf(id);
    if (topId !== undefined) return this.charts.read(topId, signal);
    const { name, rows, total: claimed } = await this.songs(id, signal);
    const tracks = rows.flatMap((song) => this.reader.toTrack(song) ?? []);
    const notices = countNotices({ service: 'QQ Music', list: `"${name}"`, claimed, came: rows.length });
    const nameless = rows.length - tracks.length;
    if (nameless > 0) notices.push(`QQ Music names no id for ${nameless} of the songs of "${name}"; they are left out`);
    return { tracks, notices };
  }

  /** The first so many of a category; its list has no useful end. */
  private async inCategory(category: string, notices: string[], signal: AbortSignal): Promise<FoundList<CategoryEntry>[]> {
    const most = this.wishes.playlistsPerCategory;
    const read = async ({ offset, count }: RowsAt) => {
      const { list, sum } = await this.client.category(category, { offset, count }, signal);
      return { rows: list, total: sum };
    };
    const { rows, total: claimed } = await everyRow({ endpoint: 'qq fcg_get_diss_by_tag.fcg', size: listsPerRequest, most, read });
    const name = nameOfCategory(category);
    const list = `the category ${name}`;
    notices.push(...countNotices({ service: 'QQ Music', list, claimed, came: rows.length, most, of: 'playlist' }));
    const pool: Pool = { kind: 'playlist_square', externalId: category, name };
    return rows.map((entry) => ({ id: String(entry.dissid), pool, list: entry }));
  }

  /** A listed playlist does not say when it changed; its own description does. */
  private async describe({ id, pools, list }: PooledList<CategoryEntry | undefined>, signal: AbortSignal): Promise<SourcePlaylist> {
    const { about, total } = await this.client.playlist(checked(id), { offset: 0, count: 1 }, signal);
    const name = textOf(about.title || list?.dissname) || id;
    const description = textOf(about.desc || list?.introduction) || undefined;
    const changed = about.mtime ?? 0;
    const state = changed > 0 ? [changed, total] : (await this.songs(id, signal)).rows.map(songIdOf);
    return {
      ...{ remoteId: id, name, description, pools, version: versionOf([name, description, state]) },
      coverUrl: about.picurl || list?.imgurl,
      playCount: about.listennum ?? list?.listennum,
    };
  }

  private async songs(id: string, signal: AbortSignal): Promise<EveryRow<Song> & { readonly name: string }> {
    let name = id;
    const read = async ({ offset, count }: RowsAt) => {
      const { about, songs, total } = await this.client.playlist(checked(id), { offset, count }, signal);
      name = textOf(about.title) || id;
      return { rows: songs, total, state: versionOf([about.mtime ?? 0, total ?? 0]) };
    };
    const all = await everyRow({ endpoint: 'qq uniform_get_Dissinfo', size: songsPerRequest, keyOf: songIdOf, read });
    return { ...all, name };
  }
}

const checked = playlistIdAt('QQ Music', /^[1-9]\d{0,14}$/);
