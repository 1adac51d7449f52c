import type { PlatformCatalogue, PlatformFile, PlatformList, PlatformSong } from '@catalogsync/testkit';
import type { DemoSong } from './repertoire.js';

/** Platforms of the demo. */
export type DemoPlatform = 'netease' | 'qq' | 'deezer' | 'jamendo';

/** What a platform of the demo holds, and in which form. */
interface Holding {
  /** The platform's own form of an id. */
  readonly idOf: (song: DemoSong) => string;
  readonly holds: (song: DemoSong) => boolean;
  /** Songs that it hands to everybody; the others are for its members, or nobody. */
  readonly handsOut: (song: DemoSong) => boolean;
  readonly charts: readonly ListPlan[];
  readonly playlists: readonly ListPlan[];
}

/** A list of every so many songs of what a platform holds. */
interface ListPlan {
  readonly id: string;
  readonly name: string;
  readonly group?: string;
  readonly from: number;
  readonly every: number;
  readonly songs: number;
}

const isEnglish = ({ language }: DemoSong): boolean => language === 'english';
/** Musicians who give their songs away. */
const isFree = ({ artist }: DemoSong): boolean => artist === 'Sol Verde' || artist === 'Ampersand Weather';

const holdings: Readonly<Record<DemoPlatform, Holding>> = {
  netease: {
    idOf: ({ number }) => String(26_000_000 + number),
    holds: (song) => !isEnglish(song),
    handsOut: ({ number }) => number % 2 === 0,
    charts: [
      { id: '19723756', name: '飙升榜', from: 0, every: 3, songs: 40 },
      { id: '3779629', name: '新歌榜', from: 1, every: 4, songs: 30 },
    ],
    playlists: [
      { id: '71001', name: '夏夜电台', from: 0, every: 5, songs: 24 },
      { id: '71002', name: '日语晚安', from: 144, every: 1, songs: 20 },
    ],
  },
  qq: {
    idOf: ({ number }) => `004DEMO${String(number).padStart(7, '0')}`,
    holds: ({ language, number }) => language === 'chinese' || (language === 'english' && number % 3 === 0),
    handsOut: ({ number }) => number % 3 === 1,
    charts: [
      { id: '26', name: '热歌榜', group: '巅峰榜', from: 2, every: 3, songs: 40 },
      { id: '27', name: '新歌榜', group: '巅峰榜', from: 0, every: 4, songs: 30 },
    ],
    playlists: [{ id: '8801', name: '通勤路上', from: 3, every: 6, songs: 24 }],
  },
  deezer: {
    idOf: ({ number }) => String(3_000_000 + number),
    holds: isEnglish,
    handsOut: () => false,
    charts: [{ id: '0', name: 'All', from: 0, every: 2, songs: 40 }],
    playlists: [{ id: '9901', name: 'Morning Ferry', from: 1, every: 3, songs: 24 }],
  },
  jamendo: {
    idOf: ({ number }) => String(1_800_000 + number),
    holds: isFree,
    handsOut: () => true,
    charts: [{ id: 'popularity_week', name: 'Popular this week', from: 0, every: 1, songs: 20 }],
    playlists: [{ id: '500608', name: 'Free and Sunny', from: 0, every: 2, songs: 16 }],
  },
};

export interface DemoFiles {
  readonly fileOf: (song: DemoSong) => PlatformFile;
  readonly coverUrlOf: (song: DemoSong) => string;
}

/** What a platform shows of the songs. */
export function demoCatalogue(platform: DemoPlatform, songs: readonly DemoSong[], files: DemoFiles): PlatformCatalogue {
  const { idOf, holds, handsOut, charts, playlists } = holdings[platform];
  const held = songs.filter(holds);
  const listOf = ({ id, name, group, from, every, songs: most }: ListPlan): PlatformList => ({
    id,
    name,
    ...(group === undefined ? {} : { group }),
    songIds: held
      .filter((_song, at) => at >= from && (at - from) % every === 0)
      .slice(0, most)
      .map(idOf),
    updatedAt: new Date('2026-06-01T08:00:00Z'),
    playCount: 1000 + name.length * 137,
  });
  return {
    songs: held.map((song) => platformSong(song, { id: idOf(song), file: handsOut(song), ...files })),
    charts: charts.map(listOf),
    playlists: playlists.map(listOf),
  };
}

function platformSong(
  song: DemoSong,
  { id, file, fileOf, coverUrlOf }: DemoFiles & { readonly id: string; readonly file: boolean },
): PlatformSong {
  return {
    id,
    title: song.title,
    artists: [song.artist],
    album: song.album,
    durationMs: song.durationMs,
    isrc: song.isrc,
    ...(song.otherName === undefined ? {} : { otherNames: [song.otherName] }),
    coverUrl: coverUrlOf(song),
    ...(file ? { file: fileOf(song) } : {}),
  };
}

/** Whether some platform hands a song out. */
export function handedOut(song: DemoSong): boolean {
  return Object.values(holdings).some(({ holds, handsOut }) => holds(song) && handsOut(song));
}
