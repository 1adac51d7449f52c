import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

const Id = Type.Union([Type.Number(), Type.String()]);

const Artist = Type.Object({ id: Type.Optional(Id), name: Type.String() });

export const Track = Type.Object({
  id: Id,
  title: Type.String(),
  version: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Number()),
  isrc: Type.Optional(Type.String()),
  trackNumber: Type.Optional(Type.Number()),
  volumeNumber: Type.Optional(Type.Number()),
  explicit: Type.Optional(Type.Boolean()),
  allowStreaming: Type.Optional(Type.Boolean()),
  streamReady: Type.Optional(Type.Boolean()),
  artist: Type.Optional(Artist),
  artists: Type.Optional(Type.Array(Artist)),
  album: Type.Optional(
    Type.Object({
      id: Type.Optional(Type.Unknown()),
      title: Type.Optional(Type.String()),
      cover: Type.Optional(Type.String()),
      releaseDate: Type.Optional(Type.String()),
    }),
  ),
});
export type Track = Static<typeof Track>;

const Version = Type.Optional(Type.String());

export const searchShape = new JsonShape(Type.Object({ version: Version, data: Type.Object({ items: Type.Array(Track) }) }));
export const infoShape = new JsonShape(Type.Object({ data: Track }));

/** Entries are wrapped, videos too; those of a mix may be bare. */
const Entries = Type.Array(Type.Union([Type.Object({ item: Type.Unknown(), type: Type.Optional(Type.String()) }), Track]));
export type Entry = Static<typeof Entries>[number];

const Playlist = Type.Object({
  title: Type.String(),
  description: Type.Optional(Type.String()),
  numberOfTracks: Type.Optional(Type.Number()),
  numberOfVideos: Type.Optional(Type.Number()),
  lastUpdated: Type.Optional(Type.String()),
  squareImage: Type.Optional(Type.String()),
  image: Type.Optional(Type.String()),
});
export type Playlist = Static<typeof Playlist>;

export const playlistShape = new JsonShape(Type.Object({ playlist: Playlist, items: Entries }));

const Mix = Type.Object({ title: Type.Optional(Type.String()), subTitle: Type.Optional(Type.String()) });
export type Mix = Static<typeof Mix>;

export const mixShape = new JsonShape(Type.Object({ mix: Mix, items: Entries }));

/** One entry of a list that is a track. */
export const trackShape = new JsonShape(Track);

/** How a file is handed out. */
export const Presented = Type.Object({
  assetPresentation: Type.Optional(Type.String()),
  audioQuality: Type.Optional(Type.String()),
  manifestMimeType: Type.String(),
  /** Base64. */
  manifest: Type.String(),
});
export type Presented = Static<typeof Presented>;

export const presentedShape = new JsonShape(Presented);

/** Older proxies answer with a bare list of objects. */
export const handedOutShape = new JsonShape(
  Type.Union([Type.Object({ data: Type.Record(Type.String(), Type.Unknown()) }), Type.Array(Type.Record(Type.String(), Type.Unknown()))]),
);

export const singleFileShape = new JsonShape(
  Type.Object({
    mimeType: Type.Optional(Type.String()),
    codecs: Type.Optional(Type.String()),
    encryptionType: Type.Optional(Type.String()),
    urls: Type.Array(Type.String()),
  }),
);

/** The song's id. */
export const fetchKeyShape = new JsonShape(Type.Tuple([Type.String()]));
