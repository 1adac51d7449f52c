import { Fault } from '@catalogsync/faults';
import { distance } from 'fastest-levenshtein';
import { type ConfigKeys, type ConfigValues, missing } from './config-key.js';
import type { Environment } from './environment.js';

/**
 * Parses every key and freezes the result. Unset and empty keys take their default.
 * @throws Fault `invalid_argument` that names all faults at once.
 */
export function readConfig<K extends ConfigKeys>(keys: K, environment: Environment): ConfigValues<K> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  const resolving = new Set<string>();

  const resolveKey = (name: string): unknown => {
    if (name in values) return values[name];
    const key = keys[name];
    if (key === undefined) throw new Error(`the default of a key refers to ${name}, which is not among the keys`);
    if (resolving.has(name)) throw new Error(`the default of ${name} refers to itself`);
    resolving.add(name);
    values[name] = parseOne(name);
    return values[name];
  };

  const parseOne = (name: string): unknown => {
    const key = keys[name];
    const given = environment[name];
    try {
      if (key !== undefined && given !== undefined && given !== '') return key.parse(given);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
    const fallback = key?.fallback(resolveKey);
    if (fallback === missing) problems.push(`${name} must be set: ${key?.help ?? ''}`);
    return fallback === missing ? undefined : fallback;
  };

  for (const name of Object.keys(keys)) resolveKey(name);
  if (problems.length > 0)
    throw new Fault('invalid_argument', `configuration: ${problems.join('; ')}`, { hint: 'Correct these keys and start again.' });
  return Object.freeze(values) as ConfigValues<K>;
}

/** A key nobody reads, and the known key that looks most like it, if any does. */
export interface UnknownKey {
  readonly name: string;
  readonly nearest: string | undefined;
}

/** Finds keys of a file that no service reads (never of the process environment: it holds much else). */
export function findUnknownKeys(names: Iterable<string>, known: ReadonlySet<string>): UnknownKey[] {
  const unknown: UnknownKey[] = [];
  for (const name of names) {
    if (known.has(name)) continue;
    const [best] = [...known].map((key) => ({ key, far: distance(key, name.toUpperCase()) })).sort((a, b) => a.far - b.far);
    unknown.push({ name, nearest: best !== undefined && best.far <= Math.max(2, name.length / 3) ? best.key : undefined });
  }
  return unknown;
}
