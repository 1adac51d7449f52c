import type { SourceEvidence } from '../src/core/ranking/evidence.js';
import type { RankingStore } from '../src/core/ranking/ranking-store.js';

/** What a store knows about the sources of one origin, ordered by name. */
export async function statisticsOf(store: Pick<RankingStore, 'evidence'>, origin: string): Promise<SourceEvidence[]> {
  const { bySource } = await store.evidence(origin, new AbortController().signal);
  return [...bySource.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}
