import { homedir } from 'node:os';
import { delimiter, resolve } from 'node:path';

/** Looks up another key's parsed value while a default is worked out. */
type Lookup = (name: string) => unknown;

/**
 * `machine`: what runs on this machine, what it opens, whom it trusts, where it listens and where its secrets are sent:
 * programs, paths, keys, hosts, ports, addresses. Only the command line of the machine itself changes these. `work`: the rest, which
 * an administrator may also change from the console.
 */
export type KeyClass = 'machine' | 'work';

/** One setting: how it is parsed, what values it takes, and its help text. */
export interface ConfigKey<T = unknown> {
  readonly help: string;
  /** What the value looks like, such as `port`, `seconds`, `path`. */
  readonly kind: string;
  /** Range or choices in words; empty if any such value is allowed. */
  readonly range: string;
  readonly secret: boolean;
  /** Who may change it, see `KeyClass`. */
  readonly belongsTo: KeyClass;
  /** Text for docs; `undefined` if the key is required. */
  readonly defaultText: string | undefined;
  /** Returns the value, or throws an Error whose message completes "KEY …". */
  parse(text: string): T;
  /** The value if the key is absent; `missing` is an error. */
  fallback(lookup: Lookup): T | typeof missing;
}

export const missing: unique symbol = Symbol('missing');

export type ConfigKeys = Readonly<Record<string, ConfigKey>>;

export type ConfigValues<K extends ConfigKeys> = { readonly [P in keyof K]: K[P] extends ConfigKey<infer T> ? T : never };

interface Common<T> {
  readonly help: string;
  /** A value, a function of other keys, or absent for "required". */
  readonly default?: T | ((lookup: Lookup) => T);
  /** How the default reads in docs if it is a function. */
  readonly defaultText?: string;
  readonly secret?: boolean;
  /** Only where the constructor's own class does not fit. */
  readonly belongsTo?: KeyClass;
}

/** What is wrong with a value, in words that repeat nothing of it: shown even if the value is secret. */
export class UnrepeatedProblem extends Error {}

function define<T>(usual: KeyClass, common: Common<T>, kind: string, range: string, parse: (text: string) => T): ConfigKey<T> {
  const given = common.default;
  return {
    help: common.help,
    kind,
    range,
    secret: common.secret ?? false,
    belongsTo: common.secret === true ? 'machine' : (common.belongsTo ?? usual),
    defaultText: common.defaultText ?? (given === undefined || typeof given === 'function' ? undefined : String(given)),
    parse,
    fallback: (lookup) => {
      if (given === undefined) return missing;
      return typeof given === 'function' ? (given as (lookup: Lookup) => T)(lookup) : given;
    },
  };
}

/** Any text. */
export function text(common: Common<string>): ConfigKey<string> {
  return define('machine', common, 'text', '', (value) => value);
}

/** A path; `~` is the user's home, a relative path is made absolute. */
export function path(common: Common<string>): ConfigKey<string> {
  return define('machine', common, 'path', '', (value) => {
    if (value === '') throw new Error('is empty');
    return resolve(value.replace(/^~(?=$|\/)/, homedir()));
  });
}

/** Several paths, separated as in PATH. */
export function pathList(common: Common<readonly string[]>): ConfigKey<readonly string[]> {
  return define('machine', common, `paths separated by "${delimiter}"`, '', (value) =>
    Object.freeze(
      value
        .split(delimiter)
        .filter((part) => part.trim() !== '')
        .map((part) => resolve(part.trim().replace(/^~(?=$|\/)/, homedir()))),
    ),
  );
}

/** A whole number within a range; `unit` is a plural noun such as `seconds`. */
export function integer(common: Common<number> & { min: number; max: number; unit: string }): ConfigKey<number> {
  return define('work', common, common.unit, `${common.min} to ${common.max}`, (value) => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < common.min || number > common.max) {
      throw new Error(`must be a whole number of ${common.unit} from ${common.min} to ${common.max}, not "${value}"`);
    }
    return number;
  });
}

/** A TCP port; 0 lets the system choose one. */
export function port(common: Common<number>): ConfigKey<number> {
  return { ...integer({ ...common, belongsTo: 'machine', min: 0, max: 65535, unit: 'port number' }), kind: 'port' };
}

/** One of several words. */
export function choice<const W extends readonly string[]>(words: W, common: Common<W[number]>): ConfigKey<W[number]> {
  return define('work', common, 'word', words.join(', '), (value) => {
    if (!words.includes(value)) throw new Error(`must be one of ${words.join(', ')}, not "${value}"`);
    return value;
  });
}

/** Comma-separated words, trimmed; empty ones are dropped (behaviour 112). */
export function wordList(common: Common<readonly string[]>): ConfigKey<readonly string[]> {
  return define('work', common, 'words separated by ","', '', (value) =>
    Object.freeze(
      value
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    ),
  );
}

/** An http or https address, kept without a trailing slash; empty means none. */
export function httpAddress(common: Common<string>): ConfigKey<string> {
  return define('machine', common, 'address', 'http or https', (value) => {
    if (value === '') return '';
    const url = URL.parse(value);
    if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`must be an http or https address, not "${value}"`);
    return value.replace(/\/+$/, '');
  });
}

/** A number from 0 to 1. */
export function fraction(common: Common<number>): ConfigKey<number> {
  return define('work', common, 'number', '0 to 1', (value) => {
    const number = Number(value);
    if (value.trim() !== '' && number >= 0 && number <= 1) return number;
    throw new Error(`must be a number from 0 to 1, not "${value}"`);
  });
}

/** A comma-separated list of `name=value`, by name; for secrets of several places. */
export function keyList(common: Common<ReadonlyMap<string, string>>): ConfigKey<ReadonlyMap<string, string>> {
  return define('work', common, 'name=value separated by ","', '', (text) => {
    const pairs = text
      .split(',')
      .map((pair) => pair.trim())
      .filter((pair) => pair !== '');
    return new Map(
      pairs.map((pair) => {
        const equals = pair.indexOf('=');
        // Its value may be a secret, so the message does not repeat it.
        if (equals <= 0 || equals === pair.length - 1) throw new Error('must be a list of name=value, separated by ","');
        return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as const;
      }),
    );
  });
}
