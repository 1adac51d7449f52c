import { Fault } from '@catalogsync/faults';
import type { AddressTrust } from '@catalogsync/outbound-http';
import { EndpointGone, expectAnyOf, unexpected } from '../layout.js';
import { UnexplainedRefusal } from './failures.js';
import type { Method, QqGateway } from './gateway.js';
import {
  type CategoryEntry,
  type Chart,
  type ChartGroup,
  categoryShape,
  chartShape,
  chartsShape,
  type Description,
  fileShape,
  type HandedOut,
  olderChartsShape,
  olderPlaylistShape,
  olderSearchShape,
  playlistShape,
  type Song,
  searchShape,
  songsShape,
} from './wire.js';

const searchMethod: Method = {
  key: 'music.search.SearchCgiService.DoSearchForQQMusicMobile',
  module: 'music.search.SearchCgiService',
  method: 'DoSearchForQQMusicMobile',
};
const songsMethod: Method = { key: 'req_0', module: 'music.trackInfo.UniformRuleCtrl', method: 'CgiGetTrackInfo' };
const chartsMethod: Method = { key: 'topList', module: 'musicToplist.ToplistInfoServer', method: 'GetAll' };
const chartMethod: Method = { key: 'detail', module: 'musicToplist.ToplistInfoServer', method: 'GetDetail' };
const playlistMethod: Method = { key: 'req_1', module: 'music.srfDissInfo.aiDissInfo', method: 'uniform_get_Dissinfo' };
const fileMethod: Method = { key: 'req_0', module: 'vkey.GetVkeyServer', method: 'CgiGetVkey' };

const hitsPerPage = 50;

/** The service wants a number for the program that asks; it is the same for every user of this one, and says nothing. */
const guid = '10000';

/** Which of a list to give. */
export interface Part {
  readonly offset: number;
  readonly count: number;
}

/** Part of a playlist. */
export interface PlaylistPart {
  readonly about: Description;
  readonly songs: readonly Song[];
  readonly total: number | undefined;
}

/** Part of a chart: the numbers of its songs in order, and those that come with their description. */
export interface ChartPart {
  readonly state: Pick<Chart, 'period' | 'updateTime' | 'totalNum'>;
  readonly songIds: readonly string[];
  readonly songs: readonly Song[];
}

/** What QQ Music has, by its gateway or, where that refuses without a reason, by the older form. */
export class QqClient {
  constructor(private readonly gateway: QqGateway) {}

  search(words: string, limit: number, signal: AbortSignal): Promise<readonly Song[]> {
    const count = Math.min(limit, hitsPerPage);
    return orOlder(
      () => this.searchNow(words, count, signal),
      async () => {
        const asked = { w: words, p: '1', n: String(count), new_json: '1' };
        const { data } = await this.gateway.ask('/soso/fcgi-bin/client_search_cp', asked, olderSearchShape, signal);
        return checked(data.song.list, 'client_search_cp');
      },
    );
  }

  /** Those that exist. @param named by their numbers or their mids */
  async songs(named: { readonly ids: readonly number[] } | { readonly mids: readonly string[] }, signal: AbortSignal): Promise<Song[]> {
    const { length } = 'ids' in named ? named.ids : named.mids;
    if (length === 0) return [];
    const { data } = await this.gateway.call(songsMethod, { ...named, types: Array.from({ length }, () => 0) }, songsShape, signal);
    const known = data.tracks.filter(({ id, mid }) => Number(id) > 0 || mid !== undefined);
    return checked(known, songsMethod.method);
  }

  charts(signal: AbortSignal): Promise<readonly ChartGroup[]> {
    return orOlder(
      async () => (await this.gateway.call(chartsMethod, {}, chartsShape, signal)).data.group,
      () => this.olderCharts(signal),
    );
  }

  async chart(topId: number, { offset, count }: Part, signal: AbortSignal): Promise<ChartPart> {
    const { data: answer } = await this.gateway.call(chartMethod, { topId, offset, num: count, period: '' }, chartShape, signal);
    const { data, songInfoList: songs = [] } = answer;
    if (data.topId !== topId) throw new Fault('not_found', `QQ Music has no chart ${topId}`);
    expectAnyOf(['songId'], data.song, `qq ${chartMethod.method}, data.song`);
    return { state: data, songIds: data.song.map(({ songId }) => String(songId)), songs: checked(songs, chartMethod.method) };
  }

  /** @throws Fault `not_found` if there is none with this id */
  playlist(id: string, part: Part, signal: AbortSignal): Promise<PlaylistPart> {
    return orOlder(
      () => this.playlistNow(id, part, signal),
      () => this.olderPlaylist(id, part, signal),
    );
  }

