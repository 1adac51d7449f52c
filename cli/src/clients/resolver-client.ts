import { resolverRankingV1, resolverResolveV1, resolverV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';

export interface SourceSummary {
  readonly name: string;
  readonly configured: boolean;
  readonly capabilities: readonly string[];
}

export interface BreakerView {
  readonly state: 'closed' | 'open' | 'half-open';
  /** In a row. */
  readonly faults: number;
  /** ISO 8601, UTC; empty unless open. */
  readonly openUntil: string;
}

export interface SourceCheck {
  readonly reachable: boolean;
  readonly detail: string;
  readonly elapsedMs: number;
  readonly breaker: BreakerView;
}

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

/** A wanted song. */
export interface WantedSong {
  readonly platform: string;
  readonly remoteId: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly album: string;
  /** 0 means unknown. */
  readonly durationMs: number;
}

interface Trial {
  readonly source: string;
  readonly outcome: 'chosen' | 'reserve' | 'nothing' | 'failed';
  readonly elapsedMs: number;
  readonly hits: number;
  readonly detail: string;
}

interface Ranked {
  readonly source: string;
  /** Undefined if the configured order applies. */
  readonly score: number | undefined;
  readonly breaker: BreakerView;
}

export interface Decision {
  readonly origin: string;
  readonly policy: string;
  readonly reason: string;
  readonly order: readonly Ranked[];
}

export interface Resolved {
  readonly found: boolean;
  readonly source: string;
  readonly offer: Hit | undefined;
  readonly manual: boolean;
  readonly reason: string;
  readonly trials: readonly Trial[];
  readonly decision: Decision | undefined;
  readonly retryLater: boolean;
}

export interface Counts {
  readonly source: string;
  readonly attempts: number;
  readonly found: number;
  readonly faults: number;
  readonly verified: number;
  readonly refuted: number;
  readonly meanCostMs: number | undefined;
}

/** `RANKING_POLICY_RATIO_ADAPTIVE` becomes `ratio-adaptive`, as in settings. */
function word(name: string, prefix: string): string {
  return name.slice(prefix.length).toLowerCase().replaceAll('_', '-');
}

const callMs = 30_000;
const searchMs = 130_000;
const resolveMs = 1_800_000;

/** Sources, resolving and ranking of one resolver. */
export class ResolverClient {
  private readonly rpc;
  private readonly resolving;
  private readonly ranking;

  constructor(address: string) {
    const target = { address, service: 'resolver' };
    this.rpc = createRpcClient(resolverV1.ResolverServiceService, target);
    this.resolving = createRpcClient(resolverResolveV1.ResolveServiceService, target);
    this.ranking = createRpcClient(resolverRankingV1.RankingServiceService, target);
  }

  async sources(signal: AbortSignal): Promise<SourceSummary[]> {
    const { sources } = await this.rpc.listSources({}, { deadlineMs: callMs, signal });
    return sources.map(({ name, configured, capabilities }) => ({
      name,
      configured,
      capabilities: capabilities.map((one) => word(resolverV1.SourceCapability[one] ?? '', 'SOURCE_CAPABILITY_')),
    }));
  }

  /** Checks now whether a source answers. */
  async check(source: string, signal: AbortSignal): Promise<SourceCheck> {
    const { breaker, ...check } = await this.ranking.testSource({ source }, { deadlineMs: callMs, signal });
    return { ...check, breaker: breakerOf(breaker) };
  }

  /** Forgets what was learned about a source. @returns for how many origins there was something */
  async reset(source: string, origin: string, signal: AbortSignal): Promise<number> {
    return (await this.ranking.resetSource({ source, origin }, { deadlineMs: callMs, signal })).forgotten;
  }

  async search(source: string, query: string, limit: number, song: WantedSong | undefined, signal: AbortSignal): Promise<Hit[]> {
    const request = { source, query, song: song === undefined ? undefined : wireSong(song), limit };
    const { candidates } = await this.resolving.search(request, { deadlineMs: searchMs, signal });
    return candidates.map(offerOf);
  }

  /** @param onProgress called before each source is asked */
  async resolve(song: WantedSong, sources: readonly string[], onProgress: (text: string) => void, signal: AbortSignal): Promise<Resolved> {
    const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
    const request = { song: wireSong(song), ownSource: '', sources: [...sources], timeoutMs: 0, policy };
    for await (const { progress, outcome } of this.resolving.resolve(request, { deadlineMs: resolveMs, signal })) {
      if (progress !== undefined) onProgress(progress.text);
      if (outcome !== undefined) return resolvedOf(outcome);
    }
    throw new Fault('internal', 'the resolver ended without an outcome');
  }

  async rank(origin: string, sources: readonly string[], signal: AbortSignal): Promise<{ decision: Decision; counts: Counts[] }> {
    const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
    const answer = await this.ranking.rank({ origin, sources: [...sources], policy }, { deadlineMs: callMs, signal });
    if (answer.decision === undefined) throw new Fault('internal', 'the resolver answered without an order');
    return {
      decision: decisionOf(answer.decision),
      counts: answer.statistics.map((counts) => ({ ...counts, meanCostMs: counts.meanCostMs })),
    };
  }

  /** The newest resolves of an origin, newest first. */
  async decisions(
    origin: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ readonly decidedAt: string; readonly song: string; readonly decision: Decision }[]> {
    const { decisions } = await this.ranking.listDecisions({ origin, limit }, { deadlineMs: callMs, signal });
    return decisions.flatMap(({ decision, decidedAt, song }) =>
      decision === undefined ? [] : [{ decidedAt, song, decision: decisionOf(decision) }],
    );
  }

  close(): void {
    this.rpc.close();
    this.resolving.close();
    this.ranking.close();
  }
}

function wireSong(song: WantedSong): resolverResolveV1.Song {
  return { ...song, artists: [...song.artists], isrc: '' };
}

function breakerOf(breaker: resolverRankingV1.Breaker | undefined): BreakerView {
  const state = word(resolverRankingV1.BreakerState[breaker?.state ?? 0] ?? '', 'BREAKER_STATE_');
  return {
    state: state === 'open' || state === 'half-open' ? state : 'closed',
    faults: breaker?.faults ?? 0,
    openUntil: breaker?.openUntil ?? '',
  };
}

function decisionOf({ origin, policy, reason, order }: resolverRankingV1.RankingDecision): Decision {
  const ranked = order.map(({ source, score, breaker }) => ({ source, score, breaker: breakerOf(breaker) }));
  return { origin, policy: word(resolverRankingV1.RankingPolicy[policy] ?? '', 'RANKING_POLICY_'), reason, order: ranked };
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

const trialOutcomes: Readonly<Record<string, Trial['outcome']>> = { chosen: 'chosen', reserve: 'reserve', failed: 'failed' };

function resolvedOf({ resolved, reason, trials, decision, retryLater }: resolverResolveV1.ResolveOutcome): Resolved {
  return {
    found: resolved?.found === true,
    source: resolved?.source ?? '',
    offer: resolved?.candidate === undefined ? undefined : offerOf(resolved.candidate),
    manual: resolved?.manual === true,
    reason,
    trials: trials.map(({ source, outcome, elapsedMs, hits, detail }) => ({
      source,
      outcome: trialOutcomes[word(resolverResolveV1.TrialOutcome[outcome] ?? '', 'TRIAL_OUTCOME_')] ?? 'nothing',
      elapsedMs,
      hits,
      detail,
    })),
    decision: decision === undefined ? undefined : decisionOf(decision),
    retryLater,
  };
}
