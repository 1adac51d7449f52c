import { type TSchema, Type } from 'typebox';
import { type RequestProblem, requestFault } from './request-fault.js';

/**
 * One parameter: its documentation and its parser, side by side. We do not parse by schema: coercion would
 * accept "1e1" and " 5" as numbers, and could not name the problem.
 */
export interface Parameter<T> {
  readonly schema: TSchema;
  readonly required?: boolean;
  /** @throws RequestFault */
  parse(text: string | undefined): T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type ParameterValues<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/**
 * Reads declared parameters and refuses others: silently ignoring a misspelt filter would return the wrong list.
 * @throws RequestFault with the problem of the first invalid parameter
 */
export function readParameters<P extends Parameters>(declared: P, given: Readonly<Record<string, unknown>>): ParameterValues<P> {
  for (const name in given) {
    if (!Object.hasOwn(declared, name)) {
      throw requestFault('unknown_parameter', `unknown parameter "${name.slice(0, 64)}"`, {
        hint: `Known are: ${Object.keys(declared).join(', ') || 'none'}.`,
      });
    }
  }
  const values: Record<string, unknown> = {};
  for (const name in declared) {
    const value = given[name];
    if (value !== undefined && typeof value !== 'string') throw requestFault('invalid_parameter', `${name} is given more than once`);
    values[name] = declared[name]?.parse(value);
  }
  return values as ParameterValues<P>;
}

function refuse(problem: RequestProblem, message: string): never {
  throw requestFault(problem, message);
}

/** Digits only, as far as numbers are exact. */
function wholeNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

export interface WholeNumberRange {
  readonly min: number;
  readonly max?: number;
}

/**
 * The id in a path.
 * @param form describes a valid id in words
 */
export function pathId({ min, max = Number.MAX_SAFE_INTEGER }: WholeNumberRange, form: string, options: object = {}): Parameter<number> {
  return {
    schema: Type.Integer({ minimum: min, maximum: max, ...options }),
    required: true,
    parse: (text = '') => {
      const number = wholeNumber(text);
      return number !== undefined && number >= min && number <= max ? number : refuse('invalid_id', form);
    },
  };
}

/** A textual id in a path. */
export function pathText(maxLength: number, options: object = {}): Parameter<string> {
  return {
    schema: Type.String({ minLength: 1, maxLength, ...options }),
    required: true,
    parse: (text = '') =>
      text.length > 0 && text.length <= maxLength ? text : refuse('invalid_id', `an id must have 1 to ${maxLength} characters`),
  };
}

/** Items per page. */
export function pageLimit({ max, preset }: { readonly max: number; readonly preset: number }, options: object = {}): Parameter<number> {
  return {
    schema: Type.Integer({ minimum: 1, maximum: max, default: preset, ...options }),
    parse: (text) => {
      const number = text === undefined ? preset : (wholeNumber(text) ?? 0);
      return number >= 1 && number <= max ? number : refuse('invalid_limit', `limit must be a whole number from 1 to ${max}`);
    },
  };
}

/** Text that is parsed elsewhere: only the list knows what a cursor must match. */
export function unread(description: string): Parameter<string | undefined> {
  return { schema: Type.String({ description }), parse: (text) => text };
}

/** An id to filter by. */
export function filterId(name: string, description: string): Parameter<number | undefined> {
  return {
    schema: Type.Integer({ minimum: 1, description }),
    parse: (text) => {
      const number = text === undefined ? undefined : wholeNumber(text);
      return text !== undefined && !number ? refuse('invalid_parameter', `${name} must be a whole number from 1`) : number;
    },
  };
}

/** A whole number in a range, or nothing. */
export function wholeNumberIn(
  name: string,
  { min, max = Number.MAX_SAFE_INTEGER }: WholeNumberRange,
  description: string,
): Parameter<number | undefined> {
  return {
    schema: Type.Integer({ minimum: min, maximum: max, description }),
    parse: (text) => {
      const number = text === undefined ? undefined : wholeNumber(text);
      if (text === undefined || (number !== undefined && number >= min && number <= max)) return number;
      return refuse('invalid_parameter', `${name} must be a whole number from ${min} to ${max}`);
    },
  };
}

/** Text to filter by. */
export function filterText(name: string, maxLength: number, description: string): Parameter<string | undefined> {
  return {
    schema: Type.String({ minLength: 1, maxLength, description }),
    parse: (text) => {
      if (text === undefined || (text.length > 0 && text.length <= maxLength)) return text;
      return refuse('invalid_parameter', `${name} must have 1 to ${maxLength} characters`);
    },
  };
}

/** One of several words; `default` if absent. */
export function choice<W extends string>(
  name: string,
  words: readonly W[],
  options: { readonly default?: W; readonly description: string },
): Parameter<W | undefined> {
  return {
    schema: Type.Unsafe<W>({ type: 'string', enum: [...words], ...options }),
    parse: (text) => {
      if (text === undefined) return options.default;
      return words.find((word) => word === text) ?? refuse('invalid_parameter', `${name} must be one of ${words.join(', ')}`);
    },
  };
}

/** Some of several words, separated by commas; undefined if absent. */
export function choices<W extends string>(name: string, words: readonly W[], description: string): Parameter<readonly W[] | undefined> {
  const schema = Type.Array(Type.Unsafe<W>({ type: 'string', enum: [...words] }), { minItems: 1, description });
  const isWord = (word: string): word is W => words.some((known) => known === word);
  return {
    schema,
    parse: (text) => {
      if (text === undefined) return undefined;
      const given = [...new Set(text.split(','))];
      return given.every(isWord) ? given : refuse('invalid_parameter', `${name} must be a comma-separated list of ${words.join(', ')}`);
    },
  };
}

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** An instant in ISO 8601 with its zone, in milliseconds since 1970; undefined if absent. */
export function filterInstant(name: string, description: string): Parameter<number | undefined> {
  return {
    schema: Type.String({ format: 'date-time', description }),
    parse: (text) => {
      if (text === undefined) return undefined;
      const instant = instantForm.test(text) ? Date.parse(text) : Number.NaN;
      return Number.isNaN(instant) ? refuse('invalid_parameter', `${name} must be an instant such as 2026-11-30T08:00:00Z`) : instant;
    },
  };
}

/** `true` or `false`; `preset` if absent. */
export function flag(name: string, preset: boolean, description: string): Parameter<boolean> {
  return {
    schema: Type.Boolean({ default: preset, description }),
    parse: (text) => {
      if (text === undefined) return preset;
      return text === 'true' || text === 'false' ? text === 'true' : refuse('invalid_parameter', `${name} must be true or false`);
    },
  };
}
