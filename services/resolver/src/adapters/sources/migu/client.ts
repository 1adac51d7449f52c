import { Fault } from '@catalogsync/faults';
import type { FileRequest, HttpClient } from '@catalogsync/outbound-http';
import { unexpected, unlessGone } from '../layout.js';
import { type CalledService, isBare, refusal, ServiceCalls } from '../service-calls.js';
import type { ListedChart } from '../service-lists.js';
import { namesArtists, type Tone } from './songs.js';
import { chartsIn, playlistsIn } from './templates.js';
import {
  chartMenuShape,
  chartShape,
  detailShape,
  itemSearchShape,
  mobileSearchShape,
  playlistShape,
  playlistSongsShape,
  type Song,
  searchAllShape,
  squareShape,
} from './wire.js';

const hosts = {
  items: 'https://app.u.nf.migu.cn',
  search: 'https://pd.musicapp.migu.cn',
  content: 'https://app.c.nf.migu.cn',
  files: 'https://app.pd.nf.migu.cn',
  mobile: 'https://m.music.migu.cn',
} as const;

/** Larger pages of a playlist are cut without a word. */
export const playlistPage = 50;

const done = '000000';

type Search = (words: string, limit: number, signal: AbortSignal) => Promise<readonly Song[]>;

/** Migu's endpoints for its own pages and programs, without an account. */
export class MiguClient {
  private readonly calls: ServiceCalls;
  /** The newest first. */
  private readonly searches: readonly Search[];
  /** Not asked again while another one works. */
  private readonly gone = new Set<Search>();

  /** The address is for all hosts, told apart by their paths; empty for Migu's own. */
  constructor(http: HttpClient, settings: Pick<CalledService, 'url' | 'pace'>, userAgent: string) {
    const headers = { 'user-agent': userAgent, referer: 'https://m.music.migu.cn/' };
    const hint = 'Migu refuses this machine or wants a log-in; open music.migu.cn in a browser, or set MIGU_ENABLED=no.';
    this.calls = new ServiceCalls(http, { name: 'migu', ...settings, headers, hint, refusalIn });
    this.searches = [this.searchItems, this.searchAll, this.searchMobile].map((search) => search.bind(this));
  }

  async search(words: string, limit: number, signal: AbortSignal): Promise<readonly Song[]> {
    for (const search of this.searches) {
      if (this.gone.has(search)) continue;
      const found = await unlessGone(() => search(words, limit, signal));
      if (found !== undefined) return found;
      this.gone.add(search);
    }
    this.gone.clear();
    throw new Fault('unavailable', 'migu: none of its known searches exists any more');
  }

  private async searchItems(words: string, limit: number, signal: AbortSignal): Promise<readonly Song[]> {
    const query = { text: words, pageNo: '1', pageSize: String(limit) };
    const call = {
      origin: hosts.items,
      path: '/pc/resource/song/item/search/v1.0',
      query,
      shape: itemSearchShape,
      endpoint: 'item search',
    };
    return checked((await this.calls.ask(call, signal)).value, 'item search', 'singerList');
  }

  private async searchAll(words: string, limit: number, signal: AbortSignal): Promise<readonly Song[]> {
    const query = { text: words, pageNo: '1', pageSize: String(limit), searchSwitch: '{"song":1}' };
    const path = '/MIGUM2.0/v1.0/content/search_all.do';
    const { value } = await this.calls.ask({ origin: hosts.search, path, query, shape: searchAllShape, endpoint: 'search_all' }, signal);
    const { result, totalCount = 0 } = value.songResultData ?? {};
    if (result === undefined && (Number(totalCount) > 0 || !isBare(value.songResultData ?? value))) {
      throw unexpected('migu search_all', 'no songResultData.result');
    }
    return checked(result ?? [], 'search_all', 'singers');
  }

  private async searchMobile(words: string, limit: number, signal: AbortSignal): Promise<readonly Song[]> {
    const query = { rows: String(limit), type: '2', keyword: words, pgc: '1' };
    const path = '/migu/remoting/scr_search_tag';
    const { value } = await this.calls.ask(
      { origin: hosts.mobile, path, query, shape: mobileSearchShape, endpoint: 'scr_search_tag' },
      signal,
    );
    if (value.musics === undefined && !isBare(value)) throw unexpected('migu scr_search_tag', 'no musics');
    return checked(value.musics ?? [], 'scr_search_tag', 'singerName');
  }

