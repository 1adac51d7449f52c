import { distance } from 'fastest-levenshtein';

/** A key nobody reads, and the most similar known key, if any. */
export interface UnknownKey {
  readonly name: string;
  readonly nearest: string | undefined;
}

/** Finds keys of a file that no service reads. Not for the process environment: it holds much else. */
export function findUnknownKeys(names: Iterable<string>, known: ReadonlySet<string>): UnknownKey[] {
  const unknown: UnknownKey[] = [];
  for (const name of names) if (!known.has(name)) unknown.push({ name, nearest: nearestKey(name, known) });
  return unknown;
}

/** Names longer than any key are not compared: the cost grows with the square of their length. */
const longestCompared = 200;

/** The known key that a misspelt one most likely means, if any is close. */
export function nearestKey(name: string, known: ReadonlySet<string>): string | undefined {
  if (name.length > longestCompared) return undefined;
  const wanted = name.toUpperCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const key of known) {
    // The distance is at least the difference in length, which costs nothing to check.
    if (Math.abs(key.length - wanted.length) >= least) continue;
    const far = distance(key, wanted);
    if (far < least) [best, least] = [key, far];
  }
  return best;
}
