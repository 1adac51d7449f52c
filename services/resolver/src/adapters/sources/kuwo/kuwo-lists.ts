import { Fault } from '@catalogsync/faults';
import { everyNumberedPage } from '../every-page.js';
import { plainText } from '../markup.js';
import { type ListedChart, type ListService, longestList, type WholeList } from '../service-lists.js';
import { countOf, webAddress } from '../service-values.js';
import { type KuwoClient, pageSizes } from './client.js';
import { trackOfListed } from './songs.js';
import type { ListedSong } from './wire.js';

const keyOf = ({ id }: Pick<ListedSong, 'id'>): string => String(id);

/** Kuwo's charts under their headings, and playlists, of which it recommends some. */
export class KuwoLists implements ListService {
  readonly name = 'kuwo';
  readonly title = 'Kuwo';

  /** @param mostRecommended how many of the recommended playlists to list */
  constructor(
    private readonly client: KuwoClient,
    private readonly mostRecommended: number,
  ) {}

  async listedCharts(signal: AbortSignal): Promise<readonly ListedChart[]> {
    const groups = await this.client.chartMenu(signal);
    return groups.flatMap(({ name: group = '', list }) =>
      list.map(({ sourceid, name, pic }) => ({
        id: String(sourceid),
        name: plainText(name),
        coverUrl: webAddress(pic),
        group: plainText(group),
      })),
    );
  }

  async recommended(signal: AbortSignal): Promise<readonly string[]> {
    const read = (page: number) => this.client.recommended(page, signal);
    return (await everyNumberedPage({ size: pageSizes.recommended, keyOf, read, most: this.mostRecommended })).map(keyOf);
  }

  async chart(id: string, reading: 'whole' | 'state', signal: AbortSignal): Promise<WholeList> {
    const first = await this.client.chart(id, 0, signal);
    const { name = '', info = '', pic, num, pub = '' } = first;
    if (name === '' && first.musiclist.length === 0) throw new Fault('not_found', 'Kuwo has no such chart');
    // Some charts say "updated today" instead of a date.
    const state = /^\d{4}-\d{2}-\d{2}/.test(pub) ? pub : undefined;
    const read = async (page: number) => (page === 0 ? first : await this.client.chart(id, page, signal)).musiclist;
    const most = reading === 'state' && state !== undefined ? pageSizes.chart : longestList;
    const songs = await everyNumberedPage({ size: pageSizes.chart, keyOf, read, most });
    const about = { name: plainText(name), description: plainText(info), coverUrl: webAddress(pic) };
    return { ...about, tracks: songs.map(trackOfListed), claimed: countOf(num), state };
  }

  async playlist(id: string, signal: AbortSignal): Promise<WholeList> {
    const first = await this.client.playlist(id, 0, signal);
    const read = async (page: number) => (page === 0 ? first : await this.client.playlist(id, page, signal)).musiclist;
    const songs = await everyNumberedPage({ size: pageSizes.playlist, keyOf, read, most: longestList });
    const { title = '', info = '', pic, playnum, total } = first;
    return {
      name: plainText(title),
      description: plainText(info),
      coverUrl: webAddress(pic),
      playCount: countOf(playnum),
      tracks: songs.map(trackOfListed),
      claimed: countOf(total),
    };
  }
}
