import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';

const Id = Type.Union([Type.Number(), Type.String()]);

const Album = Type.Object({
  id: Type.Optional(Id),
  title: Type.Optional(Type.String()),
  artist: Type.Optional(Type.Object({ name: Type.Optional(Type.String()) })),
  image: Type.Optional(Type.Object({ large: Type.Optional(Type.String()), small: Type.Optional(Type.String()) })),
  genre: Type.Optional(Type.Object({ name: Type.Optional(Type.String()) })),
  release_date_original: Type.Optional(Type.String()),
});

export const Track = Type.Object({
  id: Id,
  title: Type.String(),
  version: Type.Optional(Type.String()),
  isrc: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Number()),
  performer: Type.Optional(Type.Object({ id: Type.Optional(Id), name: Type.String() })),
  /** Everybody with their roles: `Low Tide Collective, MainArtist - Mara Quill, FeaturedArtist`. */
  performers: Type.Optional(Type.String()),
  album: Album,
  composer: Type.Optional(Type.Object({ name: Type.Optional(Type.String()) })),
  parental_warning: Type.Optional(Type.Boolean()),
  track_number: Type.Optional(Type.Number()),
  media_number: Type.Optional(Type.Number()),
  maximum_bit_depth: Type.Optional(Type.Number()),
  /** In kHz. */
  maximum_sampling_rate: Type.Optional(Type.Number()),
});
export type Track = Static<typeof Track>;

const listOf = <T extends TSchema>(item: T) =>
  Type.Object({ total: Type.Optional(Type.Number()), limit: Type.Optional(Type.Number()), items: Type.Array(item) });

const Playlist = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.Optional(Type.String()),
  tracks_count: Type.Optional(Type.Number()),
  /** Seconds since 1970. */
  updated_at: Type.Optional(Type.Number()),
  images300: Type.Optional(Type.Array(Type.String())),
  image_rectangle: Type.Optional(Type.Array(Type.String())),
});
export type Playlist = Static<typeof Playlist>;

export const trackShape = new JsonShape(Track);
export const searchShape = new JsonShape(Type.Object({ tracks: listOf(Track) }));
export const playlistShape = new JsonShape(Type.Intersect([Playlist, Type.Object({ tracks: listOf(Track) })]));
export const featuredShape = new JsonShape(Type.Object({ playlists: listOf(Playlist) }));