  async category(
    id: string,
    { offset, count }: Part,
    signal: AbortSignal,
  ): Promise<{ list: readonly CategoryEntry[]; sum: number | undefined }> {
    const asked = { categoryId: id, sortId: '5', sin: String(offset), ein: String(offset + count - 1) };
    const { data } = await this.gateway.ask('/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg', asked, categoryShape, signal);
    return { list: data.list, sum: data.sum };
  }

  /** What the service says to the wish for these files of one song. */
  async files(mid: string, filenames: readonly string[], signal: AbortSignal): Promise<{ handedOut: HandedOut; trust: AddressTrust }> {
    const { uin } = this.gateway;
    const param = {
      ...{ guid, uin, loginflag: uin === '0' ? 0 : 1, platform: '20', filename: filenames },
      ...{ songmid: filenames.map(() => mid), songtype: filenames.map(() => 0) },
    };
    const { data, trust } = await this.gateway.call(fileMethod, param, fileShape, signal);
    return { handedOut: data, trust };
  }

  private async searchNow(query: string, count: number, signal: AbortSignal): Promise<readonly Song[]> {
    const param = { search_type: 0, query, page_num: 1, num_per_page: count };
    const { item_song: now, song } = (await this.gateway.call(searchMethod, param, searchShape, signal)).data.body;
    const songs = now ?? song?.list;
    if (songs === undefined) throw unexpected(`qq ${searchMethod.method}`, 'body.item_song is missing');
    return checked(songs, searchMethod.method);
  }

  private async playlistNow(id: string, { offset, count }: Part, signal: AbortSignal): Promise<PlaylistPart> {
    const param = { disstid: Number(id), userinfo: 1, tag: 1, song_begin: offset, song_num: count };
    const {
      dirinfo: about,
      songlist,
      total_song_num: total,
    } = (await this.gateway.call(playlistMethod, param, playlistShape, signal)).data;
    if (String(about.id) !== id) throw noPlaylist(id);
    if (songlist === undefined && offset < (total ?? 0)) {
      throw unexpected(`qq ${playlistMethod.method}`, `songlist is missing, total_song_num is ${total}`);
    }
    return { about, songs: checked(songlist ?? [], playlistMethod.method), total };
  }

  /** Has no groups and no dates; titles begin with the name of their group. */
  private async olderCharts(signal: AbortSignal): Promise<readonly ChartGroup[]> {
    const { topList } = (await this.gateway.ask('/v8/fcg-bin/fcg_myqq_toplist.fcg', {}, olderChartsShape, signal)).data;
    expectAnyOf(['topTitle'], topList, 'qq fcg_myqq_toplist.fcg');
    return topList.map(({ id: topId, topTitle = '', picUrl: frontPicUrl, listenCount: listenNum }) => {
      const [, groupName = 'QQ', title = topTitle] = /^([^·]+)·(.+)$/su.exec(topTitle) ?? [];
      return { groupName, toplist: [{ topId, title, frontPicUrl, listenNum }] };
    });
  }

  /** Comes whole, however long it is. */
  private async olderPlaylist(id: string, { offset, count }: Part, signal: AbortSignal): Promise<PlaylistPart> {
    const asked = { type: '1', json: '1', utf8: '1', onlysong: '0', disstid: id };
    const { cdlist } = await this.gateway.ask('/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg', asked, olderPlaylistShape, signal);
    const list = cdlist.find(({ disstid }) => String(disstid) === id);
    if (list === undefined) throw noPlaylist(id);
    const { dissname: title, desc, logo: picurl, visitnum: listennum, mtime, songlist, total_song_num: total } = list;
    const songs = checked(songlist, 'fcg_ucc_getcdinfo_byids_cp.fcg').slice(offset, offset + count);
    return { about: { id, title, desc, picurl, listennum, mtime }, songs, total };
  }
}

/** Where the older form does not exist any more either, the gateway's own refusal is what counts. */
async function orOlder<T>(now: () => Promise<T>, older: () => Promise<T>): Promise<T> {
  try {
    return await now();
  } catch (refusal) {
    if (!(refusal instanceof UnexplainedRefusal || refusal instanceof EndpointGone)) throw refusal;
    try {
      return await older();
    } catch (error) {
      throw error instanceof EndpointGone ? refusal : error;
    }
  }
}

/** The same songs, if they are in a shape that is known. */
function checked<T extends readonly Song[]>(songs: T, endpoint: string): T {
  expectAnyOf(['mid', 'songmid'], songs, `qq ${endpoint}`);
  expectAnyOf(['name', 'title', 'songname'], songs, `qq ${endpoint}`);
  expectAnyOf(['singer'], songs, `qq ${endpoint}`);
  return songs;
}

const noPlaylist = (id: string): Fault => new Fault('not_found', `QQ Music has no playlist ${id}`);
