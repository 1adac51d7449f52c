import type { ManualMatch } from '../choices/manual-matches.js';
import { originOf } from '../ranking/origin.js';
import type { WantedAlbum } from '../sources/albums.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import { givesAlbums, givesTracks } from './able-source.js';
import type { Song } from './song.js';

/** Among which sources a song is looked for. */
export interface SearchScope {
  readonly song: Song;
  /** The song's own source where it is not its platform (behaviour 28). */
  readonly ownSource: string | undefined;
  /** Names or aliases; empty means the default list (behaviour 29). What no source is called is left out. */
  readonly sources: readonly string[];
  /** The album that the song is on; without one no source of albums is asked. */
  readonly album: WantedAlbum | undefined;
}

/** Which sources come into question for a song. */
export interface SearchPlan {
  /** What statistics are kept by: the song's own source, also where it is not among the sources (behaviour 31). */
  readonly origin: string;
  /** The song's own source, if it is among the sources (behaviours 28, 30). */
  readonly preferred: Source | undefined;
  /** The others, in configured order. */
  readonly fallbacks: readonly Source[];
}

/** One source's place in a search. */
export interface Turn {
  readonly source: Source;
  /** The song's own source, one that a person chose a recording of, or any other. */
  readonly kind: 'own' | 'chosen' | 'other';
  /** The id that the source knows the song by, if any is known. */
  readonly remoteId: string | undefined;
  /** It failed again and again, and is left in peace. */
  readonly rests: boolean;
}

/**
 * The sources that are asked for a song (behaviours 27 to 31): those given, each once, or the default list;
 * of them, what is configured and can give its file.
 */
export function planSearch(
  { song, ownSource, sources, album }: SearchScope,
  defaults: readonly string[],
  registry: SourceRegistry,
): SearchPlan {
  const origin = originOf(ownSource ?? song.platform, registry);
  const isAble = (source: Source): boolean => givesTracks(source) || (album !== undefined && source.configured && givesAlbums(source));
  const able = listSources(sources, defaults, registry).filter(isAble);
  return {
    origin,
    preferred: able.find(({ name }) => name === origin),
    fallbacks: able.filter(({ name }) => name !== origin),
  };
}

/** A list may still name what was taken out of the configuration; an empty default list means every source. */
function listSources(given: readonly string[], defaults: readonly string[], registry: SourceRegistry): readonly Source[] {
  const named = given.filter((name) => name.trim() !== '');
  const names = named.length > 0 ? named : defaults;
  return names.length === 0 ? registry.all() : [...new Set(names.flatMap((name) => registry.find(name) ?? []))];
}

/** The one turn of a song whose recording a person chose: nobody else is asked. */
export function chosenTurn({ source, sourceRemoteId }: ManualMatch, registry: SourceRegistry): Turn {
  return { source: registry.find(source) ?? { name: source, configured: false }, kind: 'chosen', remoteId: sourceRemoteId, rests: false };
}

/** The turns as ranked, the song's own source first; sources of albums apart, for a whole album is the dearest way to a song. */
export function plannedTurns(
  { preferred, fallbacks }: SearchPlan,
  order: readonly string[],
  { remoteId }: Song,
): { readonly tracks: readonly Turn[]; readonly albums: readonly Turn[] } {
  const byName = new Map(fallbacks.map((source) => [source.name, source]));
  const ranked = order.flatMap((name) => byName.get(name) ?? []);
  const turns: Turn[] = ranked.map((source) => ({ source, kind: 'other', remoteId: undefined, rests: false }));
  if (preferred !== undefined) turns.unshift({ source: preferred, kind: 'own', remoteId, rests: false });
  return { tracks: turns.filter(({ source }) => !givesAlbums(source)), albums: turns.filter(({ source }) => givesAlbums(source)) };
}
