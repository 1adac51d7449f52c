import { distance } from 'fastest-levenshtein';

/** A key nobody reads, and the known key that looks most like it, if any does. */
export interface UnknownKey {
  readonly name: string;
  readonly nearest: string | undefined;
}

/** Finds keys of a file that no service reads (never of the process environment: it holds much else). */
export function findUnknownKeys(names: Iterable<string>, known: ReadonlySet<string>): UnknownKey[] {
  const unknown: UnknownKey[] = [];
  for (const name of names) if (!known.has(name)) unknown.push({ name, nearest: nearestKey(name, known) });
  return unknown;
}

/** Names longer than any key are not compared: that takes time with the square of their length. */
const longestCompared = 200;

/** The known key that a misspelled one most likely means, if any is near. */
export function nearestKey(name: string, known: ReadonlySet<string>): string | undefined {
  if (name.length > longestCompared) return undefined;
  const wanted = name.toUpperCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const key of known) {
    // The distance is at least the difference in length, and that costs nothing.
    if (Math.abs(key.length - wanted.length) >= least) continue;
    const far = distance(key, wanted);
    if (far < least) [best, least] = [key, far];
  }
  return best;
}
