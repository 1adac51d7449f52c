import { describe, expect, it } from '@jest/globals';
import { describeRankingStore } from '../../src/core/ranking/ranking-store.contract.js';
import { MemoryDecisionHistory, MemoryRankingStore } from './memory-ranking-store.js';

describeRankingStore('memory', async () => ({ store: new MemoryRankingStore(), close: async () => undefined }));

describe('when decisions are kept in memory', () => {
  it('returns the newest first and drops the oldest', async () => {
    const history = new MemoryDecisionHistory(3);
    for (const song of ['a', 'b', 'c', 'd']) {
      const decision = { origin: 'qq', policy: 'config-order', reason: '', usesBreakers: false, order: [] } as const;
      await history.append({ origin: 'qq', decision, endedAt: 0, song, key: undefined, result: undefined });
    }
    expect((await history.latest('qq', 10)).map(({ song }) => song)).toEqual(['d', 'c', 'b']);
    expect(await history.latest('kuwo', 10)).toEqual([]);
  });
});
