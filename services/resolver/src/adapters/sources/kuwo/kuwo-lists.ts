import { Fault } from '@catalogsync/faults';
import { everyRow, type RowsAt } from '../every-page.js';
import { plainText } from '../markup.js';
import { type DescribedList, type ListedChart, type ListService } from '../service-lists.js';
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
    const read = async ({ index }: RowsAt) => ({ rows: await this.client.recommended(index, signal) });
    const pages = { endpoint: 'kuwo getRcmPlayList', size: pageSizes.recommended, keyOf, read, most: this.mostRecommended };
    return (await everyRow(pages)).rows.map(keyOf);
  }

  async chart(id: string, reading: 'whole' | 'state', signal: AbortSignal): Promise<DescribedList> {
    const first = await this.client.chart(id, 0, signal);
    const { name = '', info = '', pic, num, pub = '' } = first;
    if (name === '' && first.musiclist.length === 0) throw new Fault('not_found', 'Kuwo has no such chart');
    // Some charts say "updated today" instead of a date.
    const state = /^\d{4}-\d{2}-\d{2}/.test(pub) ? pub : undefined;
    const claimed = countOf(num);
    const read = async ({ index }: RowsAt) => ({
      rows: (index === 0 ? first : await this.client.chart(id, index, signal)).musiclist,
      total: claimed,
    });
    const firstOnly = reading === 'state' && state !== undefined ? { most: pageSizes.chart } : {};
    const { rows } = await everyRow({ endpoint: 'kuwo ksong.s', size: pageSizes.chart, keyOf, read, ...firstOnly });
    const about = { name: plainText(name), description: plainText(info), coverUrl: webAddress(pic) };
    return { ...about, tracks: rows.map(trackOfListed), claimed, state };
  }

  async playlist(id: string, signal: AbortSignal): Promise<DescribedList> {
    const first = await this.client.playlist(id, 0, signal);
    const { title = '', info = '', pic, playnum, total } = first;
    const claimed = countOf(total);
    const read = async ({ index }: RowsAt) => ({
      rows: (index === 0 ? first : await this.client.playlist(id, index, signal)).musiclist,
      total: claimed,
    });
    const { rows } = await everyRow({ endpoint: 'kuwo pl.svc', size: pageSizes.playlist, keyOf, read });
    return {
      name: plainText(title),
      description: plainText(info),
      coverUrl: webAddress(pic),
      playCount: countOf(playnum),
      tracks: rows.map(trackOfListed),
      claimed,
    };
  }
}
