/** Worlds of six sources for the simulation of rankings. Times are milliseconds of the simulated clock. */

/** The true state of a source while one song is searched for. */
export interface TrueSource {
  /** Chance that it has the song. */
  readonly chance: number;
  /** Mean time of an answer. */
  readonly costMs: number;
  readonly down: boolean;
}

export interface World {
  readonly name: string;
  /** How many times the oracle's waiting time ratio-adaptive may take at most. */
  readonly goal: number;
  /** @param progress from 0 up to 1 over the songs */
  sourcesAt(progress: number, now: number): readonly TrueSource[];
}

/** How long a source that is down is waited for. */
export const timeoutMs = 5000;

const source = (chance: number, costMs: number): TrueSource => ({ chance, costMs, down: false });

/** In configured order, which is not the best order. */
const mixed = [source(0.9, 3000), source(0.55, 1500), source(0.8, 900), source(0.6, 350), source(0.35, 700), source(0.7, 2200)];
const equallyDear = [0.35, 0.45, 0.55, 0.65, 0.75, 0.85].map((chance) => source(chance, 400));
const slowFirst = [source(0.97, 3000), source(0.5, 900), source(0.6, 500), source(0.7, 400), source(0.55, 300), source(0.4, 250)];

/** Which source of `mixed` is at each place, in the four parts of a world with three abrupt changes. */
const shuffles = [
  [0, 1, 2, 3, 4, 5],
  [3, 2, 1, 0, 5, 4],
  [2, 1, 4, 5, 0, 3],
  [4, 3, 2, 5, 0, 1],
];

/** The best source is down five minutes of every forty. */
function isDown(now: number): boolean {
  const minute = (now / 60_000) % 40;
  return minute >= 25 && minute < 30;
}

export const worlds: readonly World[] = [
  { name: 'equal cost', goal: 1.02, sourcesAt: () => equallyDear },
  { name: 'unequal cost', goal: 1.02, sourcesAt: () => mixed },
  {
    name: 'slow drift',
    goal: 1.03,
    sourcesAt: (progress) =>
      mixed.map(({ costMs }, at) => source(0.6 + 0.3 * Math.sin(2 * Math.PI * (progress * 1.5 + at / mixed.length)), costMs)),
  },
  {
    name: 'three abrupt changes',
    goal: 1.06,
    sourcesAt: (progress) => (shuffles[Math.floor(progress * 4)] ?? []).flatMap((at) => mixed.slice(at, at + 1)),
  },
  {
    name: 'outages of the best source',
    goal: 1.15,
    sourcesAt: (_progress, now) => mixed.map((one, at) => (at === 3 ? { ...one, down: isDown(now) } : one)),
  },
  { name: 'a slow 97 % first source', goal: 1.22, sourcesAt: () => slowFirst },
];
