import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/**
 * The parts of OpenSubsonic answers that are read (Subsonic API 1.16.1 with the OpenSubsonic extensions).
 * Older servers leave out most optional members; ids are text or numbers.
 */
export const Id = Type.Union([Type.String(), Type.Number()]);

const Artist = Type.Object({ id: Type.Optional(Id), name: Type.String() });

export const SubsonicSong = Type.Object({
  id: Id,
  title: Type.String(),
  artist: Type.Optional(Type.String()),
  artistId: Type.Optional(Id),
  artists: Type.Optional(Type.Array(Artist)),
  album: Type.Optional(Type.String()),
  /** Most of these are OpenSubsonic's, and read with care: servers differ. */
  ...{ albumId: Type.Optional(Type.Unknown()), musicBrainzId: Type.Optional(Type.Unknown()) },
  ...{ genres: Type.Optional(Type.Unknown()), replayGain: Type.Optional(Type.Unknown()) },
  ...{ bpm: Type.Optional(Type.Unknown()), explicitStatus: Type.Optional(Type.Unknown()), displayComposer: Type.Optional(Type.Unknown()) },
  albumArtists: Type.Optional(Type.Array(Artist)),
  displayAlbumArtist: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Number()),
  track: Type.Optional(Type.Number()),
  discNumber: Type.Optional(Type.Number()),
  year: Type.Optional(Type.Number()),
  genre: Type.Optional(Type.String()),
  isrc: Type.Optional(Type.Array(Type.String())),
  path: Type.Optional(Type.Unknown()),
  playCount: Type.Optional(Type.Number()),
  played: Type.Optional(Type.String()),
  suffix: Type.Optional(Type.String()),
  size: Type.Optional(Type.Number()),
  bitRate: Type.Optional(Type.Number()),
  samplingRate: Type.Optional(Type.Number()),
  bitDepth: Type.Optional(Type.Number()),
  coverArt: Type.Optional(Id),
  isDir: Type.Optional(Type.Boolean()),
  isVideo: Type.Optional(Type.Boolean()),
});
export type SubsonicSong = Static<typeof SubsonicSong>;

export const SubsonicPlaylist = Type.Object({
  id: Id,
  name: Type.String(),
  comment: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String()),
  /** OpenSubsonic's: this user cannot change it. */
  readonly: Type.Optional(Type.Boolean()),
  created: Type.Optional(Type.String()),
  changed: Type.Optional(Type.String()),
  songCount: Type.Optional(Type.Number()),
  duration: Type.Optional(Type.Number()),
});
export type SubsonicPlaylist = Static<typeof SubsonicPlaylist>;

const Album = Type.Object({ id: Id, created: Type.Optional(Type.String()), songCount: Type.Optional(Type.Number()) });

/** The envelope of every answer: failures come with HTTP 200. */
export const envelopeShape = new JsonShape(
  Type.Object({
    'subsonic-response': Type.Object({
      status: Type.String(),
      version: Type.Optional(Type.String()),
      type: Type.Optional(Type.String()),
      serverVersion: Type.Optional(Type.String()),
      openSubsonic: Type.Optional(Type.Boolean()),
      error: Type.Optional(Type.Object({ code: Type.Number(), message: Type.Optional(Type.String()) })),
    }),
  }),
);
export type Envelope = ReturnType<(typeof envelopeShape)['parse']>['subsonic-response'];

export const listOf = <T extends Parameters<typeof Type.Array>[0]>(items: T) => Type.Optional(Type.Array(items));

export const searchShape = new JsonShape(Type.Object({ searchResult3: Type.Optional(Type.Object({ song: listOf(SubsonicSong) })) }));
export const songShape = new JsonShape(Type.Object({ song: SubsonicSong }));
export const playlistsShape = new JsonShape(Type.Object({ playlists: Type.Optional(Type.Object({ playlist: listOf(SubsonicPlaylist) })) }));
export const playlistShape = new JsonShape(
  Type.Object({ playlist: Type.Object({ id: Id, name: Type.Optional(Type.String()), entry: listOf(SubsonicSong) }) }),
);
export const albumListShape = new JsonShape(Type.Object({ albumList2: Type.Optional(Type.Object({ album: listOf(Album) })) }));
export const albumShape = new JsonShape(Type.Object({ album: Type.Object({ song: listOf(SubsonicSong) }) }));

/** OpenSubsonic extension `songLyrics`, version 1. Starts are milliseconds. */
const Lyrics = Type.Object({
  synced: Type.Boolean(),
  offset: Type.Optional(Type.Number()),
  line: listOf(Type.Object({ start: Type.Optional(Type.Number()), value: Type.String() })),
});
export type StructuredLyrics = Static<typeof Lyrics>;

export const lyricsListShape = new JsonShape(Type.Object({ lyricsList: Type.Optional(Type.Object({ structuredLyrics: listOf(Lyrics) })) }));
export const lyricsShape = new JsonShape(Type.Object({ lyrics: Type.Optional(Type.Object({ value: Type.Optional(Type.String()) })) }));

export const extensionsShape = new JsonShape(Type.Object({ openSubsonicExtensions: listOf(Type.Object({ name: Type.String() })) }));
