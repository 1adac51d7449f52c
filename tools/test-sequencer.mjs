import process from 'node:process';
import DefaultSequencer from '@jest/test-sequencer';

/** Mulberry32: small, and a seed gives the same order everywhere. */
function numbersOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Jest's own order of test files, or a shuffled one if TEST_ORDER_SEED is set (`./catalogsync test --shuffle`). */
export default class Sequencer extends DefaultSequencer {
  sort(tests) {
    const seed = process.env.TEST_ORDER_SEED;
    if (seed === undefined) return super.sort(tests);
    const next = numbersOf(Number(seed));
    const drawn = new Map([...tests].sort((a, b) => a.path.localeCompare(b.path)).map((test) => [test, next()]));
    return [...tests].sort((a, b) => (drawn.get(a) ?? 0) - (drawn.get(b) ?? 0));
  }
}
