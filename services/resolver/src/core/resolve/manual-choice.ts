import { toFault } from '@catalogsync/faults';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { JudgedHit } from './candidate.js';
import type { CandidateSearch } from './candidate-search.js';
import type { ManualMatch } from './manual-matches.js';
import type { ResolveOutcome, ResolveProgress, SourceTrial } from './outcome.js';
import type { WantedSong } from './song.js';
import type { CallOptions } from './within-time.js';

/**
 * The recording that a person chose, without comparing it: a manual match is never overridden. Where it
 * cannot be had, the song stays unresolved rather than getting another recording.
 */
export async function resolveManually(
  match: ManualMatch,
  wanted: WantedSong,
  registry: SourceRegistry,
  search: CandidateSearch,
  report: (progress: ResolveProgress) => void,
  options: CallOptions,
): Promise<ResolveOutcome> {
  const base = { song: wanted.song, manual: true, decision: undefined };
  const trial = (outcome: SourceTrial['outcome'], detail: string, code?: SourceTrial['code']): readonly SourceTrial[] => {
    return [{ source: match.source, outcome, elapsedMs: 0, hits: outcome === 'chosen' ? 1 : 0, detail, code }];
  };
  const source = registry.find(match.source);
  if (source === undefined || !source.configured) {
    const reason = `a person chose a recording of ${match.source}, which is not configured`;
    return { ...base, chosen: undefined, reason, trials: trial('failed', reason, 'failed_precondition'), retryLater: false };
  }
  report({ source: source.name, position: 1, count: 1 });
  try {
    const hit = usable(await search.byId(source, wanted, match.sourceRemoteId, options));
    if (hit === undefined) {
      const reason = `${source.name} no longer offers the recording that a person chose`;
      return { ...base, chosen: undefined, reason, trials: trial('nothing', reason), retryLater: false };
    }
    const reason = `${source.name}: chosen by a person`;
    return { ...base, chosen: hit, reason, trials: trial('chosen', reason), retryLater: false };
  } catch (error) {
    const fault = toFault(error);
    if (options.signal.aborted) throw fault;
    const reason = `the recording that a person chose cannot be asked for: ${fault.message}`;
    return { ...base, chosen: undefined, reason, trials: trial('failed', fault.message, fault.code), retryLater: fault.retry === 'later' };
  }
}

/** A person may choose a clip or another version; without a file there is nothing to choose. */
function usable(hit: JudgedHit | undefined): JudgedHit | undefined {
  return hit === undefined || hit.excluded === 'no_file' || hit.excluded === 'rejected_by_user' ? undefined : hit;
}
