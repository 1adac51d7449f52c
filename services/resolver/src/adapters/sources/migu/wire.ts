import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';
import { maybe, NumberOrText } from '../service-values.js';

const Person = Type.Object({ id: maybe(NumberOrText), name: Type.String() });
const Picture = Type.Object({ imgSizeType: maybe(Type.String()), img: maybe(Type.String()) });

/** A quality of a song. Its size is text, under one of several names. */
const Format = Type.Object({
  formatType: maybe(Type.String()),
  size: maybe(NumberOrText),
  asize: maybe(NumberOrText),
  isize: maybe(NumberOrText),
  androidSize: maybe(NumberOrText),
});
export type Format = Static<typeof Format>;

/** A song in any of the service's searches and lists: every release has other names for the same. */
const Song = Type.Object({
  copyrightId: NumberOrText,
  contentId: maybe(NumberOrText),
  name: maybe(Type.String()),
  songName: maybe(Type.String()),
  songAliasName: maybe(Type.String()),
  translateName: maybe(Type.String()),
  singers: maybe(Type.Array(Person)),
  singerList: maybe(Type.Array(Person)),
  artists: maybe(Type.Array(Person)),
  singer: maybe(Type.String()),
  singerName: maybe(Type.String()),
  albums: maybe(Type.Array(Person)),
  album: maybe(Type.Union([Type.String(), Person])),
  albumName: maybe(Type.String()),
  albumId: maybe(NumberOrText),
  duration: maybe(NumberOrText),
  length: maybe(Type.String()),
  imgItems: maybe(Type.Array(Picture)),
  albumImgs: maybe(Type.Array(Picture)),
  img1: maybe(Type.String()),
  img2: maybe(Type.String()),
  img3: maybe(Type.String()),
  cover: maybe(Type.String()),
  audioFormats: maybe(Type.Array(Format)),
  newRateFormats: maybe(Type.Array(Format)),
  rateFormats: maybe(Type.Array(Format)),
});
export type Song = Static<typeof Song>;

/** The newest search answers a bare array. */
export const itemSearchShape = new JsonShape(Type.Array(Song));

/** Without results, the members may be missing. */
export const searchAllShape = new JsonShape(
  Type.Object({
    songResultData: maybe(Type.Object({ totalCount: maybe(NumberOrText), result: maybe(Type.Array(Song)) })),
  }),
);

export const mobileSearchShape = new JsonShape(Type.Object({ musics: maybe(Type.Array(Song)), pgt: maybe(NumberOrText) }));

/** By copyright id alone: without album, duration and content id. */
const SongDetail = Type.Object({
  copyrightId: NumberOrText,
  songName: Type.String(),
  singerName: maybe(Type.Array(Type.String())),
  singerId: maybe(Type.Array(NumberOrText)),
  picL: maybe(Type.String()),
  picM: maybe(Type.String()),
  hasSQqq: maybe(NumberOrText),
  hasHQqq: maybe(NumberOrText),
});
export type SongDetail = Static<typeof SongDetail>;

export const detailShape = new JsonShape(Type.Object({ data: SongDetail }));

export const chartShape = new JsonShape(
  Type.Object({
    columnInfo: Type.Object({
      columnTitle: maybe(Type.String()),
      columnDes: maybe(Type.String()),
      columnPicUrl: maybe(Type.String()),
      columnSmallpicUrl: maybe(Type.String()),
      columnUpdateTime: maybe(Type.String()),
      dataVersion: maybe(NumberOrText),
      contentsCount: maybe(NumberOrText),
      contents: Type.Array(Type.Object({ objectInfo: Song })),
    }),
  }),
);

export const playlistShape = new JsonShape(
  Type.Object({
    data: Type.Object({
      title: Type.String(),
      summary: maybe(Type.String()),
      imgItem: maybe(Picture),
      musicNum: maybe(NumberOrText),
      opNumItem: maybe(Type.Object({ playNum: maybe(NumberOrText) })),
    }),
  }),
);

export const playlistSongsShape = new JsonShape(
  Type.Object({ data: Type.Object({ totalCount: maybe(NumberOrText), songList: Type.Array(Song) }) }),
);

/** Templates of the page, nested as its designers like. */
export const chartMenuShape = new JsonShape(Type.Object({ data: Type.Object({ contentItemList: Type.Array(Type.Unknown()) }) }));
export const squareShape = new JsonShape(Type.Object({ data: Type.Object({ contents: Type.Array(Type.Unknown()) }) }));
