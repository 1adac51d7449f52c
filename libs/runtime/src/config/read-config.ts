import { Fault } from '@catalogsync/faults';
import { type ConfigKeys, type ConfigValues, missing, UnrepeatedProblem } from './config-key.js';
import type { Environment } from './environment.js';
import { holdsLogin } from './secret-lines.js';

/** The error of one key, as a sentence that names it. */
export interface KeyProblem {
  readonly key: string;
  readonly message: string;
}

/**
 * Parses every key, even if others have errors. Unset and empty keys take their default; a key with an error has
 * the value `undefined`, and so may keys whose default refers to it.
 */
export function resolveConfig(keys: ConfigKeys, environment: Environment): { values: Record<string, unknown>; problems: KeyProblem[] } {
  const problems: KeyProblem[] = [];
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
      const quiet = !(error instanceof UnrepeatedProblem) && (key?.secret === true || holdsLogin(given ?? ''));
      problems.push({ key: name, message: `${name} ${quiet ? 'has a value that cannot be' : whatIsWrong(error)}` });
      return undefined;
    }
    const fallback = key?.fallback(resolveKey);
    if (fallback === missing) problems.push({ key: name, message: `${name} must be set: ${key?.help ?? ''}` });
    return fallback === missing ? undefined : fallback;
  };

  for (const name of Object.keys(keys)) resolveKey(name);
  return { values, problems };
}

/** May quote the value, so it is not used for secrets. */
function whatIsWrong(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Parses every key and freezes the result. Unset and empty keys take their default.
 * @throws Fault `invalid_argument` that names all errors at once
 */
export function readConfig<K extends ConfigKeys>(keys: K, environment: Environment): ConfigValues<K> {
  const { values, problems } = resolveConfig(keys, environment);
  if (problems.length > 0) {
    throw new Fault('invalid_argument', `configuration: ${problems.map(({ message }) => message).join('; ')}`, {
      hint: 'Correct these keys and start again.',
    });
  }
  return Object.freeze(values) as ConfigValues<K>;
}
