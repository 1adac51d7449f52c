import { type TSchema, Type } from 'typebox';

// The pieces that schemas of an API are made of.

/** Unknown fields are refused, and none is sent that is not documented. */
export const closed = { additionalProperties: false } as const;

/** A value or null; as a list of types, so that generators make `string | null` of it. */
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
