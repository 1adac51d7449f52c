import { everyNumberedPage } from '../every-page.js';
import { plainText } from '../markup.js';
import { type ListedChart, type ListService, longestList, type WholeList } from '../service-lists.js';
import { countOf, webAddress } from '../service-values.js';
import { pageSizes, type QianqianClient } from './client.js';
import { trackOf } from './songs.js';
import type { Song } from './wire.js';

const keyOf = ({ TSID, id, assetId }: Song): string => String(TSID ?? id ?? assetId);

/** Qianqian's charts, which it does not group, and playlists, of which it recommends some. */
export class QianqianLists implements ListService {
  readonly name = 'qianqian';
  readonly title = 'Qianqian';

  /** @param mostRecommended how many of the recommended playlists to list */
  constructor(
    private readonly client: QianqianClient,
    private readonly mostRecommended: number,
  ) {}

  async listedCharts(signal: AbortSignal): Promise<readonly ListedChart[]> {
    const charts = await this.client.chartMenu(signal);
    return charts.map(({ bdid, title, pic }) => ({ id: String(bdid), name: plainText(title), coverUrl: webAddress(pic) }));
  }

  async recommended(signal: AbortSignal): Promise<readonly string[]> {
    const read = (page: number) => this.client.recommended(page, signal);
    const listed = await everyNumberedPage({ size: pageSizes.playlists, keyOf: ({ id }) => String(id), read, most: this.mostRecommended });
    return listed.map(({ id }) => String(id));
  }

  async chart(id: string, _reading: 'whole' | 'state', signal: AbortSignal): Promise<WholeList> {
    const first = await this.client.chart(id, 0, signal);
    const songs = await this.all(first.songs, async (page) => (await this.client.chart(id, page, signal)).songs);
    const { title = '', pic, total } = first.about;
    return { name: plainText(title), coverUrl: webAddress(pic), tracks: songs.map(trackOf), claimed: countOf(total) };
  }

  async playlist(id: string, signal: AbortSignal): Promise<WholeList> {
    const first = await this.client.playlist(id, 0, signal);
    const songs = await this.all(first.songs, async (page) => (await this.client.playlist(id, page, signal)).songs);
    const { title = '', desc = '', pic, trackCount } = first.about;
    return {
      name: plainText(title),
      description: plainText(desc),
      coverUrl: webAddress(pic),
      tracks: songs.map(trackOf),
      claimed: countOf(trackCount),
    };
  }

  private all(first: readonly Song[], later: (page: number) => Promise<readonly Song[]>): Promise<Song[]> {
    const read = async (page: number) => (page === 0 ? first : await later(page));
    return everyNumberedPage({ size: pageSizes.tracks, keyOf, read, most: longestList });
  }
}
