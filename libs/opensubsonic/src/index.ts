export { SubsonicClient } from './subsonic-client.js';
export {
  albumListShape,
  albumShape,
  lyricsListShape,
  lyricsShape,
  playlistShape,
  playlistsShape,
  type StructuredLyrics,
  type SubsonicPlaylist,
  type SubsonicSong,
  searchShape,
  songShape,
} from './wire.js';
