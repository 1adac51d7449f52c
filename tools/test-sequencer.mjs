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

/** Files that take minutes, by what they do: start whole instances, wait for services that hang, kill processes. */
const slow = /\/cli\/test\/|conformance|kill-loop/;

/**
 * The longest files first, so that none is left alone at the end. Where Jest has not measured them yet it goes by their
 * size, which says little. A shuffled order if TEST_ORDER_SEED is set (`./catalogsync test --shuffle`).
 */
export default class Sequencer extends DefaultSequencer {
  sort(tests) {
    const seed = process.env.TEST_ORDER_SEED;
    if (seed === undefined) return slowFirst(super.sort(tests));
    const next = numbersOf(Number(seed));
    const drawn = new Map([...tests].sort((a, b) => a.path.localeCompare(b.path)).map((test) => [test, next()]));
    return [...tests].sort((a, b) => (drawn.get(a) ?? 0) - (drawn.get(b) ?? 0));
  }
}

/** Of the files without a measured time; the others keep their order. */
function slowFirst(tests) {
  const rank = ({ path, duration }) => (duration === undefined && slow.test(path) ? 0 : 1);
  return [...tests].sort((a, b) => rank(a) - rank(b));
}
