import { compareCandidates } from '@catalogsync/catalog';
import type { Fault } from '@catalogsync/faults';
import type { Attempt, AttemptOutcome } from '../ranking/evidence.js';
import type { Candidate } from './candidate.js';
import { choosable, type Findings } from './candidate-search.js';
import { describeHits, inWordsOf } from './explain.js';
import type { SourceTrial } from './outcome.js';
import type { Turn } from './turns.js';

interface Entry {
  trial: SourceTrial;
  /** Undefined for the preferred source, which is never recorded (behaviour 40). */
  outcome: AttemptOutcome | undefined;
  readonly best: Candidate | undefined;
}

/** What the turns of one resolve came to, in their order. */
export class ResolveRecord {
  private readonly entries: Entry[] = [];

  /** @returns the candidate, if it is sure enough to end the search; else it is kept in reserve (behaviours 35, 38, 51) */
  answered({ source, preferred }: Turn, { judged, candidates }: Findings, elapsedMs: number): Candidate | undefined {
    const [best] = candidates;
    const sure = best?.match.highConfidence === true;
    const outcome = best === undefined ? 'nothing' : sure ? 'chosen' : 'reserve';
    const detail = best === undefined ? describeHits(judged) : inWordsOf(best);
    const trial: SourceTrial = { source: source.name, outcome, elapsedMs, hits: judged.length, detail, code: undefined };
    this.entries.push({ trial, outcome: preferred ? undefined : sure ? 'found' : 'missed', best });
    return sure ? best : undefined;
  }

  failed({ source, preferred }: Turn, fault: Fault, elapsedMs: number): void {
    const trial: SourceTrial = { source: source.name, outcome: 'failed', elapsedMs, hits: 0, detail: fault.message, code: fault.code };
    this.entries.push({ trial, outcome: preferred ? undefined : 'fault', best: undefined });
  }

  /** The best of what was kept, once every source was asked (behaviour 45); it counts as found from then on. */
  takeReserve(): Candidate | undefined {
    let best: { readonly entry: Entry; readonly rank: ReturnType<typeof choosable> } | undefined;
    for (const [position, entry] of this.entries.entries()) {
      if (entry.best === undefined) continue;
      const rank = choosable(entry.best, position);
      if (best === undefined || compareCandidates(rank, best.rank) < 0) best = { entry, rank };
    }
    if (best === undefined) return undefined;
    const { entry } = best;
    entry.trial = { ...entry.trial, outcome: 'chosen' };
    if (entry.outcome !== undefined) entry.outcome = 'found';
    return entry.best;
  }

  get trials(): readonly SourceTrial[] {
    return this.entries.map(({ trial }) => trial);
  }

  /** For the statistics: each fallback that was tried, none that was not (behaviour 39). */
  attempts(origin: string, at: number): Attempt[] {
    return this.entries.flatMap(({ trial, outcome }) => {
      return outcome === undefined ? [] : [{ origin, source: trial.source, outcome, costMs: trial.elapsedMs, at }];
    });
  }
}
