import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, SqlValue } from '@catalogsync/sqlite';
import { afterAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { SqliteManualMatches, SqliteRejectedFiles } from '../src/adapters/sqlite/choice-stores.js';
import { SqliteDecisionHistory } from '../src/adapters/sqlite/decision-history.js';
import { SqliteQuarantineStore } from '../src/adapters/sqlite/download-quarantine-store.js';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { Breakers } from '../src/core/ranking/breakers.js';
import { configOrder } from '../src/core/ranking/policies/config-order.js';
import { laplaceWarmup } from '../src/core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from '../src/core/ranking/policies/ratio.js';
import type { RankingPolicyName } from '../src/core/ranking/ranking-decision.js';
import { attempt, describeRankingStore } from '../src/core/ranking/ranking-store.contract.js';
import { SourceRanking } from '../src/core/ranking/source-ranking.js';
import { ratioToOracle } from './ranking-simulation.js';
import { worlds } from './ranking-worlds.js';
import { statisticsOf } from './statistics.js';

/** Real: SQLite in temporary folders. */

const homes: string[] = [];
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'ranking-'));
  homes.push(home);
  return home;
}

const open = (home: string) => openSideDatabase(join(home, 'catalogsync.db'));

describeRankingStore('SQLite', async () => {
  const database = await open(newHome());
  return { store: new SqliteRankingStore(database), close: () => database.close() };
});

describe('when the process starts again', () => {
  it('still knows what it counted (16)', async () => {
    const home = newHome();
    const first = await open(home);
    await new SqliteRankingStore(first).record([attempt('qq', 'kuwo', 'found'), attempt('qq', 'kuwo', 'missed')]);
    const before = await statisticsOf(new SqliteRankingStore(first), 'qq');
    await first.close();
    const second = await open(home);
    expect(await statisticsOf(new SqliteRankingStore(second), 'qq')).toEqual(before);
    await second.close();
  });

  it('continues the counts of an earlier tool, which knew neither costs nor faults', async () => {
    const home = newHome();
    await (await open(home)).close();
    const earlier = new Connection(join(home, 'resolver_stats.db'));
    earlier.exec("INSERT INTO resolver_source_stats VALUES ('qq', 'migu', 800, 700, '2025-01-01 00:00:00', NULL, 'x', 'x')");
    earlier.close();
    const database = await open(home);
    const store = new SqliteRankingStore(database);
    expect(await store.evidence('qq')).toMatchObject({ totalAttempts: 800, timedAttempts: 0 });
    await store.record([attempt('qq', 'migu', 'found')]);
    expect((await store.evidence('qq')).bySource.get('migu')).toMatchObject({ attempts: 801, found: 701, successes: 1, meanCostMs: 100 });
    await database.close();
  });

  it('ranks sources by the counts of an earlier tool under laplace-warmup, and is still learning under ratio-adaptive', async () => {
    const home = newHome();
    await (await open(home)).close();
    const earlier = new Connection(join(home, 'resolver_stats.db'));
    earlier.exec(`INSERT INTO resolver_source_stats VALUES ('qq', 'kuwo', 400, 40, '2025-01-01 00:00:00', NULL, 'x', 'x'),
      ('qq', 'migu', 800, 700, '2025-01-01 00:00:00', NULL, 'x', 'x')`);
    earlier.close();
    const database = await open(home);
    const gate = { gateAttempts: 30 };
    const policies = {
      'config-order': configOrder(),
      'laplace-warmup': laplaceWarmup({ warmupAttempts: 1000 }),
      'ratio-adaptive': ratioAdaptive(gate),
      'ratio-thompson': ratioThompson(gate, () => 0.5),
    };
    const breakers = new Breakers({ now: () => 0 }, () => 0);
    const ranking = new SourceRanking(new SqliteRankingStore(database), policies, 'laplace-warmup', breakers);
    const rank = (policy?: RankingPolicyName) => ranking.rank('qq', ['kuwo', 'untried', 'migu'], policy, new AbortController().signal);
    const counted = await rank();
    expect(counted.reason).toBe('rate of success over 1200 attempts');
    expect(counted.order.map(({ source }) => source)).toEqual(['migu', 'untried', 'kuwo']);
    const timed = await rank('ratio-adaptive');
    expect(timed.reason).toBe('learning: 0 of 30 attempts');
    expect(timed.order.map(({ source }) => source)).toEqual(['kuwo', 'untried', 'migu']);
    await database.close();
  });

  it('updates updated_at after a later failure and keeps created_at (13)', async () => {
    const home = newHome();
    const database = await open(home);
    const store = new SqliteRankingStore(database);
    await store.record([attempt('qq', 'kuwo', 'found', 1, 1_000), attempt('qq', 'kuwo', 'missed', 1, 2_000)]);
    const reader = new Connection(database.file, { readonly: true });
    expect(reader.prepare('SELECT created_at, updated_at, last_success_at FROM resolver_source_stats').get()).toEqual({
      created_at: '1970-01-01T00:00:01.000Z',
      updated_at: '1970-01-01T00:00:02.000Z',
      last_success_at: '1970-01-01T00:00:01.000Z',
    });
    reader.close();
    await database.close();
  });
});

