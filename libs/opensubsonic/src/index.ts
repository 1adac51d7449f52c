export { SubsonicClient } from './subsonic-client.js';
export {
  albumListShape,
  albumShape,
  lyricsListShape,
  lyricsShape,
  type Playlist,
  playlistShape,
  playlistsShape,
  type Song,
  type StructuredLyrics,
  searchShape,
  songShape,
} from './wire.js';
