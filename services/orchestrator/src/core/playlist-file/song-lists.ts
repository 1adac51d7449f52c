import type { FileList, FileSong, Unread } from '../playlist-forms/contents.js';
import { mapInTurns, type NextTurn } from '../playlist-forms/in-turns.js';
import type { Track } from '../sources/source-catalog.js';
import { inBatches, type PlaylistRecogniser, type SongReference } from './playlist-recogniser.js';
import { isRemoteId, type PlaylistReference } from './playlist-scope.js';

/** The platform of songs and playlists that are known from a playlist file alone. */
export const filePlatform = 'file';

/** A short text for any text, the same for the same and different for different ones. */
export type Digest = (text: string) => string;

/** A song of a list, on its platform. */
export interface ListedSong {
  readonly platform: string;
  readonly track: Track;
}

/** A playlist that stands in a file. */
export interface SongList {
  readonly reference: PlaylistReference;
  readonly name: string;
  readonly description: string | undefined;
  readonly songs: readonly ListedSong[];
}

export interface PlacedLists {
  readonly lists: readonly SongList[];
  readonly unread: readonly Unread[];
}

interface Placing {
  readonly recogniser: PlaylistRecogniser;
  readonly digest: Digest;
  readonly nextTurn: NextTurn;
}

const longestName = 500;

/**
 * Gives each song its platform: that of its id or address if it is known here, else `file`. Lists keep their own id, or
 * get one made from the names of file and list, so that a file read again is the same list.
 * @throws Fault as the recogniser
 */
export async function placeSongs(
  lists: readonly FileList[],
  fileName: string,
  { recogniser, digest, nextTurn }: Placing,
  signal: AbortSignal,
): Promise<PlacedLists> {
  const addresses = [
    ...new Set(lists.flatMap(({ songs }) => songs.flatMap((song) => (song.id === undefined ? (song.addresses ?? []) : [])))),
  ];
  if (lists.length === 0) return { lists: [], unread: [] };
  const { lines, platforms } = await inBatches(addresses, (batch) => recogniser.recogniseByForm(batch, signal));
  const byAddress = new Map<string, SongReference>();
  for (const [at, line] of lines.entries()) if ('songId' in line) byAddress.set(addresses[at] ?? '', line);
  const places: Places = { platforms: new Set(platforms), byAddress, digest };
  const unread: Unread[] = [];
  const placed: SongList[] = [];
  for (const [at, list] of lists.entries()) {
    const songs: ListedSong[] = [];
    const place = (song: FileSong): unknown => {
      const found = placeOf(song, places);
      return 'reason' in found ? unread.push(found) : songs.push(found);
    };
    await mapInTurns(list.songs, place, nextTurn);
    placed.push({ ...aboutList(list, fileName, at, digest), songs });
  }
  return { lists: merged(placed.filter(({ songs }) => songs.length > 0)), unread };
}

interface Places {
  readonly platforms: ReadonlySet<string>;
  readonly byAddress: ReadonlyMap<string, SongReference>;
  readonly digest: Digest;
}

function placeOf(song: FileSong, { platforms, byAddress, digest }: Places): ListedSong | Unread {
  const { id, addresses = [], more } = song;
  const known = id !== undefined && platforms.has(id.platform) ? id : undefined;
  const found = addresses.map((address) => byAddress.get(address)).find((one) => one !== undefined);
  const remoteId = known?.remoteId ?? found?.songId;
  const platform = known?.platform ?? found?.platform;
  if (platform !== undefined && remoteId !== undefined && isRemoteId(remoteId)) {
    return { platform, track: trackOf(song, remoteId, more) };
  }
  if (song.name === undefined)
    return { line: song.line, text: id?.remoteId ?? addresses[0] ?? '', reason: 'it has no title, and no platform here knows its id' };
  const kept = {
    ...more,
    ...(id === undefined ? {} : { [`${id.platform}_id`]: id.remoteId }),
    ...(addresses.length === 0 ? {} : { addresses }),
  };
  return { platform: filePlatform, track: trackOf(song, digest(wordsOf(song)), Object.keys(kept).length === 0 ? undefined : kept) };
}

/**
 * What the row says, without its number: a row that is put in before it must not make it another song. The line of a song
 * in words is the same whichever way it was read.
 */
function wordsOf({ name, singers, album, durationMs, isrc, id, more }: FileSong): string {
  const written = typeof more?.written === 'string' ? more.written : undefined;
  return JSON.stringify(written === undefined ? [name, singers, album, durationMs, isrc, id?.remoteId] : [written]);
}

function trackOf(song: FileSong, remoteId: string, more: Readonly<Record<string, unknown>> | undefined): Track {
  const { name, singers, album, durationMs, isrc, coverUrl } = song;
  const unknown = { albumArtist: undefined, trackNumber: undefined, discNumber: undefined, year: undefined, genre: undefined };
  return {
    remoteId,
    // Named by id until its platform gives a name.
    name: (name ?? remoteId).slice(0, longestName),
    artists: singers.map((singer) => ({ remoteId: undefined, name: singer.slice(0, longestName) })),
    album,
    durationMs,
    isrc,
    coverUrl,
    ...unknown,
    ext: undefined,
    fileSizeBytes: undefined,
    ...(more === undefined ? {} : { more }),
  };
}

function aboutList({ name, ownId, description }: FileList, fileName: string, at: number, digest: Digest): Omit<SongList, 'songs'> {
  const base = baseName(fileName);
  const title = (name ?? listNameOf(base)).slice(0, longestName);
  const remoteId = ownId !== undefined && isRemoteId(ownId) ? ownId : digest(JSON.stringify([base, name ?? at]));
  return { reference: { platform: filePlatform, remoteId, url: undefined }, name: title, description };
}

const baseName = (path: string): string => path.split(/[/\\]/).at(-1) || path;

/** Without the extension, and without what exporters add. */
function listNameOf(base: string): string {
  const bare = base
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/ - playlistCSV\d+$|-videos$/, '')
    .trim();
  return bare || base;
}

/** Lists with one id are one list. */
function merged(lists: readonly SongList[]): readonly SongList[] {
  const byId = new Map<string, SongList>();
  for (const list of lists) {
    const before = byId.get(list.reference.remoteId);
    byId.set(list.reference.remoteId, before === undefined ? list : { ...before, songs: [...before.songs, ...list.songs] });
  }
  return [...byId.values()];
}
