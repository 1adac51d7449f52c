import { Fault, toFault } from '@catalogsync/faults';
import type { RankingDecision, RankingPolicyName } from '../ranking/ranking-decision.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import { type Answer, AskSource } from './ask-source.js';
import type { Candidate } from './candidate.js';
import type { CandidateSearch } from './candidate-search.js';
import { inWordsOf } from './explain.js';
import type { Learning } from './learning.js';
import { resolveManually } from './manual-choice.js';
import type { ManualMatches } from './manual-matches.js';
import type { ResolveOutcome, ResolveProgress } from './outcome.js';
import { originOf, planResolve, type ResolvePlan, refuseEmpty } from './resolve-plan.js';
import { ResolveRecord } from './resolve-record.js';
import { inWords, type Song, type WantedSong, wanted } from './song.js';
import { type Turn, Turns } from './turns.js';
import type { CallOptions } from './within-time.js';

export interface ResolveRequest {
  readonly song: Song;
  /** The song's own source as its snapshot names it; empty means its platform (behaviour 28). */
  readonly ownSource: string;
  /** Names or aliases; empty means the default list (behaviour 29). */
  readonly sources: readonly string[];
  /** Most milliseconds a call to a source may take, in place of its own limit (behaviour 49). */
  readonly timeoutMs: number | undefined;
  readonly policy: RankingPolicyName | undefined;
}

export interface ResolveSettings {
  /** In configured order; empty means every source. */
  readonly defaultSources: readonly string[];
  /** Searches that may run ahead of the one whose turn it is; 0 asks strictly one after the other. */
  readonly ahead: number;
}

/** Finds the recording of a song: a person's choice, else the song's own source, else the others in learned order. */
export class ResolveSong {
  private readonly asking: AskSource;

  constructor(
    private readonly registry: SourceRegistry,
    private readonly search: CandidateSearch,
    private readonly learning: Learning,
    private readonly manual: ManualMatches,
    private readonly settings: ResolveSettings,
  ) {
    this.asking = new AskSource(search, learning);
  }

  /**
   * Reports before each source it asks.
   * @throws Fault `invalid_argument` for a song that cannot be one, `not_found` for an unknown source,
   *   `failed_precondition` without any source, the signal's reason. What sources do wrong is in the outcome.
   */
  async resolve(request: ResolveRequest, report: (progress: ResolveProgress) => void, signal: AbortSignal): Promise<ResolveOutcome> {
    const { registry } = this;
    const plan = planResolve(request.song, request.ownSource, request.sources, this.settings.defaultSources, registry);
    const song = wanted(request.song, plan.origin);
    const options = { timeoutMs: request.timeoutMs, signal };
    const match = this.manual.find({ platform: originOf(request.song.platform, registry), remoteId: request.song.remoteId });
    if (match !== undefined) return resolveManually(match, song, registry, this.search, report, options);
    refuseEmpty(plan);
    return this.byPlan(plan, song, request.policy, report, options);
  }

  private async byPlan(
    plan: ResolvePlan,
    song: WantedSong,
    policy: RankingPolicyName | undefined,
    report: (progress: ResolveProgress) => void,
    options: CallOptions,
  ): Promise<ResolveOutcome> {
    const names = plan.fallbacks.map(({ name }) => name);
    const decision = this.learning.order(plan.origin, names, policy);
    const record = new ResolveRecord();
    try {
      const sure = await this.ask(plan, decision, song, record, report, options);
      const chosen = sure ?? record.takeReserve();
      return outcome(song.song, chosen, sure !== undefined, record, names.length > 0 ? decision : undefined);
    } finally {
      // Also what was learned before the caller left.
      await this.learning.remember(
        record.attempts(plan.origin, this.learning.now()),
        names.length > 0 ? decision : undefined,
        inWords(song.song),
      );
    }
  }

  /** Turn after turn, until one gives a recording that is surely the song. */
  private async ask(
    plan: ResolvePlan,
    decision: RankingDecision,
    song: WantedSong,
    record: ResolveRecord,
    report: (progress: ResolveProgress) => void,
    { timeoutMs, signal }: CallOptions,
  ): Promise<Candidate | undefined> {
    const turns = new Turns(plan, decision, this.learning.breakers);
    const count = plan.fallbacks.length + (plan.preferred === undefined ? 0 : 1);
    const enough = new AbortController();
    const options = { timeoutMs, signal: AbortSignal.any([signal, enough.signal]) };
    let position = 0;
    const begin = (): Asked | undefined => {
      const turn = turns.next();
      if (turn === undefined) return undefined;
      report({ source: turn.source.name, position: ++position, count });
      return { turn, answer: this.asking.ask(turn, song, options) };
    };
    const ahead: Asked[] = [];
    try {
      for (let asked = begin(); asked !== undefined; asked = ahead.shift() ?? begin()) {
        while (ahead.length < this.settings.ahead) {
          const next = begin();
          if (next === undefined) break;
          ahead.push(next);
        }
        const sure = take(record, asked.turn, await asked.answer, signal);
        if (sure !== undefined) return sure;
      }
      return undefined;
    } finally {
      // Those that ran ahead in vain.
      enough.abort(new Fault('canceled', 'another source had the song'));
    }
  }
}

interface Asked {
  readonly turn: Turn;
  readonly answer: Promise<Answer>;
}

function take(record: ResolveRecord, turn: Turn, answer: Answer, signal: AbortSignal): Candidate | undefined {
  switch (answer.kind) {
    case 'answered':
      return record.answered(turn, answer.findings, answer.elapsedMs);
    case 'failed':
      record.failed(turn, answer.fault, answer.elapsedMs);
      return undefined;
    case 'abandoned':
      throw toFault(signal.reason);
  }
}

function outcome(
  song: Song,
  chosen: Candidate | undefined,
  sure: boolean,
  record: ResolveRecord,
  decision: RankingDecision | undefined,
): ResolveOutcome {
  const { trials } = record;
  const failed = trials.filter((trial) => trial.outcome === 'failed').length;
  const reason =
    chosen === undefined ? reasonForNone(trials.length, failed) : `${chosen.source}: ${inWordsOf(chosen)}${sure ? '' : '; none was surer'}`;
  return { song, chosen, manual: false, reason, trials, decision, retryLater: chosen === undefined && failed > 0 };
}

function reasonForNone(asked: number, failed: number): string {
  const sources = asked === 1 ? 'the one source that was asked' : `any of the ${asked} sources that were asked`;
  return failed === 0 ? `not found at ${sources}` : `not found at ${sources}; ${failed} of them did not answer`;
}
