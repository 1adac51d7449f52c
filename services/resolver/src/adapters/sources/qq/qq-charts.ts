import type { SourcePlaylist } from '../../../core/sources/source.js';
import { type EveryRow, everyRow, type RowsAt } from '../every-page.js';
import { versionOf } from '../identity.js';
import type { PooledList } from '../listed-once.js';
import { countNotices } from '../totals.js';
import type { WholeList } from '../whole-lists.js';
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
    const state = dated ? [list.period, list.updateTime, totalNum] : (await this.ranks(topId, signal)).rows.map(({ songId }) => songId);
    const coverUrl = list.frontPicUrl || list.headPicUrl || undefined;
    return { remoteId: id, name, description, coverUrl, playCount, pools, version: versionOf([name, description, state]) };
  }

  /** @throws Fault `not_found` */
  async read(topId: number, signal: AbortSignal): Promise<WholeList> {
    const { rows, total: claimed } = await this.ranks(topId, signal);
    const described = await this.completed(rows, signal);
    const tracks = described.flatMap((song) => (song && this.reader.toTrack(song)) ?? []);
    const notices = countNotices({ service: 'QQ Music', list: `chart ${topId}`, claimed, came: rows.length });
    const missing = rows.length - tracks.length;
    if (missing > 0) notices.push(`QQ Music does not describe ${missing} of the songs of chart ${topId}; they are left out`);
    return { tracks, notices };
  }

  private ranks(topId: number, signal: AbortSignal): Promise<EveryRow<Ranked>> {
    const read = async ({ offset, count }: RowsAt) => {
      const part = await this.client.chart(topId, { offset, count }, signal);
      const { period, updateTime, totalNum: total } = part.state;
      return { rows: joined(part), total, state: versionOf([period, updateTime, total]) };
    };
    return everyRow({ endpoint: 'qq GetDetail', size: songsPerRequest, keyOf: ({ songId }) => songId, read });
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
