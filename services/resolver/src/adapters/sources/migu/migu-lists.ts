import { everyRow, type RowsAt } from '../every-page.js';
import { type DescribedList, type ListedChart, type ListService } from '../service-lists.js';
import { countOf } from '../service-values.js';
import { type MiguClient, playlistPage } from './client.js';
import { idOf, pictureAt, trackOf } from './songs.js';
import type { Song } from './wire.js';

const keyOf = ({ copyrightId, contentId }: Song): string => idOf(copyrightId, contentId);

/** Migu's charts under their headings, and playlists, of which it recommends some. */
export class MiguLists implements ListService {
  readonly name = 'migu';
  readonly title = 'Migu';

  /** @param mostRecommended how many of the recommended playlists to list */
  constructor(
    private readonly client: MiguClient,
    private readonly mostRecommended: number,
  ) {}

  listedCharts(signal: AbortSignal): Promise<readonly ListedChart[]> {
    return this.client.chartMenu(signal);
  }

  async recommended(signal: AbortSignal): Promise<readonly string[]> {
    const read = async ({ index }: RowsAt) => ({ rows: await this.client.square(index, signal) });
    // The service does not say how long its pages are: an empty one is the last.
    return (await everyRow({ endpoint: 'migu playlist-square-recommend', size: 1, read, most: this.mostRecommended })).rows;
  }

  async chart(id: string, _reading: 'whole' | 'state', signal: AbortSignal): Promise<DescribedList> {
    const { about, songs } = await this.client.chart(id, signal);
    return {
      name: about.columnTitle ?? '',
      description: about.columnDes ?? '',
      coverUrl: pictureAt(about.columnPicUrl || about.columnSmallpicUrl),
      tracks: songs.map(trackOf),
      claimed: countOf(about.contentsCount),
      state: stateOf(about.dataVersion, about.columnUpdateTime),
    };
  }

  async playlist(id: string, signal: AbortSignal): Promise<DescribedList> {
    const { title, summary = '', imgItem, musicNum, opNumItem } = await this.client.playlist(id, signal);
    const read = async ({ index }: RowsAt) => {
      const { songs, totalCount = musicNum } = await this.client.playlistSongs(id, index, signal);
      return { rows: songs, total: countOf(totalCount) };
    };
    const { rows, total } = await everyRow({ endpoint: 'migu playlist songs', size: playlistPage, keyOf, read });
    return {
      name: title,
      description: summary,
      coverUrl: pictureAt(imgItem?.img),
      playCount: countOf(opNumItem?.playNum),
      tracks: rows.map(trackOf),
      claimed: total,
    };
  }
}

function stateOf(version: unknown, updated: string | undefined): string | undefined {
  return version === undefined && updated === undefined ? undefined : JSON.stringify([version, updated]);
}
