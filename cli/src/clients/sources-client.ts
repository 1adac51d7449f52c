import { resolverRankingV1, resolverResolveV1, resolverSettingsV1, resolverV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { clientOf, enumWords, required } from '@catalogsync/rpc';

const capabilityWords = enumWords(resolverV1.SourceCapability, 'SOURCE_CAPABILITY_', '-');
const breakerStates = enumWords(resolverRankingV1.BreakerState, 'BREAKER_STATE_', '-');
const policies = enumWords(resolverRankingV1.RankingPolicy, 'RANKING_POLICY_', '-');
const trialOutcomes = enumWords(resolverResolveV1.TrialOutcome, 'TRIAL_OUTCOME_');

type WithBreaker<T> = Readonly<Omit<T, 'breaker'>> & { readonly breaker: BreakerView };

export interface SourceSummary extends Readonly<Omit<resolverV1.Source, 'capabilities'>> {
  readonly capabilities: readonly string[];
}

export interface BreakerView extends Readonly<Omit<resolverRankingV1.Breaker, 'state'>> {
  readonly state: 'closed' | 'open' | 'half-open';
}

/** How a source does, see `ListSourceStates`. */
export type SourceState = WithBreaker<resolverRankingV1.SourceState>;

export type SourceCheck = WithBreaker<resolverRankingV1.TestSourceResponse>;

/** One recording that a source offers. */
export interface Hit {
  readonly id: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly durationMs: number;
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly quality: string;
  readonly accepted: boolean;
  /** 0 to 5; undefined unless accepted. */
  readonly priority: number | undefined;
  readonly reason: string;
}

export interface SourceOffers {
  readonly offers: readonly Hit[];
  /** The end of a sentence about the source; empty if it gives files. */
  readonly whyNoFiles: string;
}

/** A wanted song. */
export type WantedSong = Readonly<Omit<resolverResolveV1.Song, 'isrc'>>;

export interface Decision extends Readonly<Omit<resolverRankingV1.RankingDecision, 'policy' | 'order'>> {
  readonly policy: string;
  readonly order: readonly WithBreaker<resolverRankingV1.RankedSource>[];
}

interface PastDecision extends Readonly<Omit<resolverRankingV1.RecordedDecision, 'decision'>> {
  readonly decision: Decision;
}

export interface Resolved {
  readonly found: boolean;
  readonly source: string;
  readonly offer: Hit | undefined;
  readonly manual: boolean;
  readonly reason: string;
  readonly trials: readonly (Omit<resolverResolveV1.SourceTrial, 'outcome' | 'errorCode'> & { readonly outcome: string })[];
  readonly decision: Decision | undefined;
  readonly retryLater: boolean;
}

export type Counts = Readonly<resolverRankingV1.SourceStatistics>;

const callMs = 30_000;
const searchMs = 130_000;
const resolveMs = 1_800_000;

const services = {
  ...resolverV1.ResolverServiceService,
  ...resolverResolveV1.ResolveServiceService,
  ...resolverRankingV1.RankingServiceService,
  ...resolverSettingsV1.SettingsServiceService,
};

/** Sources, resolving and ranking of one resolver. */
export class SourcesClient extends clientOf(services, 'resolver') {
  async sources(signal: AbortSignal): Promise<SourceSummary[]> {
    const { sources } = await this.rpc.listSources({}, { deadlineMs: callMs, signal });
    return sources.map((source) => ({ ...source, capabilities: source.capabilities.map((one) => capabilityWords.wordOf(one) ?? '') }));
  }

  /** By name. */
  async states(signal: AbortSignal): Promise<ReadonlyMap<string, SourceState>> {
    const { sources } = await this.rpc.listSourceStates({}, { deadlineMs: callMs, signal });
    return new Map(sources.map(({ breaker, ...state }) => [state.source, { ...state, breaker: breakerOf(breaker) }]));
  }

  /** Checks now whether a source answers. */
  async check(source: string, signal: AbortSignal): Promise<SourceCheck> {
    const { breaker, ...check } = await this.rpc.testSource({ source }, { deadlineMs: callMs, signal });
    return { ...check, breaker: breakerOf(breaker) };
  }

  /** Has the resolver read its settings again. */
  async reload(signal: AbortSignal): Promise<resolverSettingsV1.ReloadSourcesResponse> {
    return this.rpc.reloadSources({}, { deadlineMs: callMs, signal });
  }

  /** Forgets what was learned about a source. @returns for how many origins there was something */
  async reset(source: string, origin: string, signal: AbortSignal): Promise<number> {
    return (await this.rpc.resetSource({ source, origin }, { deadlineMs: callMs, signal })).forgotten;
  }

  /** @param words what a person would type, or the address of a song as people share it */
  async search(source: string, words: string, limit: number, signal: AbortSignal): Promise<SourceOffers> {
    const named = isLink(words) ? { query: '', link: words.trim() } : { query: words, link: '' };
    const request = { source, ...named, song: undefined, limit };
    const { candidates, whyNoFiles } = await this.rpc.search(request, { deadlineMs: searchMs, signal });
    return { offers: candidates.map(offerOf), whyNoFiles };
  }

  /**
   * @param song described, or the address of a song as people share it
   * @param onProgress called before each source is asked
   */
  async resolve(
    song: WantedSong | string,
    sources: readonly string[],
    onProgress: (text: string) => void,
    signal: AbortSignal,
  ): Promise<Resolved> {
    const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
    const named = typeof song === 'string' ? { song: undefined, link: song.trim() } : { song: { ...song, isrc: '' }, link: '' };
    const request = { ...named, ownSource: '', sources: [...sources], timeoutMs: 0, policy };
    for await (const { progress, outcome } of this.rpc.resolve(request, { deadlineMs: resolveMs, signal })) {
      if (progress !== undefined) onProgress(progress.text);
      if (outcome !== undefined) return resolvedOf(outcome);
    }
    throw new Fault('data_corrupt', 'the answer contains no outcome');
  }

  async rank(origin: string, sources: readonly string[], signal: AbortSignal): Promise<{ decision: Decision; counts: Counts[] }> {
    const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
    const answer = await this.rpc.rank({ origin, sources: [...sources], policy }, { deadlineMs: callMs, signal });
    return { decision: decisionOf(required(answer.decision, 'order')), counts: answer.statistics };
  }

  /** The newest resolves of an origin, newest first. */
  async decisions(origin: string, limit: number, signal: AbortSignal): Promise<PastDecision[]> {
    const { decisions } = await this.rpc.listDecisions({ origin, limit }, { deadlineMs: callMs, signal });
    return decisions.map(({ decision, ...past }) => ({ ...past, decision: decisionOf(required(decision, 'order')) }));
  }
}

/** An address with its scheme, or starting at its host as browsers show it. */
export const isLink = (text: string): boolean => /^(?:https?:\/\/\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)+\/\S+)$/i.test(text.trim());

