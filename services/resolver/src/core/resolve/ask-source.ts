import { type Fault, toFault } from '@catalogsync/faults';
import type { CandidateSearch, Findings } from './candidate-search.js';
import type { Learning } from './learning.js';
import type { WantedSong } from './song.js';
import type { Turn } from './turns.js';
import type { CallOptions } from './within-time.js';

/** How a source's turn ended. */
export type Answer =
  | { readonly kind: 'answered'; readonly findings: Findings; readonly elapsedMs: number }
  | { readonly kind: 'failed'; readonly fault: Fault; readonly elapsedMs: number }
  /** Nobody waits for it any more. */
  | { readonly kind: 'abandoned' };

/** Gives one source its turn and tells its breaker what came of it. A failure is that source's, an answer like others (behaviour 52). */
export class AskSource {
  constructor(
    private readonly search: CandidateSearch,
    private readonly learning: Learning,
  ) {}

  /** Never rejects. */
  async ask({ source, preferred }: Turn, wanted: WantedSong, options: CallOptions): Promise<Answer> {
    const { breakers } = this.learning;
    const startedAt = this.learning.elapsed();
    const elapsed = (): number => Math.round(this.learning.elapsed() - startedAt);
    try {
      const findings = preferred
        ? await this.preferred({ source, preferred }, wanted, options)
        : await this.search.search(source, wanted, options);
      breakers.answered(source.name);
      return { kind: 'answered', findings, elapsedMs: elapsed() };
    } catch (error) {
      if (options.signal.aborted) {
        breakers.abandoned(source.name);
        return { kind: 'abandoned' };
      }
      const fault = toFault(error);
      breakers.faulted(source.name, fault.retryAfterMs);
      return { kind: 'failed', fault, elapsedMs: elapsed() };
    }
  }

  /** The song's own source knows it by its id (behaviour 32); only if that is not sure enough, it is searched (33, 34). */
  private async preferred({ source }: Turn, wanted: WantedSong, options: CallOptions): Promise<Findings> {
    const known = await this.refresh({ source, preferred: true }, wanted, options);
    if (known?.candidates[0]?.match.highConfidence === true || source.searcher === undefined) return known ?? nothing;
    const found = await this.search.search(source, wanted, options);
    const seen = new Set(found.judged.map(({ hit }) => hit.track.remoteId));
    const judged = [...found.judged, ...(known?.judged ?? []).filter(({ hit }) => !seen.has(hit.track.remoteId))];
    return { judged, candidates: found.candidates.length > 0 ? found.candidates : (known?.candidates ?? []) };
  }

  /** An answer nobody can read may be that one track's; the search may still do. */
  private async refresh({ source }: Turn, wanted: WantedSong, options: CallOptions): Promise<Findings | undefined> {
    try {
      return await this.search.refresh(source, wanted, wanted.song.remoteId, options);
    } catch (error) {
      const fault = toFault(error);
      if (options.signal.aborted || source.searcher === undefined || fault.code !== 'data_corrupt') throw fault;
      return undefined;
    }
  }
}

const nothing: Findings = { judged: [], candidates: [] };
