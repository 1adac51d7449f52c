import { Fault } from '@catalogsync/faults';
import { type TSchema, Type } from 'typebox';

/**
 * One parameter: how it is documented and how it is read, side by side. Reading is ours and not the
 * schema's: coercion would take "1e1" and " 5" for numbers.
 */
export interface Parameter<T> {
  readonly schema: TSchema;
  readonly required?: boolean;
  /** @throws Fault `invalid_argument` */
  parse(text: string | undefined): T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type ParameterValues<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

const refuse = (message: string, hint?: string): never => {
  throw new Fault('invalid_argument', message, { hint });
};

/**
 * Reads declared parameters and refuses others: a misspelt filter that is silently ignored would answer
 * with the wrong list.
 * @throws Fault `invalid_argument`
 */
export function readParameters<P extends Parameters>(declared: P, given: Readonly<Record<string, unknown>>): ParameterValues<P> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) {
      refuse(`there is no parameter "${name.slice(0, 64)}" here`, `Known are: ${Object.keys(declared).join(', ') || 'none'}.`);
    }
  }
  const values = Object.entries(declared).map(([name, parameter]) => {
    const value = given[name];
    if (value !== undefined && typeof value !== 'string') return refuse(`${name} is given more than once`);
    return [name, parameter.parse(value)];
  });
  return Object.fromEntries(values) as ParameterValues<P>;
}

function wholeNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The id in a path. */
export const id: Parameter<number> = {
  schema: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  required: true,
  parse: (text = '') => {
    const number = wholeNumber(text);
    return number === undefined || number === 0 ? refuse('an id is a whole number from 1') : number;
  },
};

/** A whole number within a range, or the default where it is not given. */
function within(name: string, range: { min: number; max: number; default: number }): Parameter<number> {
  return {
    schema: Type.Integer({ minimum: range.min, maximum: range.max, default: range.default }),
    parse: (text) => {
      const number = text === undefined ? range.default : wholeNumber(text);
      if (number !== undefined && number >= range.min && number <= range.max) return number;
      return refuse(`${name} is a whole number from ${range.min} to ${range.max}`);
    },
  };
}

/** Items per page. */
export const limit = within('limit', { min: 1, max: 200, default: 50 });

/** Kept as text: what it must fit is known by the list alone. */
export const cursor: Parameter<string | undefined> = {
  schema: Type.String({ description: 'next_cursor of the page before, unchanged.' }),
  parse: (text) => text,
};

/** An id to filter by. */
export function optionalId(name: string, description: string): Parameter<number | undefined> {
  return {
    schema: Type.Integer({ minimum: 1, description }),
    parse: (text) => {
      const number = text === undefined ? undefined : wholeNumber(text);
      return text !== undefined && !number ? refuse(`${name} is a whole number from 1`) : number;
    },
  };
}

/** Text to filter by. */
export function words(name: string, maxLength: number, description: string): Parameter<string | undefined> {
  return {
    schema: Type.String({ minLength: 1, maxLength, description }),
    parse: (text) => {
      if (text === undefined || (text.length > 0 && text.length <= maxLength)) return text;
      return refuse(`${name} has 1 to ${maxLength} characters`);
    },
  };
}

/** One of some words. */
export function choice<W extends string>(name: string, known: readonly W[], description: string): Parameter<W | undefined> {
  return {
    schema: Type.Unsafe<W>({ type: 'string', enum: [...known], description }),
    parse: (text) => {
      if (text === undefined) return undefined;
      return known.find((word) => word === text) ?? refuse(`${name} is one of ${known.join(', ')}`);
    },
  };
}

export function flag(name: string, preset: boolean, description: string): Parameter<boolean> {
  return {
    schema: Type.Boolean({ default: preset, description }),
    parse: (text) => {
      if (text === undefined) return preset;
      return text === 'true' || text === 'false' ? text === 'true' : refuse(`${name} is true or false`);
    },
  };
}
