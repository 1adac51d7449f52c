import { Fault, toFault } from '@catalogsync/faults';
import type { Job } from '@catalogsync/job-engine';
import type { Source, SourceCatalog } from './source-catalog.js';

/** Sources to take from; none means all configured ones. */
export const sourcesOf = ({ choices }: Pick<Job, 'choices'>): readonly string[] => choices.sources ?? [];
/** Sources to download from, in order; none means as configured. */
export const downloadSourcesOf = ({ choices }: Pick<Job, 'choices'>): readonly string[] => choices.downloadSources ?? [];

/**
 * The requested sources, in the resolver's order; an empty request means all configured ones.
 * @throws Fault `invalid_argument` for a name that the resolver does not know, `failed_precondition` for one that is
 *   not configured
 */
export function chooseSources(all: readonly Source[], wanted: readonly string[]): readonly Source[] {
  requireKnown(all, wanted);
  for (const name of wanted) {
    if (all.some((source) => source.name === name && !source.configured)) {
      throw new Fault('failed_precondition', `the source "${name}" is not configured`, { hint: 'Configure it, or leave it out.' });
    }
  }
  return all.filter((source) => source.configured && (wanted.length === 0 || wanted.includes(source.name)));
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

/** @throws Fault `invalid_argument` for an unknown name */
export function requireKnown(all: readonly Source[], names: readonly string[]): void {
  const unknown = names.find((name) => !all.some((source) => source.name === name));
  if (unknown === undefined) return;
  throw new Fault('invalid_argument', `there is no source "${unknown}"`, { hint: `Known are: ${all.map(({ name }) => name).join(', ')}.` });
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
