import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/** Ids beyond 2^53 arrive as text, see `withExactNumbers`. */
const Id = Type.Union([Type.Number(), Type.String()]);
const Count = Type.Optional(Type.Number());
const Text = Type.Optional(Type.String());
const Names = Type.Optional(Type.Array(Type.String()));

const Artists = Type.Optional(Type.Array(Type.Object({ id: Type.Optional(Id), name: Text })));
const Album = Type.Optional(Type.Object({ id: Type.Optional(Type.Unknown()), name: Text, picUrl: Text }));
const Encoding = Type.Optional(Type.Object({ br: Count, size: Count, sr: Count }));

/** What the caller may do with a song. */
const Privilege = Type.Object({
  id: Type.Optional(Id),
  /** Below 0: withdrawn. */
  st: Count,
  /** Bit/s that the caller may play; 0 for nothing. */
  pl: Count,
});

/** A song in both shapes: `ar`, `al`, `dt`; `artists`, `album`, `duration` in older answers. */
const Song = Type.Object({
  id: Id,
  name: Text,
  ar: Artists,
  artists: Artists,
  al: Album,
  album: Album,
  dt: Count,
  duration: Count,
  tns: Names,
  transNames: Names,
  alia: Names,
  alias: Names,
  no: Count,
  publishTime: Count,
  fee: Count,
  st: Count,
  l: Encoding,
  m: Encoding,
  h: Encoding,
  sq: Encoding,
  privilege: Type.Optional(Privilege),
  /** A file that a user has uploaded, with what the user wrote about it. */
  pc: Type.Optional(Type.Object({ sn: Text, ar: Text, alb: Text })),
});
export type Song = Static<typeof Song>;
export type Privilege = Static<typeof Privilege>;

const list = {
  id: Id,
  name: Text,
  description: Text,
  coverImgUrl: Text,
  playCount: Count,
  trackCount: Count,
  updateTime: Count,
};

/** A playlist or chart as it is listed. */
const ListedPlaylist = Type.Object({ ...list, ToplistType: Text });
export type ListedPlaylist = Static<typeof ListedPlaylist>;

const Privileges = Type.Optional(Type.Array(Privilege));

/** Any answer; failures have the HTTP status 200 and another code. Older answers of success have none. */
export const answerShape = new JsonShape(Type.Object({ code: Type.Optional(Type.Number()) }));

/** `songs` is left out if nothing was found. */
export const searchShape = new JsonShape(
  Type.Object({ result: Type.Object({ songs: Type.Optional(Type.Array(Song)), songCount: Count }) }),
);

export const songsShape = new JsonShape(Type.Object({ songs: Type.Array(Song), privileges: Privileges }));

export const chartsShape = new JsonShape(Type.Object({ list: Type.Array(ListedPlaylist) }));

export const playlistsShape = new JsonShape(Type.Object({ playlists: Type.Array(ListedPlaylist), total: Count }));

export const playlistShape = new JsonShape(
  Type.Object({
    playlist: Type.Object({
      ...list,
      /** The first songs, without those that the caller may not play. */
      tracks: Type.Optional(Type.Array(Song)),
      /** All, in order. */
      trackIds: Type.Array(Type.Object({ id: Id })),
    }),
    privileges: Privileges,
  }),
);
export type PlaylistDetail = ReturnType<(typeof playlistShape)['parse']>['playlist'];

export const fileShape = new JsonShape(
  Type.Object({
    data: Type.Array(
      Type.Object({
        id: Type.Optional(Id),
        url: Text,
        code: Count,
        type: Text,
        size: Count,
        /** A clip for people without the right to the song. */
        freeTrialInfo: Type.Optional(Type.Unknown()),
      }),
    ),
  }),
);
export type HandedOut = ReturnType<(typeof fileShape)['parse']>['data'][number];

/** Of songs and playlists. */
export const isId = (text: string): boolean => /^[1-9]\d{0,19}$/.test(text);
