import { platformName } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import type { Job } from '@catalogsync/job-engine';
import type { Source, SourceCatalog } from './source-catalog.js';

/** Sources to take from; none means all configured ones. */
export const sourcesOf = ({ choices }: Pick<Job, 'choices'>): readonly string[] => choices.sources ?? [];
/** Sources to download from, in order; none means as configured. */
export const downloadSourcesOf = ({ choices }: Pick<Job, 'choices'>): readonly string[] => choices.downloadSources ?? [];

/** By name, alias, or the name of an earlier tool's client (behaviours 27, 205). */
function sourceCalled(all: readonly Source[], name: string): Source | undefined {
  const proper = platformName(name);
  const isCalled = (source: Source, word: string): boolean => source.name === word || source.aliases?.includes(word) === true;
  return all.find((source) => source.name === name) ?? all.find((source) => isCalled(source, proper));
}

/** A platform under its proper name. It need not be a source's. */
export function properPlatform(all: readonly Source[], name: string): string {
  return sourceCalled(all, name)?.name ?? platformName(name);
}

/**
 * The proper names of sources, each once, in the order given.
 * @throws Fault `invalid_argument` for a name that the resolver does not know
 */
export function properNames(all: readonly Source[], names: readonly string[]): readonly string[] {
  const found = names.map((name) => sourceCalled(all, name)?.name ?? unknownSource(all, name));
  return [...new Set(found)];
}

function unknownSource(all: readonly Source[], name: string): never {
  throw new Fault('invalid_argument', `there is no source "${name}"`, {
    hint: `Known are: ${all.map((source) => source.name).join(', ')}.`,
  });
}

/**
 * The requested sources, by name or alias, in the resolver's order; an empty request means all configured ones.
 * @throws Fault `invalid_argument` for a name that the resolver does not know, `failed_precondition` for one that is
 *   not configured
 */
export function chooseSources(all: readonly Source[], wanted: readonly string[]): readonly Source[] {
  const names = properNames(all, wanted);
  for (const name of names) {
    if (all.some((source) => source.name === name && !source.configured)) {
      throw new Fault('failed_precondition', `the source "${name}" is not configured`, { hint: 'Configure it, or leave it out.' });
    }
  }
  return all.filter((source) => source.configured && (names.length === 0 || names.includes(source.name)));
}

/** Sources with local files come first: nobody outside can delay them. */
export function localFirst(sources: readonly Source[]): readonly Source[] {
  return [...sources].sort((a, b) => Number(b.hasLocalFiles) - Number(a.hasLocalFiles));
}

/**
 * One configured source.
 * @throws Fault, see `chooseSources`
 */
export function sourceNamed(all: readonly Source[], name: string): Source {
  const [source] = chooseSources(all, [name]);
  // `chooseSources` returns what was requested or throws.
  if (source === undefined) throw new Fault('internal', `the source "${name}" was lost`);
  return source;
}

/** The sources, or undefined if the resolver does not answer; requested names are then checked on use. */
export async function knownSources(catalog: Pick<SourceCatalog, 'sources'>, signal: AbortSignal): Promise<readonly Source[] | undefined> {
  try {
    return await catalog.sources(signal);
  } catch (error) {
    const { code } = toFault(error);
    if (!signal.aborted && (code === 'unavailable' || code === 'timeout')) return undefined;
    throw error;
  }
}
