import { resolverRankingV1, resolverSettingsV1, resolverV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import type {
  EvidencedSource,
  PastRanking,
  Ranking,
  RankingMatrix,
  RankingWish,
  SourceRankings,
} from '../../core/sources/source-rankings.js';
import type { ReloadedSources, SourceState, SourceStates, SourceTest } from '../../core/sources/source-states.js';
import { fromPolicy, toBreaker, toCell, toEvidencedRanking, toPolicy, toRanking, toSourceState } from './source-messages.js';

/** Somebody waits at a page, and nothing outside is asked. */
const readMs = 10_000;
/** The resolver gives a source 20 s to answer. */
const testMs = 30_000;
const changeMs = 30_000;

const services = {
  ...resolverV1.ResolverServiceService,
  ...resolverRankingV1.RankingServiceService,
  ...resolverSettingsV1.SettingsServiceService,
};

/** How the sources do and in which order they are asked, over catalogsync.resolver.v1. */
export class TendedSources extends clientOf(services, 'resolver') implements SourceStates, SourceRankings {
  async states(signal: AbortSignal): Promise<SourceState[]> {
    const limits = { deadlineMs: readMs, signal };
    const [known, read] = await Promise.all([this.rpc.listSources({}, limits), this.rpc.listSourceStates({}, limits)]);
    const states = new Map(read.sources.map((state) => [state.source, state]));
    return known.sources.flatMap((source) => {
      const state = states.get(source.name);
      return state === undefined ? [] : [toSourceState(source, state)];
    });
  }

  async test(source: string, signal: AbortSignal): Promise<SourceTest> {
    const { breaker, ...test } = await this.rpc.testSource({ source }, { deadlineMs: testMs, signal });
    return { ...test, breaker: toBreaker(breaker) };
  }

  async reset(source: string, origin: string | undefined, signal: AbortSignal): Promise<number> {
    return (await this.rpc.resetSource({ source, origin: origin ?? '' }, { deadlineMs: changeMs, signal })).forgotten;
  }

  reload(signal: AbortSignal): Promise<ReloadedSources> {
    return this.rpc.reloadSources({}, { deadlineMs: changeMs, signal });
  }

  async matrix(signal: AbortSignal): Promise<RankingMatrix> {
    const { policy, cells, ...names } = await this.rpc.getMatrix({}, { deadlineMs: readMs, signal });
    return { ...names, policy: toPolicy(policy), cells: cells.map(toCell) };
  }

  async rank(origin: string, { policy, sources }: RankingWish, signal: AbortSignal): Promise<Ranking<EvidencedSource>> {
    const request = { origin, sources: [...sources], policy: fromPolicy(policy) };
    return toEvidencedRanking(await this.rpc.rank(request, { deadlineMs: readMs, signal }));
  }

  async decisions(origin: string, limit: number, signal: AbortSignal): Promise<PastRanking[]> {
    const { decisions } = await this.rpc.listDecisions({ origin, limit }, { deadlineMs: readMs, signal });
    return decisions.map(({ decision, decidedAt, song }) => ({ ...toRanking(decision), decidedAt: Date.parse(decidedAt), song }));
  }
}
