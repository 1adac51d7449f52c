import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';
import { Id, listOf, SubsonicPlaylist, SubsonicSong } from './wire.js';

/**
 * Answers about a whole library. Here the object around a list is required, as the protocol's schema has it: an answer without
 * one is not an empty list. The list in it may be missing: servers leave out empty ones.
 */
const SubsonicArtist = Type.Object({
  id: Id,
  name: Type.String(),
  albumCount: Type.Optional(Type.Number()),
  sortName: Type.Optional(Type.String()),
  musicBrainzId: Type.Optional(Type.String()),
});
export type SubsonicArtist = Static<typeof SubsonicArtist>;

const SubsonicAlbum = Type.Object({
  id: Id,
  name: Type.Optional(Type.String()),
  /** Before OpenSubsonic some servers called it so. */
  title: Type.Optional(Type.String()),
  artist: Type.Optional(Type.String()),
  displayArtist: Type.Optional(Type.String()),
  year: Type.Optional(Type.Number()),
  created: Type.Optional(Type.String()),
  playCount: Type.Optional(Type.Number()),
});
export type SubsonicAlbum = Static<typeof SubsonicAlbum>;

const ScanStatus = Type.Object({
  scanning: Type.Boolean(),
  count: Type.Optional(Type.Number()),
  lastScan: Type.Optional(Type.String()),
});
export type ScanStatus = Static<typeof ScanStatus>;

const Index = Type.Object({ artist: listOf(SubsonicArtist) });

export const artistsShape = new JsonShape(Type.Object({ artists: Type.Object({ index: listOf(Index) }) }));
/** `getAlbumList2`, where nothing but the ids is wanted: a fraction of the checking. */
export const albumIdsShape = new JsonShape(Type.Object({ albumList2: Type.Object({ album: listOf(Type.Object({ id: Id })) }) }));
export const albumDetailsShape = new JsonShape(Type.Object({ albumList2: Type.Object({ album: listOf(SubsonicAlbum) }) }));
export const songSearchShape = new JsonShape(Type.Object({ searchResult3: Type.Object({ song: listOf(SubsonicSong) }) }));
export const ownPlaylistsShape = new JsonShape(Type.Object({ playlists: Type.Object({ playlist: listOf(SubsonicPlaylist) }) }));
export const musicFoldersShape = new JsonShape(
  Type.Object({ musicFolders: Type.Object({ musicFolder: listOf(Type.Object({ id: Id, name: Type.Optional(Type.String()) })) }) }),
);
export const userShape = new JsonShape(
  Type.Object({ user: Type.Object({ username: Type.String(), adminRole: Type.Optional(Type.Boolean()) }) }),
);
export const tokenInfoShape = new JsonShape(Type.Object({ tokenInfo: Type.Object({ username: Type.String() }) }));
export const scanStatusShape = new JsonShape(Type.Object({ scanStatus: ScanStatus }));
/** `createPlaylist` returns the playlist since 1.14; older servers return nothing. */
export const createdPlaylistShape = new JsonShape(
  Type.Object({ playlist: Type.Optional(Type.Object({ id: Id, songCount: Type.Optional(Type.Number()) })) }),
);
/** Answers of calls that only do something. */
export const emptyShape = new JsonShape(Type.Object({}));
