import type { FileContents, FileList, FileSong, Unread } from './contents.js';
import { ListBuilder } from './contents.js';
import { artistsIn, lengthOf } from './song-text.js';
import type { Element } from './structure-readers.js';

/** A dictionary of a property list: pairs of a key and the element after it. */
type Dictionary = ReadonlyMap<string, Element>;

const form = 'XML of Apple Music or iTunes';
const notSongs = ['Podcast', 'Movie', 'TV Show', 'Audiobook'] as const;

/** The library or a playlist that Apple Music or iTunes writes as XML. Undefined for other property lists. */
export function readPlist(root: Element): FileContents | undefined {
  const library = dictionaryOf(root.children[0]);
  const [trackTable, playlists] = [library.get('Tracks'), library.get('Playlists')];
  if (trackTable === undefined || playlists === undefined) return undefined;
  const tracks = dictionaryOf(trackTable);
  const lists: FileList[] = [];
  const unread: Unread[] = [];
  for (const element of playlists.children) {
    const playlist = dictionaryOf(element);
    if (isNoPlaylist(playlist)) continue;
    const list = new ListBuilder();
    for (const item of playlist.get('Playlist Items')?.children ?? []) list.add(songOf(item, tracks));
    unread.push(...list.unread);
    const [name, ownId] = [textIn(playlist, 'Name'), textIn(playlist, 'Playlist Persistent ID')];
    if (list.songs.length > 0) lists.push({ name, ownId, songs: list.songs });
  }
  return { form, lists, unread };
}

/** The whole library and folders stand among the playlists. */
const isNoPlaylist = (playlist: Dictionary): boolean =>
  ['Master', 'Folder'].some((key) => playlist.get(key)?.name === 'true') ||
  playlist.has('Distinguished Kind') ||
  textIn(playlist, 'Name') === 'Library';

function songOf(item: Element, tracks: Dictionary): FileSong | Unread {
  const { line } = item;
  const id = textIn(dictionaryOf(item), 'Track ID') ?? '';
  const element = tracks.get(id);
  if (element === undefined) return { line, text: id, reason: 'it names a track that the file does not have' };
  const track = dictionaryOf(element);
  const kind = notSongs.find((key) => track.get(key)?.name === 'true');
  const name = textIn(track, 'Name');
  if (kind !== undefined) return { line, text: name ?? id, reason: `${kind.toLowerCase()}, not a song` };
  const persistent = textIn(track, 'Persistent ID');
  const album = textIn(track, 'Album');
  const durationMs = lengthOf(textIn(track, 'Total Time'), 1);
  const about = { line, name, singers: artistsIn(textIn(track, 'Artist')), album, durationMs };
  return persistent === undefined ? about : { ...about, more: { persistent_id: persistent } };
}

function dictionaryOf(element: Element | undefined): Dictionary {
  const found = new Map<string, Element>();
  let key: string | undefined;
  for (const child of element?.name === 'dict' ? element.children : []) {
    if (child.name === 'key') key = child.text.trim();
    else if (key !== undefined) {
      found.set(key, child);
      key = undefined;
    }
  }
  return found;
}

const textIn = (dictionary: Dictionary, key: string): string | undefined => dictionary.get(key)?.text.trim() || undefined;
