import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { SourceRegistry } from '../sources/source-registry.js';
import { originOf } from './evidence.js';

/** What an earlier tool counted for one source and the songs of one origin. Times are ISO 8601. */
export interface SourceCounts {
  readonly origin: string;
  readonly source: string;
  readonly attempts: number;
  readonly found: number;
  readonly lastAttemptAt: string | undefined;
  readonly lastSuccessAt: string | undefined;
}

export type CountsOutcome = 'added' | 'changed' | 'same';

export interface CountsStore {
  /** In one transaction; of two counts of a pair the one with more attempts stays. One outcome each, in order. */
  takeOver(counts: readonly SourceCounts[]): Promise<readonly CountsOutcome[]>;
}

/** In one request. */
const mostCounts = 10_000;

/** Takes over the statistics of an earlier tool, under the names that its sources have here. */
export class ImportStatistics {
  constructor(
    private readonly store: CountsStore,
    private readonly registry: SourceRegistry,
    private readonly audit: Audit,
  ) {}

  /** @throws Fault `invalid_argument` for impossible counts; nothing was changed then */
  async run(counts: readonly SourceCounts[], actor: Actor): Promise<Readonly<Record<CountsOutcome, number>>> {
    if (counts.length > mostCounts) throw new Fault('invalid_argument', `more than ${mostCounts} counts`);
    const properly = counts.map((one) => this.checked(one));
    const action = { ...actor, action: 'importStatistics', target: `${counts.length} counts` };
    const outcomes = await this.audit.change(action, (commit) => commit(() => this.store.takeOver(properly)));
    const count = (wanted: CountsOutcome): number => outcomes.filter((outcome) => outcome === wanted).length;
    return { added: count('added'), changed: count('changed'), same: count('same') };
  }

  private checked(counts: SourceCounts): SourceCounts {
    const { attempts, found, source } = counts;
    const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
    if (source.trim() === '' || !isCount(attempts) || !isCount(found) || found > attempts)
      throw new Fault('invalid_argument', `impossible counts for the source "${source}"`);
    return { ...counts, origin: originOf(counts.origin, this.registry), source: originOf(source, this.registry) };
  }
}
