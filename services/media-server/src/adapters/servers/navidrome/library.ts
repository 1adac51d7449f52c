import {
  albumDetailsShape,
  albumIdsShape,
  artistsShape,
  type SubsonicAlbum,
  type SubsonicArtist,
  type SubsonicClient,
  songSearchShape,
} from '@catalogsync/opensubsonic';
import type { TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerTrack } from '../../../core/servers/values.js';
import type { NavidromeConnection } from './connection.js';
import { pagesAhead } from './pages-ahead.js';
import { isMusic, isWanted, ranked, timeOf, toTrack } from './tracks.js';

/** The largest page of the protocol. */
const pageSize = 500;
/** Hits to look for an artist in, as some servers search titles alone and many songs have the same one. */
const titleHits = 100;

/** Artists, albums and tracks of the chosen music folders. */
export class NavidromeLibrary {
  constructor(
    private readonly client: SubsonicClient,
    private readonly connection: NavidromeConnection,
  ) {}

  /** The protocol lists them in one piece. */
  async *allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    const known = new Set<string>();
    for (const folder of await this.connection.libraries(signal)) {
      const { artists } = await this.client.call('getArtists', inFolder(folder), artistsShape, signal);
      const found = (artists.index ?? []).flatMap(({ artist = [] }) => artist);
      for (let at = 0; at < found.length; at += pageSize) {
        const page = newOnes(found.slice(at, at + pageSize), known).map(toArtist);
        if (page.length > 0) yield page;
      }
    }
  }

  async *allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    const known = new Set<string>();
    for (const folder of await this.connection.libraries(signal)) {
      const ask = async (offset: number, either: AbortSignal) => {
        const parameters = { type: 'alphabeticalByName', size: `${pageSize}`, offset: `${offset}`, ...inFolder(folder) };
        return (await this.client.call('getAlbumList2', parameters, albumIdsShape, either)).albumList2.album ?? [];
      };
      for await (const albums of pagesAhead(pageSize, ask, signal)) {
        const page = newOnes(albums, known).map(({ id }) => String(id));
        if (page.length > 0) yield page;
      }
    }
  }

  /** Servers match a title in different ways: some search titles alone, some all words of title, artist and album. */
  async searchTracks(search: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    const { title, artist, limit } = search;
    // An empty text would find everything.
    if (title.trim() === '') return [];
    if (artist.trim() === '') return ranked(await this.search(title, limit, signal), search).slice(0, limit);
    const hits = await this.search(title, Math.max(limit, titleHits), signal);
    if (hits.some((track) => isWanted(track, search))) return ranked(hits, search).slice(0, limit);
    const both = await this.search(`${title} ${artist}`, limit, signal);
    return ranked(newOnes([...both, ...hits], new Set()), search).slice(0, limit);
  }

  async recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    const folders = await this.connection.libraries(signal);
    const albums: ServerAlbum[] = [];
    for (const folder of folders) albums.push(...(await this.newest(limit, folder, signal)));
    const each = newOnes(albums, new Set());
    const inOrder = folders.length === 1 ? each : each.toSorted((one, other) => (other.addedAt ?? 0) - (one.addedAt ?? 0));
    return inOrder.slice(0, limit);
  }

  private async newest(limit: number, folder: string | undefined, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    const albums: ServerAlbum[] = [];
    while (albums.length < limit) {
      const size = Math.min(pageSize, limit - albums.length);
      const parameters = { type: 'newest', size: `${size}`, offset: `${albums.length}`, ...inFolder(folder) };
      const { albumList2 } = await this.client.call('getAlbumList2', parameters, albumDetailsShape, signal);
      const page = albumList2.album ?? [];
      albums.push(...page.map(toAlbum));
      if (page.length < size) break;
    }
    return albums;
  }

  private async search(query: string, limit: number, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    const tracks: ServerTrack[] = [];
    for (const folder of await this.connection.libraries(signal)) {
      const parameters = { query, songCount: `${limit}`, artistCount: '0', albumCount: '0', ...inFolder(folder) };
      const { searchResult3 } = await this.client.call('search3', parameters, songSearchShape, signal);
      tracks.push(...(searchResult3.song ?? []).filter(isMusic).map(toTrack));
    }
    return newOnes(tracks, new Set());
  }
}

/** The parameter that limits a list. */
export function inFolder(folder: string | undefined): Readonly<Record<string, string>> {
  return folder === undefined ? {} : { musicFolderId: folder };
}

/** Without those that are known; knows these from now on. */
function newOnes<T extends { readonly id: string | number }>(items: readonly T[], known: Set<string>): readonly T[] {
  return items.filter(({ id }) => {
    const before = known.size;
    return known.add(String(id)).size > before;
  });
}

function toArtist({ id, name, albumCount, sortName, musicBrainzId }: SubsonicArtist): ServerArtist {
  return {
    id: String(id),
    name,
    sortName: sortName || undefined,
    albumCount: albumCount || undefined,
    musicBrainzId: musicBrainzId || undefined,
  };
}

function toAlbum({ id, name, title = '', artist, displayArtist = '', year, created }: SubsonicAlbum): ServerAlbum {
  return {
    id: String(id),
    name: name ?? title,
    artist: displayArtist || (artist ?? ''),
    year: year || undefined,
    addedAt: timeOf(created),
  };
}
