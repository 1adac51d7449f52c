import { everyRow, type RowsAt } from '../every-page.js';
import { plainText } from '../markup.js';
import { type DescribedList, type ListedChart, type ListService } from '../service-lists.js';
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
    const read = async ({ index }: RowsAt) => ({ rows: await this.client.recommended(index, signal) });
    const pages = { endpoint: 'qianqian tracklist/list', size: pageSizes.playlists, read, most: this.mostRecommended };
    return (await everyRow(pages)).rows.map(({ id }) => String(id));
  }

  async chart(id: string, _reading: 'whole' | 'state', signal: AbortSignal): Promise<DescribedList> {
    const first = await this.client.chart(id, 0, signal);
    const { title = '', pic, total } = first.about;
    const claimed = countOf(total);
    const songs = await allOf(first.songs, claimed, async (page) => (await this.client.chart(id, page, signal)).songs);
    return { name: plainText(title), coverUrl: webAddress(pic), tracks: songs.map(trackOf), claimed };
  }

  async playlist(id: string, signal: AbortSignal): Promise<DescribedList> {
    const first = await this.client.playlist(id, 0, signal);
    const { title = '', desc = '', pic, trackCount } = first.about;
    const claimed = countOf(trackCount);
    const songs = await allOf(first.songs, claimed, async (page) => (await this.client.playlist(id, page, signal)).songs);
    return {
      name: plainText(title),
      description: plainText(desc),
      coverUrl: webAddress(pic),
      tracks: songs.map(trackOf),
      claimed,
    };
  }
}

async function allOf(
  first: readonly Song[],
  total: number | undefined,
  later: (page: number) => Promise<readonly Song[]>,
): Promise<readonly Song[]> {
  const read = async ({ index }: RowsAt) => ({ rows: index === 0 ? first : await later(index), total });
  return (await everyRow({ endpoint: 'qianqian list', size: pageSizes.tracks, keyOf, read })).rows;
}
