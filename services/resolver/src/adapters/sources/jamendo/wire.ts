import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/** Lists of tracks write numbers as texts, searches as numbers. */
const Numeric = Type.Union([Type.Number(), Type.String()]);

const headers = Type.Object({
  status: Type.String(),
  code: Type.Number(),
  error_message: Type.Optional(Type.String()),
  results_count: Type.Optional(Numeric),
});

/** Every answer, also of a failure. */
export const answerShape = new JsonShape(Type.Object({ headers, results: Type.Array(Type.Unknown()) }));

/** Every song and list has one. */
const Id = Type.Union([Type.Number(), Type.String({ minLength: 1 })]);

const Track = Type.Object({
  id: Id,
  name: Type.String(),
  duration: Type.Optional(Numeric),
  artist_id: Type.Optional(Numeric),
  artist_name: Type.Optional(Type.String()),
  album_id: Type.Optional(Type.Unknown()),
  album_name: Type.Optional(Type.String()),
  album_image: Type.Optional(Type.String()),
  image: Type.Optional(Type.String()),
  position: Type.Optional(Numeric),
  releasedate: Type.Optional(Type.String()),
  audiodownload: Type.Optional(Type.String()),
  audiodownload_allowed: Type.Optional(Type.Boolean()),
  musicinfo: Type.Optional(Type.Object({ tags: Type.Optional(Type.Object({ genres: Type.Optional(Type.Array(Type.String())) })) })),
});
export type JamendoTrack = Static<typeof Track>;

export const tracksShape = new JsonShape(Type.Object({ headers, results: Type.Array(Track) }));

const Playlist = Type.Object({ id: Id, name: Type.String(), user_name: Type.Optional(Type.String()) });
export type JamendoPlaylist = Static<typeof Playlist>;

export const playlistsShape = new JsonShape(Type.Object({ headers, results: Type.Array(Playlist) }));

export const playlistTracksShape = new JsonShape(
  Type.Object({ headers, results: Type.Array(Type.Intersect([Playlist, Type.Object({ tracks: Type.Array(Track) })])) }),
);
