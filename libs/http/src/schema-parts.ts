import { type TSchema, Type } from 'typebox';

// Building blocks for an API's schemas.

/** Unknown fields are refused, and only documented ones are sent. */
export const closed = { additionalProperties: false } as const;

/** A value or null, as a list of types, so that generators produce `string | null`. */
export function nullable(type: 'string' | 'integer' | 'boolean', options: object = {}): TSchema {
  return Type.Unsafe({ type: [type, 'null'], ...options });
}

/** One of some words. */
export function oneOf<W extends string>(words: readonly W[], options: object = {}) {
  return Type.Unsafe<W>({ type: 'string', enum: [...words], ...options });
}

/** A named schema of the API, by its name. */
export function ref(name: string): TSchema {
  return Type.Unsafe({ $ref: `${name}#` });
}
