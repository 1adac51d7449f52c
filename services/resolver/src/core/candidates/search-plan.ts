import type { ManualMatch } from '../choices/choices.js';
import type { SourceStanding } from '../ranking/breakers.js';
import { originOf } from '../ranking/evidence.js';
import type { WantedAlbum } from '../sources/albums.js';
import { givesAlbums, givesTracks, type Source, whyNoFiles } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { Song } from './song.js';

/** The sources to search for a song. */
export interface SearchScope {
  readonly song: Song;
  /** The song's own source, if it differs from its platform (behaviour 28). */
  readonly ownSource: string | undefined;
  /** Names or aliases; empty means the default list (behaviour 29). Unknown names are ignored. */
  readonly sources: readonly string[];
  /** The song's album; without one, album sources are not asked. */
  readonly album: WantedAlbum | undefined;
}

/** The eligible sources for a song. */
export interface SearchPlan {
  /** The key of the statistics: the song's own source, even if it is not one of the sources (behaviour 31). */
  readonly origin: string;
  /** The song's own source, if it is one of the sources (behaviours 28, 30). */
  readonly preferred: Source | undefined;
  /** The others, in configured order. */
  readonly fallbacks: readonly Source[];
  /** Of the song's own source and those that were named, the ones that deliberately give no files. */
  readonly withoutFiles: readonly Source[];
}

/** One source's place in a search. */
export interface Turn {
  readonly source: Source;
  /** The song's own source, the source of a person's choice, or any other. */
  readonly kind: 'own' | 'chosen' | 'other';
  /** The song's id at the source, if known. */
  readonly remoteId: string | undefined;
  /** It failed repeatedly and is skipped. */
  readonly rests: boolean;
}

/**
 * The sources to ask for a song (behaviours 27 to 31): those given, each once, or the default list; only configured
 * ones that can deliver its file.
 */
export function planSearch(
  { song, ownSource, sources, album }: SearchScope,
  defaults: readonly string[],
  registry: SourceRegistry,
): SearchPlan {
  const origin = originOf(ownSource ?? song.platform, registry);
  const isAble = (source: Source): boolean => givesTracks(source) || (album !== undefined && source.configured && givesAlbums(source));
  const listed = listSources(sources, defaults, registry);
  const able = listed.filter(isAble);
  // A source of the default list that gives no files concerns nobody.
  const expected = namedSources([origin, ...sources], registry);
  return {
    origin,
    preferred: able.find(({ name }) => name === origin),
    fallbacks: able.filter(({ name }) => name !== origin),
    withoutFiles: expected.filter((source) => whyNoFiles(source) !== undefined),
  };
}

/** The default list may name sources that are no longer configured; an empty one means every source. */
function listSources(given: readonly string[], defaults: readonly string[], registry: SourceRegistry): readonly Source[] {
  if (given.some((name) => name.trim() !== '')) return namedSources(given, registry);
  return defaults.length === 0 ? registry.all() : namedSources(defaults, registry);
}

/** Each once. */
function namedSources(names: readonly string[], registry: SourceRegistry): readonly Source[] {
  return [...new Set(names.filter((name) => name.trim() !== '').flatMap((name) => registry.find(name) ?? []))];
}

/** The only turn for a song whose recording a person chose: no other source is asked. */
export function chosenTurn({ source, sourceRemoteId }: ManualMatch, registry: SourceRegistry): Turn {
  return { source: registry.find(source) ?? { name: source, configured: false }, kind: 'chosen', remoteId: sourceRemoteId, rests: false };
}

/** The turns as ranked, the song's own source first. Album sources are separate, because fetching a whole album is the most expensive way to get a song. */
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

/**
 * How to treat a source that failed repeatedly: ask it in its place, after all others, or not until its pause is
 * over.
 */
export type WhenResting = 'ask_in_place' | 'ask_last' | 'leave';

/**
 * Whose turn it is, in the order given (behaviours 30, 36). A paused source waits until all others were asked; so
 * does one that another search is probing.
 */
export class Turns {
  private readonly waiting: Turn[];
  private readonly deferred: Turn[] = [];

  constructor(
    turns: readonly Turn[],
    private readonly standing: SourceStanding,
    private readonly whenResting: WhenResting,
  ) {
    this.waiting = [...turns];
  }

  /** The holder of a turn asks its source, unless that is paused, and tells the breakers the result. */
  next(): Turn | undefined {
    for (let turn = this.waiting.shift(); turn !== undefined; turn = this.waiting.shift()) {
      if (this.standing.ask(turn.source.name) || this.whenResting === 'ask_in_place') return turn;
      this.deferred.push(turn);
    }
    const last = this.deferred.shift();
    if (last === undefined || this.standing.ask(last.source.name) || this.whenResting !== 'leave') return last;
    return { ...last, rests: true };
  }
}