describe('when one of many writes cannot be stored', () => {
  it('fails alone; the writes that shared its commit are stored', async () => {
    const database = await open(newHome());
    const store = new SqliteRankingStore(database);
    const bad = { ...attempt('qq', 'kuwo', 'found'), at: Number.NaN };
    const ended = await Promise.allSettled([
      store.record([attempt('qq', 'kuwo', 'found')]),
      store.record([bad]),
      store.record([attempt('qq', 'kuwo', 'found')]),
    ]);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.evidence('qq')).totalAttempts).toBe(2);
    await database.close();
    await expect(store.record([attempt('qq', 'kuwo', 'found')])).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});

describe('when decisions are stored', () => {
  it('returns the newest of an origin first, with order, scores, breakers and policy, and keeps a bounded number', async () => {
    const database = await open(newHome());
    const history = new SqliteDecisionHistory(database, 3);
    const order = [{ source: 'kuwo', score: 0.25, breaker: { state: 'open' as const, faults: 3, openUntil: 99 } }];
    for (const song of ['a', 'b', 'c', 'd']) {
      const decision = { origin: 'qq', policy: 'ratio-adaptive' as const, reason: 'why', usesBreakers: true, order };
      await history.append({ origin: 'qq', decision, endedAt: 7, song, key: undefined, result: undefined });
    }
    expect((await history.latest('qq', 10)).map(({ song }) => song)).toEqual(['d', 'c', 'b']);
    expect((await history.latest('qq', 1))[0]).toEqual({
      origin: 'qq',
      policy: 'ratio-adaptive',
      reason: 'why',
      usesBreakers: true,
      order,
      decidedAt: 7,
      song: 'd',
    });
    expect(await history.latest('netease', 10)).toEqual([]);
    await database.close();
  });
});

describe('when manual matches are stored', () => {
  it('keeps one per song across resets and restarts, until a later one replaces it or a person removes it', async () => {
    const home = newHome();
    const database = await open(home);
    const matches = new SqliteManualMatches(database);
    const match = { platform: 'qq', remoteId: '1', source: 'library', sourceRemoteId: 'x', note: '现场版', createdAt: 5 };
    await matches.set(match);
    await matches.set({ ...match, sourceRemoteId: 'y' });
    await matches.set({ ...match, remoteId: '2' });
    await new SqliteRankingStore(database).reset('library', undefined);
    await database.close();
    const again = await open(home);
    const reopened = new SqliteManualMatches(again);
    expect(await reopened.find({ platform: 'qq', remoteId: '1' })).toEqual({ ...match, sourceRemoteId: 'y' });
    expect((await reopened.list(undefined, 1)).map(({ remoteId }) => remoteId)).toEqual(['1']);
    expect((await reopened.list({ platform: 'qq', remoteId: '1' }, 10)).map(({ remoteId }) => remoteId)).toEqual(['2']);
    expect(await reopened.remove({ platform: 'qq', remoteId: '1' })).toBe(true);
    expect(await reopened.remove({ platform: 'qq', remoteId: '1' })).toBe(false);
    await again.close();
  });
});

describe('when a list is requested', () => {
  it('reads it in index order, without sorting', async () => {
    const database = await open(newHome());
    const plans: string[] = [];
    const explaining: Database = {
      ...database,
      reads: {
        ...database.reads,
        rows: async (sql, ...values) => explaining.reads.statement<never>(sql).all(...values),
        statement: <Row>(sql: string) => {
          const explain = (...values: SqlValue[]): undefined => {
            const rows = database.reads.statement<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
            plans.push(rows.map(({ detail }) => detail).join('; '));
          };
          return {
            get: (...values) => explain(...values) as Row | undefined,
            all: (...values) => {
              explain(...values);
              return [] as Row[];
            },
          };
        },
      },
    };
    await new SqliteDecisionHistory(explaining).latest('qq', 10);
    await new SqliteManualMatches(explaining).list({ platform: 'qq', remoteId: '1' }, 10);
    await new SqliteRankingStore(explaining).evidence('qq');
    await new SqliteRejectedFiles(explaining, { now: () => 0 }).rejectedTracks('kuwo', ['1', '2']);
    await new SqliteQuarantineStore(explaining).heldTracks('key', 'kuwo', ['1', '2']);
    // The last query reads two tables.
    expect(plans).toHaveLength(7);
    for (const plan of plans) {
      expect(plan).toContain('SEARCH');
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
    }
    await database.close();
  });
});

/** The bench prints the mean of five seeds, next to the other policies. */
describe('when 20,000 songs are searched for in six worlds', () => {
  it.each(worlds)('ratio-adaptive waits at most $goal times as long as an oracle: $name', async (world) => {
    const first = await ratioToOracle(world, 'ratio-adaptive', 20_000, 1);
    const second = await ratioToOracle(world, 'ratio-adaptive', 20_000, 2);
    expect((first + second) / 2).toBeLessThanOrEqual(world.goal);
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(0.99);
  });

  it('laplace-warmup waits more than twice as long as an oracle where costs differ', async () => {
    const unequal = worlds.find(({ name }) => name === 'unequal cost');
    expect(unequal && (await ratioToOracle(unequal, 'laplace-warmup', 20_000, 2))).toBeGreaterThan(2);
  });
});
