import { seededRandom } from '@catalogsync/testkit';
import { Breakers } from '../src/core/ranking/breakers.js';
import type { AttemptOutcome } from '../src/core/ranking/evidence.js';
import { configOrder } from '../src/core/ranking/policies/config-order.js';
import { laplaceWarmup } from '../src/core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from '../src/core/ranking/policies/ratio.js';
import type { RankingPolicyName } from '../src/core/ranking/ranking-decision.js';
import { SourceRanking } from '../src/core/ranking/source-ranking.js';
import { MemoryRankingStore } from './memory/memory-ranking-store.js';
import { type TrueSource, timeoutMs, type World } from './ranking-worlds.js';

/** Simulations use the product's own ranking and breakers; only sources and time are made up. */

const never = new AbortController().signal;
const names = ['s0', 's1', 's2', 's3', 's4', 's5'];

/** Orders sources for a song, and learns how each try ended. */
interface Player {
  order(sources: readonly TrueSource[]): readonly number[] | Promise<readonly number[]>;
  learn(at: number, outcome: AttemptOutcome, costMs: number, now: number): void;
}

/** Knows the true rates, costs and outages. */
const oracle: Player = {
  order: (sources) => {
    const worth = ({ chance, costMs, down }: TrueSource): number => (down ? -1 : chance / costMs);
    return names.map((_, at) => at).sort((a, b) => worth(sources[b]!) - worth(sources[a]!));
  },
  learn: () => undefined,
};

function ranked(policy: RankingPolicyName, seed: number, clock: { now(): number }): Player {
  const random = seededRandom(seed + 1000);
  const policies = {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: 1000 }),
    'ratio-adaptive': ratioAdaptive({ gateAttempts: 30 }),
    'ratio-thompson': ratioThompson({ gateAttempts: 30 }, random),
  };
  const store = new MemoryRankingStore();
  const ranking = new SourceRanking(store, policies, policy, new Breakers(clock, random));
  return {
    order: async () => (await ranking.rank('origin', names, undefined, never)).order.map(({ source }) => names.indexOf(source)),
    learn: (at, outcome, costMs, now) => {
      const source = names[at]!;
      store.learn({ origin: 'origin', source, outcome, costMs, at: now });
      ranking.breakers.ask(source);
      if (outcome === 'fault') ranking.breakers.faulted(source);
      else ranking.breakers.answered(source);
    },
  };
}

/** Total waiting time of all songs in ms; songs and answer times depend on the seed alone. */
async function wait(world: World, songs: number, seed: number, player: Player, clock: { at: number }): Promise<number> {
  const random = seededRandom(seed);
  for (let song = 0; song < songs; song++) {
    const sources = world.sourcesAt(song / songs, clock.at);
    const draws = sources.map(() => ({ luck: random(), pace: 0.5 + random() }));
    for (const at of await player.order(sources)) {
      const { chance, costMs, down } = sources[at]!;
      const { luck, pace } = draws[at]!;
      const outcome = down ? 'fault' : luck < chance ? 'found' : 'missed';
      const cost = down ? timeoutMs : costMs * pace;
      clock.at += cost;
      player.learn(at, outcome, cost, clock.at);
      if (outcome === 'found') break;
    }
  }
  return clock.at;
}

/** Waiting time of a policy divided by that of the oracle. */
export async function ratioToOracle(world: World, policy: RankingPolicyName, songs: number, seed: number): Promise<number> {
  const clock = { at: 0 };
  const total = await wait(world, songs, seed, ranked(policy, seed, { now: () => clock.at }), clock);
  return total / (await wait(world, songs, seed, oracle, { at: 0 }));
}
