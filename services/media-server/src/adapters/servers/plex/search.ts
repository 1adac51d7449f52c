import { foldText } from '@catalogsync/catalog';
import type { TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerTrack } from '../../../core/servers/values.js';
import { type PlexCall, type PlexClient, type PlexQuery, unless } from './client.js';
import type { MusicLibrary, PlexLibraries } from './libraries.js';
import { itemsOf, kinds } from './listing.js';
import { pageOf } from './pages.js';
import { hubsShape, hubTracksShape, type PlexTrack, toTrack, tracksShape } from './wire.js';

/** Most hits that are looked through for an artist: titles such as "Intro" are many. */
const deepest = 200;

/** Tracks by title, those of the artist first. */
export class PlexSearch {
  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
  ) {}

  async tracks({ title, artist, limit }: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    if (limit <= 0 || foldText(title) === '') return [];
    const libraries = await this.libraries.recent(signal);
    const found = new Map<string, PlexTrack>();
    for (const ask of this.rounds(title, artist, limit)) {
      const rows = (await Promise.all(libraries.map((library) => ask(library, signal)))).flat();
      for (const row of rows) {
        const id = String(row.ratingKey);
        if (!found.has(id) && within(libraries, row)) found.set(id, row);
      }
      const suits = [...found.values()].some((row) => isCredited(row, artist) && titleDistance(row, title) < 2);
      if (suits) break;
    }
    return ranked([...found.values()], title, artist)
      .slice(0, limit)
      .map(toTrack);
  }

  /** The server's own search first; where that misses, which it may among many hits, the lists of the libraries by name. */
  private *rounds(title: string, artist: string, limit: number) {
    yield (library: MusicLibrary, signal: AbortSignal) => this.hits(library, title, artist === '' ? limit : Math.max(limit, 50), signal);
    if (artist !== '') {
      yield (library: MusicLibrary, signal: AbortSignal) => this.named(library, { title, 'artist.title': artist }, signal);
    }
    yield (library: MusicLibrary, signal: AbortSignal) => this.named(library, { title }, signal);
  }

  private async hits({ key, title: of }: MusicLibrary, title: string, limit: number, signal: AbortSignal): Promise<readonly PlexTrack[]> {
    const call: PlexCall = { path: '/hubs/search', query: { query: title, limit, sectionId: key }, what: `library "${of}"` };
    // A search that can find nothing, such as in a library without music, and one that the server does not know are answered 404.
    const answer = await unless('not_found', this.client.ask(call, hubsShape, signal));
    const tracks = (answer?.MediaContainer.Hub ?? []).filter(({ type }) => type === 'track').flatMap(({ Metadata = [] }) => Metadata);
    return hubTracksShape.check(tracks, 'plex GET /hubs/search: tracks').filter((row) => isMeant(row, title));
  }

  private async named(library: MusicLibrary, query: PlexQuery, signal: AbortSignal): Promise<readonly PlexTrack[]> {
    const call = itemsOf(library, { type: kinds.track, ...query });
    // Not every release knows each field.
    const page = await unless('invalid_argument', pageOf(this.client, call, tracksShape, { start: 0, size: deepest }, signal));
    return page?.rows ?? [];
  }
}

/** Hits come also for their artist's, album's or genre's name, which the title alone does not mean. */
function isMeant(row: PlexTrack, title: string): boolean {
  const { reason = 'section' } = row;
  return reason === 'section' || reason === 'originalTitle' || titleDistance(row, title) < 2;
}

/** The library of the search only favours its hits. */
function within(libraries: readonly MusicLibrary[], { librarySectionID }: PlexTrack): boolean {
  return librarySectionID === undefined || libraries.some(({ key }) => key === String(librarySectionID));
}

/** The artist's tracks first, among them those of exactly this title; else as the server ranks them. */
function ranked(rows: readonly PlexTrack[], title: string, artist: string): readonly PlexTrack[] {
  const rank = (row: PlexTrack): number => (isCredited(row, artist) ? 0 : 4) + titleDistance(row, title);
  return rows
    .map((row) => ({ row, rank: rank(row) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

/** 0 for the title itself, 1 if one contains the other, 2 for another one. */
function titleDistance(row: PlexTrack, title: string): number {
  const [own, wanted] = [foldText(row.title), foldText(title)];
  if (own === wanted) return 0;
  return own !== '' && wanted !== '' && (own.includes(wanted) || wanted.includes(own)) ? 1 : 2;
}

/** Whether the track or its album is by the artist, alone or with others. An empty name is everybody's. */
function isCredited({ originalTitle = '', grandparentTitle = '' }: PlexTrack, artist: string): boolean {
  const wanted = foldText(artist);
  if (wanted === '') return true;
  return [originalTitle, grandparentTitle].map(foldText).some((name) => name !== '' && (name.includes(wanted) || wanted.includes(name)));
}
