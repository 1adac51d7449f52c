import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
import { describedPage, type ListPart, pageByOffset } from '../../../core/sources/paging.js';
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
import type { PlaylistPart, QqClient } from './client.js';
import { chartIdOf, type QqCharts, topIdOf } from './qq-charts.js';
import { type SongReader, idOf as songIdOf, textOf } from './songs.js';
import type { CategoryEntry, Chart, Description, Song } from './wire.js';

/** What the user wants listed. */
export interface QqWishes {
  readonly categories: readonly string[];
  readonly playlistsPerCategory: number;
  /** Ids. */
  readonly playlists: readonly string[];
}

const songsPerRequest = 300;
const listsPerRequest = 50;

const chosenPool: Pool = { kind: 'playlist_square', externalId: 'chosen', name: 'QQ_PLAYLISTS' };

/** The category of everything is the only one whose name is certain; the others are known by number. */
const nameOfCategory = (id: string): string => (id === '10000000' ? '全部' : id);

const playlistForm = /^[1-9]\d{0,14}$/;

/** Charts, popular playlists of categories, and the playlists that the user named. */
export class QqLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
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
    return describedPage(listedOnce<Chart>(found), idOf, page, (one) => this.charts.describe(one, signal));
  }

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const notices: string[] = [];
    const found: FoundList<CategoryEntry | undefined>[] = [];
    for (const category of this.wishes.categories) found.push(...(await this.inCategory(category, notices, signal)));
    const chosen = this.wishes.playlists.map((id) => ({ id, pool: chosenPool, list: undefined }));
    const lists = listedOnce([...found, ...chosen]);
    const described = await describedPage(lists, idOf, page, (one) => this.describe(one, signal));
    return pageWithNotices(described, page.after === undefined ? notices : []);
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const topId = topIdOf(playlistId);
    if (topId !== undefined) return this.charts.tracks(topId, page, signal);
    if (!playlistForm.test(playlistId)) throw new Fault('not_found', 'this is not the id of a playlist at QQ Music');
    let name = playlistId;
    const { items, next, length, total } = await pageByOffset(page, songsPerRequest, async (offset, count) => {
      const part = await this.client.playlist(playlistId, { offset, count }, signal);
      name = textOf(part.about.title);
      return songsOf(part);
    });
    const tracks = items.flatMap((song) => this.reader.toTrack(song) ?? []);
    const notices: string[] = [];
    const nameless = items.length - tracks.length;
    if (nameless > 0) notices.push(`${name}: ${nameless} songs have no id at QQ Music and were left out`);
    if (length !== undefined && total !== undefined && total !== length) {
      notices.push(`${name}: QQ Music announces ${total} songs and lists ${length}`);
    }
    return { items: tracks, next, notices };
  }

  /** The first so many of a category; its list has no useful end. */
  private async inCategory(category: string, notices: string[], signal: AbortSignal): Promise<FoundList<CategoryEntry>[]> {
    const wanted = this.wishes.playlistsPerCategory;
    if (wanted === 0) return [];
    const page = { limit: wanted, after: undefined };
    const {
      items,
      length,
      total = 0,
    } = await pageByOffset(page, listsPerRequest, async (offset, count) => {
      const { list, sum } = await this.client.category(category, { offset, count }, signal);
      return { items: list, version: category, total: sum };
    });
    if (length !== undefined && length < Math.min(wanted, total)) {
      notices.push(`${category}: QQ Music announces ${total} playlists and lists ${length}`);
    }
    const pool: Pool = { kind: 'playlist_square', externalId: category, name: nameOfCategory(category) };
    return items.map((list) => ({ id: String(list.dissid), pool, list }));
  }

  /** A listed playlist does not say when it changed; its own description does. @returns a text if there is none any more */
  private async describe(
    { id, pools, list }: PooledList<CategoryEntry | undefined>,
    signal: AbortSignal,
  ): Promise<SourcePlaylist | string> {
    const first = { offset: 0, count: 1 };
    const part = playlistForm.test(id) ? await orNothing(['not_found'], () => this.client.playlist(id, first, signal)) : undefined;
    if (part === undefined) return `${list === undefined ? 'QQ_PLAYLISTS: ' : ''}QQ Music has no playlist ${id}`;
    const { about, total } = part;
    const name = textOf(about.title || list?.dissname) || id;
    const description = textOf(about.desc || list?.introduction) || undefined;
    const changed = about.mtime ?? 0;
    const state = changed > 0 ? [changed, total] : await this.songIds(id, signal);
    return {
      ...{ remoteId: id, name, description, pools, version: versionOf([name, description, state]) },
      coverUrl: about.picurl || list?.imgurl,
      playCount: about.listennum ?? list?.listennum,
    };
  }

  private async songIds(id: string, signal: AbortSignal): Promise<(string | undefined)[]> {
    const ids: (string | undefined)[] = [];
    for (let after: string | undefined; ; ) {
      const { items, next } = await pageByOffset({ limit: 1000, after }, songsPerRequest, async (offset, count) =>
        songsOf(await this.client.playlist(id, { offset, count }, signal)),
      );
      ids.push(...items.map(songIdOf));
      if (next === undefined) return ids;
      after = next;
    }
  }
}

/** The version tells whether a list changed between two parts of it. */
function songsOf({ about, songs, total }: PlaylistPart): ListPart<Song> {
  return { items: songs, total, version: versionOf(stateOf(about, total)) };
}

const stateOf = ({ mtime = 0 }: Description, total = 0): unknown => [mtime, total];

const idOf = ({ id }: { readonly id: string }): string => id;
