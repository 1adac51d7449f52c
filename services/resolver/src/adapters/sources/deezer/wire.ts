import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

const Id = Type.Union([Type.Number(), Type.String()]);

const Artist = Type.Object({ id: Type.Optional(Id), name: Type.String() });

const Cover = Type.Object({
  cover_xl: Type.Optional(Type.String()),
  cover_big: Type.Optional(Type.String()),
  cover_medium: Type.Optional(Type.String()),
});

export const Track = Type.Object({
  id: Id,
  title: Type.String(),
  isrc: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Number()),
  track_position: Type.Optional(Type.Number()),
  disk_number: Type.Optional(Type.Number()),
  release_date: Type.Optional(Type.String()),
  artist: Artist,
  /** Every artist; only of a track that was asked for by itself. */
  contributors: Type.Optional(Type.Array(Artist)),
  album: Type.Optional(Type.Intersect([Cover, Type.Object({ id: Type.Optional(Type.Unknown()), title: Type.Optional(Type.String()) })])),
  explicit_lyrics: Type.Optional(Type.Boolean()),
  /** 0 if unknown. */
  bpm: Type.Optional(Type.Number()),
});
export type Track = Static<typeof Track>;

export const trackShape = new JsonShape(Track);

/** `total` is an estimate in searches; `next` is absent on the last page. */
export const tracksShape = new JsonShape(
  Type.Object({ data: Type.Array(Track), total: Type.Optional(Type.Number()), next: Type.Optional(Type.String()) }),
);

const Playlist = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.Optional(Type.String()),
  nb_tracks: Type.Optional(Type.Number()),
  checksum: Type.Optional(Type.String()),
  picture_xl: Type.Optional(Type.String()),
});
export type Playlist = Static<typeof Playlist>;

export const playlistShape = new JsonShape(
  Type.Intersect([Playlist, Type.Object({ tracks: Type.Object({ data: Type.Array(Type.Unknown()) }) })]),
);

export const playlistsShape = new JsonShape(Type.Object({ data: Type.Array(Playlist) }));

export const genresShape = new JsonShape(Type.Object({ data: Type.Array(Type.Object({ id: Id, name: Type.String() })) }));

/** Failures come with status 200; an address that does not exist has a word in place of an object. */
export const answerShape = new JsonShape(
  Type.Object({
    error: Type.Optional(
      Type.Union([
        Type.String(),
        Type.Object({ type: Type.Optional(Type.String()), message: Type.Optional(Type.String()), code: Type.Optional(Type.Number()) }),
      ]),
    ),
  }),
);
export type DeezerError = NonNullable<ReturnType<(typeof answerShape)['parse']>['error']>;
