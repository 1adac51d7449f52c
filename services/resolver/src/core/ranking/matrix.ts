import type { SourceEvidence } from './evidence.js';
import type { RankingPolicyName } from './ranking-decision.js';
import type { PairStatistics, RankingStore } from './ranking-store.js';
import type { SourceRanking } from './source-ranking.js';

/** What was learned about a source for the songs of an origin, and its place in that origin's order. */
interface MatrixCell extends PairStatistics {
  /** From 1; undefined if it is not asked. */
  readonly position: number | undefined;
}

/** What was learned about all sources for the songs of all origins. */
export interface Matrix {
  readonly policy: RankingPolicyName;
  /** By name. */
  readonly origins: readonly string[];
  /** In configured order; then those that are no longer known. */
  readonly sources: readonly string[];
  readonly cells: readonly MatrixCell[];
}

export interface MatrixSources {
  /** All of them, in configured order. */
  readonly all: readonly string[];
  /** Those that are asked for songs of other platforms. */
  readonly asked: readonly string[];
}

/** More are no help on a page; any platform that somebody names is an origin. */
const mostOrigins = 100;

export async function readMatrix(
  ranking: SourceRanking,
  store: RankingStore,
  sources: MatrixSources,
  signal: AbortSignal,
): Promise<Matrix> {
  const origins = [...(await store.origins(mostOrigins, signal))].sort();
  const cells: MatrixCell[] = [];
  for (const origin of origins) {
    const { bySource } = await store.evidence(origin, signal);
    const asked = sources.asked.filter((name) => name !== origin);
    const { order } = await ranking.rank(origin, asked, undefined, signal);
    const places = new Map(order.map(({ source }, at) => [source, at + 1]));
    for (const source of new Set([...asked, ...bySource.keys()])) {
      cells.push({ ...(bySource.get(source) ?? untried(source)), origin, position: places.get(source) });
    }
  }
  const shown = new Set([...sources.asked, ...cells.map(({ source }) => source)]);
  const known = new Set(sources.all);
  const unknown = [...shown].filter((name) => !known.has(name)).sort();
  return { policy: ranking.usual, origins, sources: [...sources.all.filter((name) => shown.has(name)), ...unknown], cells };
}

function untried(source: string): SourceEvidence {
  const counts = { attempts: 0, found: 0, faults: 0, verified: 0, refuted: 0, successes: 0, failures: 0 };
  return { source, ...counts, meanCostMs: undefined, lastAttemptAt: undefined, lastSuccessAt: undefined };
}
