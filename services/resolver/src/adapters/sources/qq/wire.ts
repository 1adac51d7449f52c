import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

const Id = Type.Union([Type.Number(), Type.String()]);
const Count = Type.Optional(Type.Number());
const Text = Type.Optional(Type.String());

/** Sizes of the encodings that a song has, 0 for none; `size_128` and the like in older answers. */
const File = Type.Object({
  media_mid: Text,
  strMediaMid: Text,
  ...{ size_flac: Count, size_320mp3: Count, size_192ogg: Count, size_128mp3: Count, size_96aac: Count, size_48aac: Count },
  ...{ size_320: Count, size_128: Count },
});

/** A song in its three shapes: today's, and two older ones with `songmid`, `songname`, `albumname`. */
const Song = Type.Object({
  ...{ id: Type.Optional(Id), mid: Text, name: Text, title: Text, subtitle: Text },
  ...{ songid: Type.Optional(Id), songmid: Text, songname: Text, songorig: Text },
  singer: Type.Optional(Type.Array(Type.Object({ mid: Text, name: Text, title: Text }))),
  album: Type.Optional(Type.Object({ mid: Text, name: Text, title: Text })),
  ...{ albummid: Text, albumname: Text },
  interval: Count,
  index_album: Count,
  time_public: Text,
  /** Seconds since 1970. */
  pubtime: Count,
  file: Type.Optional(File),
  ...{ strMediaMid: Text, sizeflac: Count, size320: Count, size128: Count },
  pay: Type.Optional(Type.Object({ pay_play: Count, payplay: Count })),
});
export type Song = Static<typeof Song>;

const Songs = Type.Array(Song);

/** Both the whole answer of the gateway and each answer in it have a code. */
export const codeShape = new JsonShape(Type.Object({ code: Type.Number() }));

/** What a call answers with besides its data, such as why it has none. */
export const dataShape = new JsonShape(
  Type.Object({ code: Type.Number(), data: Type.Optional(Type.Object({ code: Count, retcode: Count })) }),
);

/** `item_song` is the list itself; in older answers `song` holds it. */
export const searchShape = new JsonShape(
  Type.Object({
    body: Type.Object({ item_song: Type.Optional(Songs), song: Type.Optional(Type.Object({ list: Songs })) }),
  }),
);

export const olderSearchShape = new JsonShape(Type.Object({ data: Type.Object({ song: Type.Object({ list: Songs }) }) }));

export const songsShape = new JsonShape(Type.Object({ tracks: Songs }));

const Chart = Type.Object({
  topId: Type.Number(),
  ...{ title: Text, intro: Text, period: Text, updateTime: Text, totalNum: Count, listenNum: Count, frontPicUrl: Text, headPicUrl: Text },
});
export type Chart = Static<typeof Chart>;

export const chartsShape = new JsonShape(
  Type.Object({
    group: Type.Array(Type.Object({ groupId: Type.Optional(Id), groupName: Text, toplist: Type.Array(Chart) })),
  }),
);

/** Charts of one group under its name. */
export type ChartGroup = ReturnType<(typeof chartsShape)['parse']>['group'][number];

export const olderChartsShape = new JsonShape(
  Type.Object({
    data: Type.Object({ topList: Type.Array(Type.Object({ id: Type.Number(), topTitle: Text, picUrl: Text, listenCount: Count })) }),
  }),
);

/** Ranks name the songs; their descriptions are in a list of its own, which may lack some. */
export const chartShape = new JsonShape(
  Type.Object({
    data: Type.Object({
      topId: Type.Number(),
      ...{ period: Text, updateTime: Text, totalNum: Count },
      song: Type.Array(Type.Object({ songId: Type.Optional(Id), title: Text })),
    }),
    songInfoList: Type.Optional(Songs),
  }),
);

const Description = Type.Object({
  id: Type.Optional(Id),
  ...{ title: Text, desc: Text, picurl: Text, listennum: Count, mtime: Count },
});
export type Description = Static<typeof Description>;

export const playlistShape = new JsonShape(Type.Object({ dirinfo: Description, songlist: Type.Optional(Songs), total_song_num: Count }));

export const olderPlaylistShape = new JsonShape(
  Type.Object({
    cdlist: Type.Array(
      Type.Object({
        ...{ disstid: Type.Optional(Id), dissname: Text, desc: Text, logo: Text, visitnum: Count, mtime: Count, total_song_num: Count },
        songlist: Songs,
      }),
    ),
  }),
);

const CategoryEntry = Type.Object({ dissid: Id, dissname: Text, introduction: Text, imgurl: Text, listennum: Count });
export type CategoryEntry = Static<typeof CategoryEntry>;

export const categoryShape = new JsonShape(Type.Object({ data: Type.Object({ list: Type.Array(CategoryEntry), sum: Count }) }));

/** `purl` completes the address of a server in `sip`; it is empty if the song is not permitted. */
export const fileShape = new JsonShape(
  Type.Object({
    sip: Type.Optional(Type.Array(Type.String())),
    midurlinfo: Type.Array(Type.Object({ filename: Text, purl: Text })),
  }),
);
export type HandedOut = ReturnType<(typeof fileShape)['parse']>;
