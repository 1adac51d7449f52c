import { Fault } from '@catalogsync/faults';
import type { Source } from '../sources/source.js';
import { sourceName } from '../sources/source-name.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { Song } from './song.js';

/** Statistics of songs that come from nowhere in particular. */
const noOrigin = 'none';

/** Which sources come into question for a song. */
export interface ResolvePlan {
  /** What statistics are kept by: the song's own source, also where it is not among the sources (behaviour 31). */
  readonly origin: string;
  /** The song's own source, if it is among the sources (behaviours 28, 30). */
  readonly preferred: Source | undefined;
  /** The others, in configured order. */
  readonly fallbacks: readonly Source[];
}

/** By what statistics of a platform's songs are kept; the platform need not be a source. */
export function originOf(platform: string, registry: SourceRegistry): string {
  const name = registry.find(platform)?.name ?? sourceName(platform);
  return name === '' ? noOrigin : name;
}

/** Whether a song's file can be found at a source. */
export function canResolve({ configured, searcher, refresher, fetcher }: Source): boolean {
  return configured && fetcher !== undefined && (searcher !== undefined || refresher !== undefined);
}

/**
 * The sources that are asked for a song (behaviours 27 to 31): those given, each once, or the default list;
 * of them, what is configured and has files.
 * @throws Fault `not_found` for a name that no source has
 */
export function planResolve(
  song: Song,
  ownSource: string,
  given: readonly string[],
  defaults: readonly string[],
  registry: SourceRegistry,
): ResolvePlan {
  const origin = originOf(ownSource.trim() === '' ? song.platform : ownSource, registry);
  const listed = listSources(given, defaults, registry);
  const able = listed.filter(canResolve);
  return {
    origin,
    preferred: able.find(({ name }) => name === origin),
    fallbacks: able.filter(({ name }) => name !== origin),
  };
}

/** A default list may still name what was taken out of the configuration; empty means every source. */
function listSources(given: readonly string[], defaults: readonly string[], registry: SourceRegistry): readonly Source[] {
  const names = given.filter((name) => name.trim() !== '');
  if (names.length > 0) return [...new Set(names.map((name) => registry.get(name)))];
  if (defaults.length > 0) return [...new Set(defaults.flatMap((name) => registry.find(name) ?? []))];
  return registry.all();
}

/** @throws Fault `failed_precondition` if there is no source to ask at all */
export function refuseEmpty({ preferred, fallbacks }: ResolvePlan): void {
  if (preferred !== undefined || fallbacks.length > 0) return;
  throw new Fault('failed_precondition', 'no source that has files is configured', {
    hint: 'Set up a source: `sources list` shows what there is.',
  });
}
