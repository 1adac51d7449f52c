import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/** What points to an object of the document. */
const Reference = Type.Object({ id: Type.String(), type: Type.String() });
export type Reference = Static<typeof Reference>;

/** `data` may be absent, although the object has such a relationship. */
const Relationship = Type.Object({ data: Type.Optional(Type.Array(Reference)) });

const Attributes = Type.Object({
  title: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  isrc: Type.Optional(Type.String()),
  duration: Type.Optional(Type.String()),
  releaseDate: Type.Optional(Type.String()),
  genreName: Type.Optional(Type.String()),
  explicit: Type.Optional(Type.Boolean()),
  files: Type.Optional(
    Type.Array(Type.Object({ href: Type.String(), meta: Type.Optional(Type.Object({ width: Type.Optional(Type.Number()) })) })),
  ),
});

const Resource = Type.Object({
  id: Type.String(),
  type: Type.String(),
  attributes: Type.Optional(Attributes),
  relationships: Type.Optional(
    Type.Object({
      artists: Type.Optional(Relationship),
      albums: Type.Optional(Relationship),
      genres: Type.Optional(Relationship),
      coverArt: Type.Optional(Relationship),
    }),
  ),
});
export type Resource = Static<typeof Resource>;

/** A track as it is among the objects: with its title. */
const Track = Type.Intersect([Resource, Type.Object({ attributes: Type.Intersect([Attributes, Type.Object({ title: Type.String() })]) })]);

const included = Type.Optional(Type.Array(Resource));

const links = Type.Optional(
  Type.Object({
    next: Type.Optional(Type.String()),
    meta: Type.Optional(Type.Object({ nextCursor: Type.Optional(Type.String()) })),
  }),
);

export const referencesShape = new JsonShape(Type.Object({ data: Type.Array(Reference), included, links }));
export const tracksShape = new JsonShape(Type.Object({ data: Type.Array(Track), included }));
export const trackShape = new JsonShape(Type.Object({ data: Track, included }));

const PlaylistAttributes = Type.Object({
  name: Type.String(),
  description: Type.Optional(Type.String()),
  numberOfItems: Type.Optional(Type.Number()),
  lastModifiedAt: Type.Optional(Type.String()),
});
const Playlist = Type.Object({ id: Type.String(), attributes: PlaylistAttributes, relationships: Resource.properties.relationships });
export type Playlist = Static<typeof Playlist>;

export const playlistShape = new JsonShape(Type.Object({ data: Playlist, included }));

export const tokenShape = new JsonShape(Type.Object({ access_token: Type.String(), expires_in: Type.Optional(Type.Number()) }));
