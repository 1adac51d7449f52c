import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { Breakers } from '../src/core/ranking/breakers.js';
import { configOrder } from '../src/core/ranking/policies/config-order.js';
import { laplaceWarmup } from '../src/core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from '../src/core/ranking/policies/ratio.js';
import { type RankingPolicyName, rankingPolicies } from '../src/core/ranking/ranking-decision.js';
import { SourceRanking } from '../src/core/ranking/source-ranking.js';
import { ratioToOracle } from './ranking-simulation.js';
import { worlds } from './ranking-worlds.js';

/** `npm run bench ranking` runs this with `worlds` or `load` and reads one JSON document. */

const songs = 20_000;
const seeds = [1, 2, 3, 4, 5];
const never = new AbortController().signal;
const names = ['s0', 's1', 's2', 's3', 's4', 's5'];

async function simulate(): Promise<unknown[]> {
  const simulated: unknown[] = [];
  for (const world of worlds) {
    const ratios: Partial<Record<RankingPolicyName, number[]>> = {};
    for (const policy of rankingPolicies) {
      const ofSeeds: number[] = [];
      for (const seed of seeds) ofSeeds.push(await ratioToOracle(world, policy, songs, seed));
      ratios[policy] = ofSeeds;
    }
    simulated.push({ world: world.name, goal: world.goal, ratios });
  }
  return simulated;
}

/** Records and ranks in a database on disk, with six sources and four origins. */
async function load(folder: string): Promise<{ decisionMicros: number; recordsPerSecond: number; exact: boolean }> {
  const database = await openSideDatabase(join(folder, 'catalogsync.db'));
  const store = new SqliteRankingStore(database);
  const clock = { now: () => Date.now() };
  const policies = {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: 1000 }),
    'ratio-adaptive': ratioAdaptive({ gateAttempts: 30 }),
    'ratio-thompson': ratioThompson({ gateAttempts: 30 }, Math.random),
  };
  const ranking = new SourceRanking(store, policies, 'ratio-adaptive', new Breakers(clock, Math.random));
  const attempts = 40_000;
  const perCaller = attempts / 64;
  const caller = async (number: number): Promise<void> => {
    for (let done = 0; done < perCaller; done++) {
      const source = names[(number + done) % names.length] ?? '';
      const outcome = done % 3 === 0 ? 'found' : 'missed';
      await ranking.record([{ origin: `o${number % 4}`, source, outcome, costMs: 100 + done, at: Date.now() }]);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: 64 }, (_, number) => caller(number)));
  const recordsPerSecond = attempts / ((performance.now() - began) / 1000);
  let total = 0;
  for (const origin of ['o0', 'o1', 'o2', 'o3']) total += (await store.evidence(origin)).totalAttempts;
  const decisions = 20_000;
  for (let warm = 0; warm < 2000; warm++) await ranking.rank('o1', names, undefined, never);
  const ranked = performance.now();
  for (let done = 0; done < decisions; done++) await ranking.rank(`o${done % 4}`, names, undefined, never);
  const decisionMicros = ((performance.now() - ranked) * 1000) / decisions;
  await database.close();
  return { decisionMicros, recordsPerSecond, exact: total === attempts };
}

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'ranking-load-'));
try {
  const found = process.argv[2] === 'load' ? { load: await load(folder) } : { worlds: await simulate() };
  process.stdout.write(JSON.stringify(found));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
