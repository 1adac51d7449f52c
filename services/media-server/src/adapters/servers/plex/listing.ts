import type { ServerAlbum, ServerArtist } from '../../../core/servers/values.js';
import type { AnswerShape, PlexCall, PlexClient, PlexQuery } from './client.js';
import type { MusicLibrary, PlexLibraries } from './libraries.js';
import { type Container, pagesOf } from './pages.js';
import { albumKeysShape, albumsShape, artistsShape, toAlbum, toArtist } from './wire.js';

/** Numbers of the kinds of items. */
export const kinds = { artist: 8, album: 9, track: 10 } as const;

/** Items of a library. */
export function itemsOf({ key, title }: MusicLibrary, query: PlexQuery): PlexCall {
  return { path: `/library/sections/${key}/all`, query, what: `library "${title}"` };
}

/** Artists and albums of the libraries. */
export class PlexListing {
  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
  ) {}

  async *artists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    yield* this.all({ type: kinds.artist, includeGuids: 1 }, artistsShape, toArtist, ({ id }) => id, signal);
  }

  async *albumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    yield* this.all(
      { type: kinds.album },
      albumKeysShape,
      ({ ratingKey }) => String(ratingKey),
      (id) => id,
      signal,
    );
  }

  async latestAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    if (limit <= 0) return [];
    const libraries = await this.libraries.current(signal);
    const latest = await Promise.all(libraries.map((library) => this.latestOf(library, limit, signal)));
    return latest
      .flat()
      .sort((a, b) => (b.addedAt ?? 0) - (a.addedAt ?? 0))
      .slice(0, limit);
  }

  private async latestOf(library: MusicLibrary, limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    const albums: ServerAlbum[] = [];
    const call = itemsOf(library, { type: kinds.album, sort: 'addedAt:desc' });
    for await (const rows of pagesOf(this.client, call, albumsShape, signal, { size: Math.min(limit, 500) })) {
      albums.push(...rows.map(toAlbum));
      if (albums.length >= limit) break;
    }
    return albums.slice(0, limit);
  }

  /** Each item once: what is added or removed meanwhile shifts those behind it into another page. */
  private async *all<R, T>(
    query: PlexQuery,
    shape: AnswerShape<Container<R>>,
    read: (row: R) => T,
    idOf: (item: T) => string,
    signal: AbortSignal,
  ): AsyncIterable<readonly T[]> {
    const seen = new Set<string>();
    for (const library of await this.libraries.current(signal)) {
      for await (const rows of pagesOf(this.client, itemsOf(library, query), shape, signal)) {
        const items = rows.map(read).filter((item) => !seen.has(idOf(item)));
        for (const item of items) seen.add(idOf(item));
        yield items;
      }
    }
  }
}
