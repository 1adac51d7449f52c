import type { QualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { isSure, type JudgedHit } from '../candidates/candidate.js';
import { inWordsOf } from '../candidates/explain.js';
import type { FindRecording, FoundRecording } from '../candidates/find-recording.js';
import type { SearchProgress } from '../candidates/recording-taker.js';
import type { AskedSource } from '../candidates/search-record.js';
import type { Song } from '../candidates/song.js';
import type { RankingDecision, RankingPolicyName } from '../ranking/ranking-decision.js';
import type { SourceRegistry } from '../sources/source-registry.js';

/** The result of one source in a resolve. */
interface SourceTrial extends Omit<AskedSource, 'outcome'> {
  readonly outcome: 'chosen' | 'reserve' | 'nothing' | 'failed';
}

/** The outcome of a resolve. Not finding the song is one too: it comes back unchanged (behaviour 46). */
export interface ResolveOutcome {
  readonly song: Song;
  /** The recording that was chosen (behaviour 47); undefined if there is none. */
  readonly chosen: JudgedHit | undefined;
  /** Whether a person chose it. */
  readonly manual: boolean;
  /** One sentence: why this one, or why there is none. */
  readonly reason: string;
  /** In the order in which they were asked. */
  readonly trials: readonly SourceTrial[];
  /** How the fallbacks were ordered; undefined if there were none. */
  readonly decision: RankingDecision | undefined;
  /** Whether a source that might have it could not be asked. */
  readonly retryLater: boolean;
}

export interface ResolveRequest {
  readonly song: Song;
  /** The song's own source as its snapshot names it; undefined means its platform (behaviour 28). */
  readonly ownSource: string | undefined;
  /** Names or aliases; empty means the default list (behaviour 29). */
  readonly sources: readonly string[];
  /** Time limit in ms for a call to a source, instead of the source's own (behaviour 49). */
  readonly timeoutMs: number | undefined;
  readonly policy: RankingPolicyName | undefined;
}

/** Shows the recording that a download would try first, and why. */
export class ResolveSong {
  /** @param profile the default one */
  constructor(
    private readonly finder: FindRecording,
    private readonly registry: SourceRegistry,
    private readonly profile: QualityProfile,
  ) {}

  /**
   * Reports before asking each source.
   * @throws Fault `invalid_argument` for an invalid song, `not_found` for an unknown source, `failed_precondition`
   *   without any source, the signal's reason. Failures of sources are in the outcome.
   */
  async resolve(request: ResolveRequest, report: (progress: SearchProgress) => void, signal: AbortSignal): Promise<ResolveOutcome> {
    const { song, ownSource, timeoutMs, policy } = request;
    const sources = request.sources.filter((name) => name.trim() !== '').map((name) => this.registry.get(name).name);
    const trials: AskedSource[] = [];
    const found = await this.finder.find(
      {
        // Only fetching an album shows whether it has the song (behaviour 200).
        scope: { song, ownSource, sources, album: undefined },
        terms: { profile: this.profile },
        manner: { timeoutMs, policy, leavesResting: false },
      },
      {
        asking: report,
        asked: async (trial) => {
          trials.push(trial);
        },
        take: async () => 'chosen',
      },
      signal,
    );
    if (trials.every(({ outcome: ended }) => ended === 'no_files')) {
      throw new Fault('failed_precondition', ['no source that has files is configured', ...withoutFiles(trials)].join('; '), {
        hint: 'Set up a source: `sources list` shows the available ones.',
      });
    }
    return outcome(song, found, trials);
  }
}

function outcome(
  song: Song,
  { taken, manual, decision, faults, knowledge }: FoundRecording,
  trials: readonly AskedSource[],
): ResolveOutcome {
  const chosen = taken?.judged;
  return {
    song,
    chosen,
    manual,
    reason: `${reasonOf(chosen, taken !== undefined && isSure(taken), manual, trials)}${learned(knowledge)}`,
    trials: trials.map((trial) => ({ ...trial, outcome: outcomeOf(trial, chosen) })),
    decision,
    // A person's choice has only one source, and that knows whether retrying makes sense.
    retryLater: chosen === undefined && faults.some(({ retry }) => !manual || retry === 'later'),
  };
}

/** Why sources gave no files, each in a sentence. */
function withoutFiles(trials: readonly AskedSource[]): string[] {
  return trials.filter(({ outcome: ended }) => ended === 'no_files').map(({ source, detail }) => `${source} ${detail}`);
}

/** What else the search went by, or could not. */
function learned(knowledge: FoundRecording['knowledge']): string {
  if (knowledge?.failure !== undefined) return `; ${knowledge.source} did not say more about it: ${knowledge.failure}`;
  return knowledge?.facts === undefined ? '' : `; searched also by what ${knowledge.source} knows of it`;
}

function outcomeOf({ source, outcome: asked }: AskedSource, chosen: JudgedHit | undefined): SourceTrial['outcome'] {
  if (asked === 'no_files') return 'nothing';
  return asked === 'sure' || source === chosen?.source ? 'chosen' : asked;
}

function reasonOf(chosen: JudgedHit | undefined, isSureOne: boolean, manual: boolean, trials: readonly AskedSource[]): string {
  if (manual) return reasonOfChoice(chosen, trials[0]);
  return chosen === undefined ? reasonForNone(trials) : `${chosen.source}: ${inWordsOf(chosen)}${isSureOne ? '' : '; none was surer'}`;
}

function reasonOfChoice(chosen: JudgedHit | undefined, trial: AskedSource | undefined): string {
  if (chosen !== undefined) return `${chosen.source}: chosen by a person`;
  const detail = trial?.detail ?? '';
  return trial?.outcome === 'failed' ? `cannot look up the recording that a person chose: ${detail}` : detail;
}

function reasonForNone(all: readonly AskedSource[]): string {
  const trials = all.filter(({ outcome: ended }) => ended !== 'no_files');
  const failed = trials.filter(({ outcome: asked }) => asked === 'failed').length;
  const sources = trials.length === 1 ? 'the one source that was asked' : `any of the ${trials.length} sources that were asked`;
  const silent = failed === 0 ? [] : [`${failed} of them did not answer`];
  return [`not found at ${sources}`, ...silent, ...withoutFiles(all)].join('; ');
}
