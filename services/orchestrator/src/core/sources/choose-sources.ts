import { Fault } from '@catalogsync/faults';
import type { Source } from './source-catalog.js';

/**
 * The configured sources among those wanted, in the resolver's order; none wanted means all.
 * @throws Fault `invalid_argument` for a name that the resolver does not know, `failed_precondition`
 *   for one that is not configured
 */
export function chooseSources(all: readonly Source[], wanted: readonly string[]): readonly Source[] {
  for (const name of wanted) {
    const source = all.find((candidate) => candidate.name === name);
    if (source === undefined) {
      throw new Fault('invalid_argument', `there is no source "${name}"`, {
        hint: `Known are: ${all.map((known) => known.name).join(', ')}.`,
      });
    }
    if (!source.configured) {
      throw new Fault('failed_precondition', `the source "${name}" is not configured`, { hint: 'Configure it, or leave it out.' });
    }
  }
  return all.filter((source) => source.configured && (wanted.length === 0 || wanted.includes(source.name)));
}