  /** @throws Fault `not_found` */
  async song(copyrightId: string, signal: AbortSignal) {
    const call = { path: '/migu/remoting/cms_detail_tag', query: { cpid: copyrightId }, shape: detailShape, endpoint: 'cms_detail_tag' };
    return (await this.calls.ask({ ...call, origin: hosts.mobile, absence: 'Migu has no such song' }, signal)).value.data;
  }

  async chartMenu(signal: AbortSignal): Promise<readonly ListedChart[]> {
    const path = '/MIGUM3.0/v1.0/template/rank-list/release';
    const { value } = await this.calls.ask({ origin: hosts.content, path, shape: chartMenuShape, endpoint: 'rank-list' }, signal);
    const { contentItemList: templates } = value.data;
    const charts = chartsIn(templates);
    if (charts.length === 0 && templates.length > 0) throw unexpected('migu rank-list', 'no displayLogId.param.rankId');
    return charts;
  }

  /** All of it: charts have no pages. @throws Fault `not_found` */
  async chart(id: string, signal: AbortSignal) {
    const path = '/MIGUM2.0/v1.0/content/querycontentbyId.do';
    const call = { path, query: { columnId: id, needAll: '0' }, shape: chartShape, endpoint: 'querycontentbyId' };
    const { columnInfo } = (await this.calls.ask({ ...call, origin: hosts.content, absence: 'Migu has no such chart' }, signal)).value;
    const { contents, ...about } = columnInfo;
    const songs = contents.map(({ objectInfo }) => objectInfo);
    return { about, songs: checked(songs, 'querycontentbyId', 'objectInfo.artists') };
  }

  /** Ids. @param page from 0 */
  async square(page: number, signal: AbortSignal): Promise<readonly string[]> {
    const path = '/pc/bmw/page-data/playlist-square-recommend/v1.0';
    const query = { templateVersion: '2', pageNo: String(page + 1) };
    const call = { origin: hosts.content, path, query, shape: squareShape, endpoint: 'playlist-square-recommend' };
    const { contents: templates } = (await this.calls.ask(call, signal)).value.data;
    const ids = playlistsIn(templates);
    if (ids.length === 0 && templates.length > 0) throw unexpected('migu playlist-square-recommend', 'no resId of a playlist');
    return ids;
  }

  /** @throws Fault `not_found` */
  async playlist(id: string, signal: AbortSignal) {
    const call = { path: '/MIGUM3.0/resource/playlist/v2.0', query: { playlistId: id }, shape: playlistShape, endpoint: 'playlist' };
    return (await this.calls.ask({ ...call, origin: hosts.content, absence: 'Migu has no such playlist' }, signal)).value.data;
  }

  /** @param page from 0 */
  async playlistSongs(id: string, page: number, signal: AbortSignal) {
    const path = '/MIGUM3.0/resource/playlist/song/v2.0';
    const query = { playlistId: id, pageNo: String(page + 1), pageSize: String(playlistPage) };
    const call = { origin: hosts.content, path, query, shape: playlistSongsShape, endpoint: 'playlist songs' };
    const { songList, totalCount } = (await this.calls.ask(call, signal)).value.data;
    return { songs: checked(songList, 'playlist songs', 'songList.singerList'), totalCount };
  }

  /** Follows the service's link to the file, wherever that is now. @returns bytes */
  download(
    song: { readonly copyrightId: string; readonly contentId: string },
    tone: Tone,
    target: Pick<FileRequest, 'file' | 'maxBytes' | 'onProgress'>,
    signal: AbortSignal,
  ): Promise<number> {
    const { copyrightId, contentId } = song;
    const quality = { toneFlag: tone, resourceType: tone === 'SQ' ? 'E' : '2' };
    const query = { copyrightId, contentId, ...quality, channel: 'mx', netType: '00', userId: '' };
    const link = { origin: hosts.files, path: '/MIGUM3.0/v1.0/content/sub/listenSong.do', query };
    return this.calls.download(link, target, signal);
  }
}

/** Single songs may lack their artists; if all do, the layout has changed. */
function checked(songs: readonly Song[], endpoint: string, field: string): readonly Song[] {
  if (songs.length > 0 && !songs.some(namesArtists)) throw unexpected(`migu ${endpoint}`, `no ${field} in any song`);
  return songs;
}

/** Success is the text `000000`; the mobile site sends no code. */
function refusalIn(answer: object, endpoint: string): Fault | undefined {
  const { code, info = '', msg = info } = answer as Record<string, unknown>;
  return code === undefined || code === done ? undefined : refusal(endpoint, { code, words: msg });
}
