import { type FileContents, type FileList, type FileSong, ListBuilder, textOf, type Unread } from './contents.js';
import { fieldsOf, listOf } from './json-fields.js';
import { withSpotifyUri } from './spotify-uri.js';

/** The playlists in the data that Spotify gives to the owner of an account. Undefined for other JSON. */
export function readSpotifyAccount(value: unknown): FileContents | undefined {
  const { playlists } = fieldsOf(value);
  if (!Array.isArray(playlists) || !playlists.every((one) => Array.isArray(fieldsOf(one).items))) return undefined;
  const lists: FileList[] = [];
  const unread: Unread[] = [];
  let entry = 0;
  for (const playlist of playlists.map(fieldsOf)) {
    const list = new ListBuilder();
    for (const item of listOf(playlist.items)) list.add(songOf(fieldsOf(item), ++entry));
    unread.push(...list.unread);
    if (list.songs.length > 0) lists.push({ name: textOf(playlist.name), description: described(playlist.description), songs: list.songs });
  }
  return { form: "Spotify's account export", lists, unread };
}

/** Exactly one of the kinds is set. */
function songOf(item: Readonly<Record<string, unknown>>, line: number): FileSong | Unread {
  const { track, localTrack, episode, audiobook } = item;
  const { trackName, artistName, albumName, trackUri } = fieldsOf(track);
  const uri = textOf(trackUri) ?? textOf(fieldsOf(localTrack).uri) ?? '';
  const text = textOf(fieldsOf(episode).episodeName) ?? '';
  if (typeof episode === 'object' && episode !== null) return { line, text, reason: 'a podcast episode, not a song' };
  if (typeof audiobook === 'object' && audiobook !== null) return { line, text: '', reason: 'an audiobook, not a song' };
  const artist = textOf(artistName);
  return withSpotifyUri({ line, name: textOf(trackName), singers: artist === undefined ? [] : [artist], album: textOf(albumName) }, uri);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'", '#x2f': '/' };

/** Sent as HTML. */
const described = (value: unknown): string | undefined =>
  textOf(value)?.replace(/&(#?\w{1,6});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
