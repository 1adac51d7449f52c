import { everyNumberedPage } from '../every-page.js';
import { type ListedChart, type ListService, longestList, type WholeList } from '../service-lists.js';
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
    const keyOfId = (id: string): string => id;
    const read = (page: number) => this.client.square(page, signal);
    // The service does not say how long its pages are: an empty one is the last.
    return everyNumberedPage({ size: 1, keyOf: keyOfId, read, most: this.mostRecommended });
  }

  async chart(id: string, _reading: 'whole' | 'state', signal: AbortSignal): Promise<WholeList> {
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

  async playlist(id: string, signal: AbortSignal): Promise<WholeList> {
    const { title, summary = '', imgItem, musicNum, opNumItem } = await this.client.playlist(id, signal);
    let total = musicNum;
    const read = async (page: number) => {
      const { songs, totalCount = total } = await this.client.playlistSongs(id, page, signal);
      total = totalCount;
      return songs;
    };
    const songs = await everyNumberedPage({ size: playlistPage, keyOf, read, most: longestList });
    return {
      name: title,
      description: summary,
      coverUrl: pictureAt(imgItem?.img),
      playCount: countOf(opNumItem?.playNum),
      tracks: songs.map(trackOf),
      claimed: countOf(total),
    };
  }
}

function stateOf(version: unknown, updated: string | undefined): string | undefined {
  return version === undefined && updated === undefined ? undefined : JSON.stringify([version, updated]);
}
