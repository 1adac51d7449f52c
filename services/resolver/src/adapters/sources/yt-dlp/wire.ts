import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

const Id = Type.Union([Type.String(), Type.Number()]);

/** The parts that are read of a list entry or a song; which members exist depends on site and release. */
export const ListedEntry = Type.Object({
  id: Id,
  title: Type.Optional(Type.String()),
  track: Type.Optional(Type.String()),
  artist: Type.Optional(Type.String()),
  artists: Type.Optional(Type.Array(Type.String())),
  album: Type.Optional(Type.String()),
  channel: Type.Optional(Type.String()),
  uploader: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Number()),
  release_year: Type.Optional(Type.Number()),
  genre: Type.Optional(Type.String()),
  thumbnail: Type.Optional(Type.String()),
  live_status: Type.Optional(Type.String()),
  _type: Type.Optional(Type.String()),
  ext: Type.Optional(Type.String()),
  abr: Type.Optional(Type.Number()),
  asr: Type.Optional(Type.Number()),
  filesize: Type.Optional(Type.Number()),
  formats: Type.Optional(Type.Array(Type.Object({ format_id: Type.Optional(Type.String()), vcodec: Type.Optional(Type.String()) }))),
});
export type ListedEntry = Static<typeof ListedEntry>;

export const listShape = new JsonShape(
  Type.Object({ title: Type.Optional(Type.String()), description: Type.Optional(Type.String()), entries: Type.Array(ListedEntry) }),
);

export const entryShape = new JsonShape(ListedEntry);
