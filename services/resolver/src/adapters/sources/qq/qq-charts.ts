import { pageByOffset } from '../../../core/sources/paging.js';
import type { Page, PageRequest, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import type { PooledList } from '../listed-once.js';
import type { ChartPart, QqClient } from './client.js';
import { type SongReader, textOf } from './songs.js';
import type { Chart, Song } from './wire.js';

const songsPerRequest = 300;
const songsNamedAtOnce = 100;

/** Charts have numbers of their own, which playlists may have as well. */
export const chartIdOf = (topId: number): string => `toplist/${topId}`;

/** Undefined for the id of a playlist. */
export function topIdOf(playlistId: string): number | undefined {
  const [, topId] = /^toplist\/([1-9]\d{0,8})$/.exec(playlistId) ?? [];
  return topId === undefined ? undefined : Number(topId);
}

/** A rank of a chart: a song's number, and the song where it comes with its description. */
interface Ranked {
  readonly songId: string;
  readonly song: Song | undefined;
}

/** The songs of charts, joined from ranks and descriptions. */
export class QqCharts {
  constructor(
    private readonly client: QqClient,
    private readonly reader: SongReader,
  ) {}

  /** A version from the period and the day; a chart that has neither shows a change only by its songs. */
  async describe({ id, pools, list }: PooledList<Chart>, signal: AbortSignal): Promise<SourcePlaylist> {
    const { topId, title, intro, listenNum: playCount, totalNum } = list;
    const name = textOf(title) || id;
    const description = textOf(intro) || undefined;
    const dated = `${list.period ?? ''}${list.updateTime ?? ''}` !== '';
    const state = dated ? [list.period, list.updateTime, totalNum] : await this.ranks(topId, signal);
    const coverUrl = list.frontPicUrl || list.headPicUrl || undefined;
    return { remoteId: id, name, description, coverUrl, playCount, pools, version: versionOf([name, description, state]) };
  }

  /** @throws Fault as `PlaylistTrackLister.listPlaylistTracks` */
  async tracks(topId: number, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const { items, next, length, total } = await this.page(topId, page, signal);
    const described = await this.completed(items, signal);
    const tracks = described.flatMap((song) => (song && this.reader.toTrack(song)) ?? []);
    const notices: string[] = [];
    const missing = items.length - tracks.length;
    if (missing > 0) notices.push(`chart ${topId}: ${missing} of the songs ranked are not described by QQ Music and were left out`);
    if (length !== undefined && total !== undefined && total !== length) {
      notices.push(`chart ${topId}: QQ Music announces ${total} songs and ranks ${length}`);
    }
    return { items: tracks, next, notices };
  }

  private page(topId: number, page: PageRequest, signal: AbortSignal): ReturnType<typeof pageByOffset<Ranked>> {
    return pageByOffset(page, songsPerRequest, async (offset, count) => {
      const part = await this.client.chart(topId, { offset, count }, signal);
      const { period, updateTime, totalNum } = part.state;
      return { items: joined(part), version: versionOf([period, updateTime, totalNum]), total: totalNum };
    });
  }

  private async ranks(topId: number, signal: AbortSignal): Promise<string[]> {
    const { items } = await this.page(topId, { limit: 5000, after: undefined }, signal);
    return items.map(({ songId }) => songId);
  }

  /** The list of descriptions may be shorter than the chart: the rest is asked for by number. */
  private async completed(ranked: readonly Ranked[], signal: AbortSignal): Promise<(Song | undefined)[]> {
    const unknown = ranked.flatMap(({ songId, song }) => (song === undefined && Number(songId) > 0 ? [Number(songId)] : []));
    const found = new Map<string, Song>();
    for (let at = 0; at < unknown.length; at += songsNamedAtOnce) {
      const songs = await this.client.songs({ ids: unknown.slice(at, at + songsNamedAtOnce) }, signal);
      for (const song of songs) found.set(String(song.id), song);
    }
    return ranked.map(({ songId, song }) => song ?? found.get(songId));
  }
}

function joined({ songIds, songs }: ChartPart): Ranked[] {
  const byId = new Map(songs.map((song) => [String(song.id), song]));
  return songIds.map((songId) => ({ songId, song: byId.get(songId) }));
}
