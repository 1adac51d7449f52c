import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { resolverRankingV1 } from '@catalogsync/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { attempt } from '../src/core/ranking/ranking-store.contract.js';
import { limits, policy, ResolveService } from './resolve-service-harness.js';

// Real here: the resolver with gRPC and SQLite; its one source is a list of addresses in a file.

const resolver = new ResolveService();
beforeAll(async () => {
  const database = await openSideDatabase(join(resolver.home, 'catalogsync.db'));
  await new SqliteRankingStore(database).record([
    ...Array.from({ length: 40 }, () => attempt('netease', 'http', 'missed', 900)),
    ...Array.from({ length: 40 }, () => attempt('netease', 'subsonic', 'found', 300)),
    ...Array.from({ length: 29 }, () => attempt('spotify', 'subsonic', 'found', 300)),
  ]);
  await database.close();
  await resolver.start();
});
afterAll(() => resolver.dispose());

describe('when a ranking is requested over gRPC', () => {
  it('orders by the recorded statistics, and shows why', async () => {
    const { decision, statistics } = await resolver.ranking.rank(
      { origin: 'netease', sources: ['http', 'subsonic', 'archive'], policy },
      limits,
    );
    expect(decision?.order.map(({ source }) => source)).toEqual(['subsonic', 'archive', 'http']);
    expect(decision?.reason).toBe('chance ÷ mean cost over 80 attempts');
    expect(decision?.order[0]?.score).toBeGreaterThan(decision?.order[1]?.score ?? 1);
    expect(statistics.map(({ source, attempts: tried, found }) => [source, tried, found])).toEqual([
      ['subsonic', 40, 40],
      ['http', 40, 0],
    ]);
  });

  it('keeps the configured order at the request of a caller and below the gate', async () => {
    const configured = resolverRankingV1.RankingPolicy.RANKING_POLICY_CONFIG_ORDER;
    const { decision } = await resolver.ranking.rank({ origin: 'netease', sources: ['http', 'subsonic'], policy: configured }, limits);
    expect(decision?.order.map(({ source, score }) => [source, score])).toEqual([
      ['http', undefined],
      ['subsonic', undefined],
    ]);
    const cold = await resolver.ranking.rank({ origin: 'spotify', sources: ['http', 'subsonic'], policy }, limits);
    expect(cold.decision?.reason).toBe('learning: 29 of 30 attempts');
    expect(cold.decision?.order.map(({ source, score }) => [source, score])).toEqual([
      ['http', undefined],
      ['subsonic', undefined],
    ]);
  });

  it('ranks all configured sources if none is named, and never the origin itself', async () => {
    const { decision } = await resolver.ranking.rank({ origin: 'qq', sources: [], policy }, limits);
    expect(decision?.order.map(({ source }) => source)).toEqual(['http']);
    expect((await resolver.ranking.rank({ origin: 'http', sources: [], policy }, limits)).decision?.order).toEqual([]);
  });

  it('lists what each resolve asked, and why, newest first', async () => {
    await resolver.resolve({ platform: 'migu', title: 'Hello', artists: ['Adele'], durationMs: 0 });
    await resolver.resolve({ platform: 'migu', title: '晴天' });
    const { decisions } = await resolver.ranking.listDecisions({ origin: 'MiguMusicClient', limit: 0 }, limits);
    expect(decisions.map(({ song }) => song)).toEqual(['周杰伦 - 晴天', 'Adele - Hello']);
    expect(decisions.map(({ decision }) => decision?.reason)).toEqual(['learning: 1 of 30 attempts', 'learning: 0 of 30 attempts']);
    expect(decisions[0]).toMatchObject({
      decidedAt: '2026-01-01T00:00:00.000Z',
      decision: { origin: 'migu', order: [{ source: 'http' }] },
    });
    await expect(resolver.ranking.listDecisions({ origin: 'migu', limit: 201 }, limits)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('tests a source, and forgets its statistics, on request', async () => {
    const tested = await resolver.ranking.testSource({ source: 'http' }, limits);
    expect(tested).toMatchObject({ reachable: true, breaker: { state: resolverRankingV1.BreakerState.BREAKER_STATE_CLOSED } });
    expect(await resolver.ranking.resetSource({ source: 'http', origin: 'netease' }, limits)).toEqual({ forgotten: 1 });
    const { statistics } = await resolver.ranking.rank({ origin: 'netease', sources: ['http', 'subsonic'], policy }, limits);
    expect(statistics.map(({ source }) => source)).toEqual(['subsonic']);
    await expect(resolver.ranking.testSource({ source: 'napster' }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(resolver.ranking.resetSource({ source: 'napster', origin: '' }, limits)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows what is known of every pair, and its place in the order', async () => {
    const { origins, sources, cells, policy: inForce } = await resolver.ranking.getMatrix({}, limits);
    expect(inForce).toBe(resolverRankingV1.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE);
    expect([origins, sources]).toEqual([
      ['migu', 'netease', 'spotify'],
      ['subsonic', 'http'],
    ]);
    const shown = cells.map(({ statistics, position }) => [statistics?.origin, statistics?.source, statistics?.attempts, position]);
    // No subsonic server is set up, so it is not asked; http was forgotten for netease.
    expect(shown).toEqual([
      ['migu', 'http', 2, 1],
      ['netease', 'http', 0, 1],
      ['netease', 'subsonic', 40, 0],
      ['spotify', 'http', 0, 1],
      ['spotify', 'subsonic', 29, 0],
    ]);
    const { chance = 0, chanceLow = 0, chanceHigh = 0 } = cells[2]?.statistics ?? {};
    expect([chance > 0.9, chanceLow < chance, chance < chanceHigh, chanceHigh < 1]).toEqual([true, true, true, true]);
    expect(cells[1]?.statistics).toMatchObject({ chance: 0.5, chanceLow: expect.closeTo(0.05, 3), chanceHigh: expect.closeTo(0.95, 3) });
  });

  it('tells for every source its calls, its tries and its last fault', async () => {
    const { sources } = await resolver.ranking.listSourceStates({}, limits);
    const http = sources.find(({ source }) => source === 'http');
    expect(http).toMatchObject({ attempts: 2, found: expect.any(Number), faults: 0, lastFault: undefined });
    expect(http?.callsPerMinute).toBeGreaterThan(0);
    expect(http?.medianMs).toBeLessThanOrEqual(http?.p95Ms ?? 0);
    expect(http?.lastAttemptAt).toBe('2026-01-01T00:00:00.000Z');
    expect(sources.find(({ source }) => source === 'qq')).toEqual({
      ...{ source: 'qq', breaker: { state: resolverRankingV1.BreakerState.BREAKER_STATE_CLOSED, faults: 0, openUntil: '' } },
      ...{ callsPerMinute: 0, medianMs: undefined, p95Ms: undefined, attempts: 0, found: 0, faults: 0 },
      ...{ lastAttemptAt: '', lastSuccessAt: '', lastFault: undefined },
    });
  });

  it('opens the breaker of a source that fails its tests, and closes it at the first answer', async () => {
    rmSync(resolver.list);
    let state: resolverRankingV1.BreakerState | undefined;
    for (let tries = 0; tries < 3; tries++) {
      const tested = await resolver.ranking.testSource({ source: 'http' }, limits);
      expect(tested.reachable).toBe(false);
      state = tested.breaker?.state;
    }
    expect(state).toBe(resolverRankingV1.BreakerState.BREAKER_STATE_OPEN);
    const { sources } = await resolver.ranking.listSourceStates({}, limits);
    expect(sources.find(({ source }) => source === 'http')?.breaker).toMatchObject({ state, faults: 3 });
    resolver.writeList();
    expect(await resolver.ranking.testSource({ source: 'http' }, limits)).toMatchObject({
      reachable: true,
      breaker: { faults: 0, openUntil: '' },
    });
  });
});

describe("when an earlier tool's statistics are imported", () => {
  const counts = (source: string, attempts: number, found: number) => {
    return { origin: 'NeteaseMusicClient', source, attempts, found, lastAttemptAt: '2026-01-01T00:00:00Z', lastSuccessAt: '' };
  };
  const statistics = async () => {
    const { statistics: known } = await resolver.ranking.rank({ origin: 'netease', sources: ['http'], policy }, limits);
    return known.map(({ source, attempts, found }) => [source, attempts, found]);
  };
  const take = (...given: ReturnType<typeof counts>[]) => resolver.ranking.importStatistics({ counts: given }, limits);

  it('adds them under our names, once however often they are imported, and the higher count stays', async () => {
    expect(await take(counts('url_list', 10, 4), counts('migu', 2, 0))).toEqual({ added: 2, changed: 0, same: 0 });
    expect(await take(counts('http', 10, 4))).toEqual({ added: 0, changed: 0, same: 1 });
    expect(await statistics()).toEqual([['http', 10, 4]]);
    expect(await take(counts('http', 12, 5))).toEqual({ added: 0, changed: 1, same: 0 });
    expect(await take(counts('http', 3, 3))).toEqual({ added: 0, changed: 0, same: 1 });
    expect(await statistics()).toEqual([['http', 12, 5]]);
  });

  it('refuses impossible counts and takes none of the others', async () => {
    await expect(take(counts('http', 99, 5), counts('migu', 1, 2))).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(await statistics()).toEqual([['http', 12, 5]]);
  });
});
