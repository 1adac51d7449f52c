import type { TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerTrack } from '../../../core/servers/values.js';
import type { JellyfinClient, Query } from './client.js';
import type { JellyfinConnection } from './connection.js';
import { albumOf, artistOf, trackFields, trackOf } from './items.js';
import { type PageLimits, pagesOf, type ReadPage } from './pages.js';
import { type Item, itemsShape } from './wire.js';

/** Time limits and sizes; tests set smaller ones. */
export interface JellyfinPace {
  readonly pages: PageLimits;
  /** Milliseconds for one page of a list. */
  readonly pageMs: number;
  /** Milliseconds for a search: they are slow in large libraries. */
  readonly searchMs: number;
}

/** Whatever is listed needs neither pictures nor the user's own data. */
const bare = { enableImages: false, enableUserData: false, enableTotalRecordCount: false };

/** More hits than wanted are asked for where an artist is to be found among tracks of one title. */
const mostHits = 100;

/** The music libraries of one Jellyfin: what they hold, searches, what was added last. */
export class JellyfinLibrary {
  constructor(
    private readonly client: JellyfinClient,
    private readonly connection: JellyfinConnection,
    private readonly pace: JellyfinPace,
  ) {}

  async *artists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    const query = { fields: ['Genres', 'ProviderIds', 'SortName'], sortBy: 'SortName', ...bare };
    for await (const page of this.each('/Artists/AlbumArtists', query, signal)) yield page.map(artistOf);
  }

  async *albumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    const query = { includeItemTypes: 'MusicAlbum', recursive: true, sortBy: 'SortName', ...bare };
    for await (const page of this.each('/Items', query, signal)) yield page.map(({ Id }) => Id);
  }

  /** Jellyfin looks for the words in titles only: hits by the wanted artist come first, and are asked for by themselves if need be. */
  async search({ title, artist, limit }: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    const wanted = folded(artist);
    if (wanted === '') return (await this.hits(title, limit, {}, signal)).slice(0, limit);
    const most = Math.max(limit, mostHits);
    const hits = await this.hits(title, most, {}, signal);
    const isCutOff = hits.length >= most && hits.every((track) => distance(track, wanted) > 0);
    const own = isCutOff ? await this.hits(title, limit, { artists: artist }, signal) : [];
    const all = [...new Map([...own, ...hits].map((track) => [track.id, track])).values()];
    return all.sort((one, other) => distance(one, wanted) - distance(other, wanted)).slice(0, limit);
  }

  /** Newest first. */
  async recentAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    const { userId, libraryIds } = await this.connection.session(signal);
    const query = {
      includeItemTypes: 'MusicAlbum',
      recursive: true,
      sortBy: 'DateCreated',
      sortOrder: 'Descending',
      fields: 'DateCreated',
    };
    const albums = new Map<string, ServerAlbum>();
    for (const parentId of libraryIds) {
      const read = this.reader('/Items', { userId, parentId, ...query, ...bare });
      for await (const page of pagesOf(read, this.pace.pages, signal, limit)) {
        for (const item of page) albums.set(item.Id, albumOf(item));
      }
    }
    return [...albums.values()].sort((one, other) => (other.addedAt ?? 0) - (one.addedAt ?? 0)).slice(0, limit);
  }

  /** Every item of the configured libraries, once: artists are in every library that has an album of theirs, and lists move while they are read. */
  private async *each(path: string, query: Query, signal: AbortSignal): AsyncIterable<readonly Item[]> {
    const { userId, libraryIds } = await this.connection.session(signal);
    const seen = new Set<string>();
    for (const parentId of libraryIds) {
      for await (const page of pagesOf(this.reader(path, { userId, parentId, ...query }), this.pace.pages, signal)) {
        const fresh = page.filter(({ Id }) => !seen.has(Id) && seen.add(Id));
        if (fresh.length > 0) yield fresh;
      }
    }
  }

  private reader(path: string, query: Query): ReadPage<Item> {
    return async (startIndex, limit, signal) =>
      (await this.client.page(path, { ...query, startIndex, limit }, itemsShape, signal, this.pace.pageMs)).Items;
  }

  /** The hits of all libraries by turns, as each of them has its best first. */
  private async hits(searchTerm: string, limit: number, more: Query, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    const { userId, libraryIds } = await this.connection.session(signal);
    const query = { userId, searchTerm, includeItemTypes: 'Audio', recursive: true, limit, fields: trackFields, ...bare, ...more };
    const { searchMs } = this.pace;
    const lists = await Promise.all(
      libraryIds.map(async (parentId) => {
        const limits = { totalTimeoutMs: searchMs, headersTimeoutMs: searchMs };
        return (await this.client.get('/Items', { ...query, parentId }, itemsShape, signal, limits)).Items;
      }),
    );
    const longest = Math.max(...lists.map(({ length }) => length));
    const turns = Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
    return [...new Map(turns.map((item) => [item.Id, trackOf(item)])).values()];
  }
}

const folded = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** 0 for a track by the wanted artist, 1 where one name is part of the other, as in "Adele feat. Somebody", else 2. */
function distance({ artists }: ServerTrack, wanted: string): number {
  const names = artists.map(folded);
  if (names.includes(wanted)) return 0;
  return names.some((name) => hasWords(name, wanted) || hasWords(wanted, name)) ? 1 : 2;
}

const hasWords = (text: string, words: string): boolean => words !== '' && ` ${text} `.includes(` ${words} `);