function breakerOf(breaker: resolverRankingV1.Breaker | undefined): BreakerView {
  const { state, faults, openUntil } = breaker ?? { state: 0, faults: 0, openUntil: '' };
  return { state: breakerStates.wordOf(state) ?? 'closed', faults, openUntil };
}

function decisionOf({ origin, policy, reason, order }: resolverRankingV1.RankingDecision): Decision {
  const ranked = order.map((source) => ({ ...source, breaker: breakerOf(source.breaker) }));
  return { origin, policy: policies.wordOf(policy) ?? '', reason, order: ranked };
}

function offerOf({ track, match, ...file }: resolverResolveV1.Candidate): Hit {
  const accepted = match?.accepted === true;
  return {
    id: track?.remoteId ?? '',
    title: track?.name ?? '',
    artists: track?.artists.map(({ name }) => name) ?? [],
    durationMs: file.durationMs,
    ext: file.ext,
    fileSizeBytes: file.fileSizeBytes,
    quality: file.qualityLabel,
    accepted,
    priority: accepted ? match.priority : undefined,
    reason: match?.reason ?? '',
  };
}

function resolvedOf({ resolved, reason, trials, decision, retryLater }: resolverResolveV1.ResolveOutcome): Resolved {
  return {
    found: resolved?.found === true,
    source: resolved?.source ?? '',
    offer: resolved?.candidate === undefined ? undefined : offerOf(resolved.candidate),
    manual: resolved?.manual === true,
    reason,
    trials: trials.map(({ errorCode: _code, ...trial }) => ({ ...trial, outcome: trialOutcomes.wordOf(trial.outcome) ?? 'nothing' })),
    decision: decision === undefined ? undefined : decisionOf(decision),
    retryLater,
  };
}
