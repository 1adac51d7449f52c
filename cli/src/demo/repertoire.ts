/** A song of the demo. Everybody and everything in it is invented. */
export interface DemoSong {
  /** From 1. */
  readonly number: number;
  readonly language: Language;
  readonly title: string;
  /** A translation, as platforms give it. */
  readonly otherName?: string;
  readonly artist: string;
  readonly album: string;
  /** Of the album, from 1. */
  readonly albumNumber: number;
  readonly isrc: string;
  readonly durationMs: number;
}

type Language = 'chinese' | 'english' | 'japanese';

/** Who sings what in a language. Titles are given to the albums in order, so that each occurs once. */
interface Repertoire {
  readonly artists: readonly string[];
  readonly albums: readonly string[];
  readonly titles: readonly string[];
}

const chinese: Repertoire = {
  artists: ['林知夏', '陆南风', '白露乐队', '周晚舟', '沈星河', '阿木与海'],
  albums: [
    '夏夜来信',
    '南风集',
    '露水电台',
    '晚舟',
    '银河便利店',
    '海边的木屋',
    '第二封信',
    '北归',
    '清晨六点',
    '灯塔',
    '环形公路',
    '潮汐表',
  ],
  titles: [
    ...['夏夜', '旧车站', '写给海的信', '雨落屋檐', '橘子汽水', '十七路公车', '纸飞机', '明天见', '萤火', '空房间'],
    ...['慢半拍', '南方以南', '山那边', '候鸟', '月光码头', '无人岛', '风的形状', '老唱片', '黄昏航线', '一颗星'],
    ...['凌晨便利店', '玻璃心事', '云上的人', '白昼梦', '小城四季', '雪的声音', '远行', '薄荷', '石板路', '回声'],
    ...['灯火', '未寄出的明信片', '浪', '九月', '晴天的伞', '城市边缘', '落日飞行', '无名的花', '两点一线', '隔壁的钢琴'],
    ...['火车向北', '旧照片', '蓝色窗帘', '深海鱼', '春分', '失眠收音机', '气球', '迷路的星期天', '沙漏', '一路向西'],
    ...['竹林', '半糖', '夜航船', '影子朋友', '初雪', '榕树下', '海风吹过', '零点零分', '麦田', '最后一班车'],
  ],
};

const english: Repertoire = {
  artists: ['The Paper Harbours', 'Ida Quill', 'Northbound Lanterns', 'Sol Verde', 'Clara & the Tides', 'Ampersand Weather'],
  albums: [
    ...['Small Hours', 'Letters from the Pier', 'Lantern Season', 'Verde', 'Low Water', 'Barometer'],
    ...['Second Breakfast', 'Ink and Salt', 'Winterlight', 'Mediodía', 'High Water', 'Isobars'],
  ],
  titles: [
    ...['Paper Boats', 'Half Past Blue', 'Station Clock', 'Carousel', 'Glass Orchard', 'Kites over Dover', 'Slow Train Home', 'Tin Roof'],
    ...['Marigold', 'Harbour Lights', 'Two Spoons', 'Cartographer', 'Rooftop Summer', 'The Long Corridor', 'Magnets', 'Copper Wire'],
    ...[
      'Northbound',
      'Fireflies in June',
      'Window Seat',
      'Cold Coffee',
      'Snow on the Line',
      'Red Umbrella',
      'Lighthouse Keeper',
      'Undertow',
    ],
    ...['Café del Puerto', 'Naranja', 'Mañana', 'Tres Lunas', 'El Faro', 'Siesta', 'La Escalera', 'Sal y Sol'],
    ...['Driftwood', 'Ebb', 'Estuary', 'Pebbles', 'Salt in My Shoes', 'Moonlit Ferry', 'Knots', 'Anchor Song'],
    ...['Falling Pressure', 'Drizzle', 'Cumulus', 'Weathervane', 'Thunder Later', 'Clear by Evening', 'Fog Signals', 'First Frost'],
    ...['Porridge', 'Bicycle Bell', 'Neighbours', 'Attic', 'Left on Mill Street', 'Sunday Paper', 'Green Door', 'Telegram'],
    ...['Blackbird Hours', 'Inkwell', 'Envelope', 'Stamps'],
  ],
};

const japanese: Repertoire = {
  artists: ['青いカーテン', 'ミドリノオト', 'Haneda Blue'],
  albums: ['夕焼け電車', '緑の音', '空港の朝', '雨上がり', '木漏れ日', '夜間飛行'],
  titles: [
    ...['夕焼け', '改札口', '七番線', '青い傘', '海岸通り', '手紙', '苔の庭', 'そよ風', '木漏れ日', '小さな森'],
    ...['水たまり', '蛍', '出発ロビー', '滑走路', '時差', '雲の上', '窓側の席', '到着', '雨音', '虹の跡'],
    ...['花火', '風鈴', '夜間飛行', 'おやすみ'],
  ],
};

/** Translations that platforms show beside the title. */
const otherNames: Readonly<Record<string, string>> = {
  夏夜: 'Summer Night',
  写给海的信: 'A Letter to the Sea',
  橘子汽水: 'Orange Soda',
  候鸟: 'Migratory Birds',
  灯火: 'Lights',
  火车向北: 'Train Bound North',
  夕焼け: 'Sunset',
  夜間飛行: 'Night Flight',
  花火: 'Fireworks',
  'Café del Puerto': 'Harbour Café',
};

/** How often each language's titles are recorded anew, on another album and by another artist. */
const rounds = 2;

/** Every song of the demo; always the same. */
export function demoSongs(): DemoSong[] {
  const songs: DemoSong[] = [];
  let albums = 0;
  for (const [language, { artists, albums: names, titles }] of Object.entries({ chinese, english, japanese } satisfies Record<
    Language,
    Repertoire
  >)) {
    const perAlbum = Math.ceil((titles.length * rounds) / names.length);
    for (let at = 0; at < titles.length * rounds; at += 1) {
      const album = Math.floor(at / perAlbum);
      songs.push(
        songOf(songs.length + 1, titles[at % titles.length] ?? '', {
          language: language as Language,
          // The second albums go to other artists, so that the same title is sung by two.
          artist: artists[(album + Math.floor(album / artists.length)) % artists.length] ?? '',
          album: names[album] ?? '',
          albumNumber: albums + album + 1,
        }),
      );
    }
    albums += names.length;
  }
  return songs;
}

function songOf(number: number, title: string, on: Pick<DemoSong, 'language' | 'artist' | 'album' | 'albumNumber'>): DemoSong {
  const otherName = otherNames[title];
  return {
    number,
    title,
    ...(otherName === undefined ? {} : { otherName }),
    ...on,
    // ISO 3901; the country code XX is nobody's.
    isrc: `XXDEM26${String(number).padStart(5, '0')}`,
    durationMs: 5000 + (number % 5) * 500,
  };
}

/** A verse for singing along, in LRC. */
export function demoLyrics({ title, artist, durationMs }: DemoSong): (readonly [startMs: number, words: string])[] {
  const lines = [title, artist, '♪', title];
  return lines.map((words, at) => [Math.round((durationMs * at) / lines.length), words] as const);
}
