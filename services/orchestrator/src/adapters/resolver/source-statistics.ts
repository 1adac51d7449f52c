import { resolverRankingV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import type { EarlierCounts } from '../../core/import/earlier-library.js';
import type { StatisticsTaker } from '../../core/import/import-store.js';

const takeOverMs = 60_000;
/** The resolver's limit. */
const inOneCall = 10_000;

/** The statistics of sources, which the resolver keeps. */
export class SourceStatistics extends clientOf(resolverRankingV1.RankingServiceService, 'resolver') implements StatisticsTaker {
  async takeOver(counts: readonly EarlierCounts[], signal: AbortSignal): Promise<Record<'added' | 'changed' | 'same', number>> {
    const total = { added: 0, changed: 0, same: 0 };
    for (let at = 0; at < counts.length; at += inOneCall) {
      const part = counts.slice(at, at + inOneCall).map(({ lastAttemptAt = '', lastSuccessAt = '', ...one }) => ({
        ...one,
        lastAttemptAt,
        lastSuccessAt,
      }));
      const { added, changed, same } = await this.rpc.importStatistics({ counts: part }, { deadlineMs: takeOverMs, signal });
      total.added += added;
      total.changed += changed;
      total.same += same;
    }
    return total;
  }
}
