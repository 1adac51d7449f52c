import { type TSchema, Type } from 'typebox';

// Building blocks for an API's schemas.

/** Unknown fields are refused, and only documented ones are sent. */
export function object<F extends Record<string, TSchema>>(fields: F, options: object = {}) {
  return Type.Object(fields, { ...options, additionalProperties: false });
}

/** A schema that others refer to by its name. */
export function named(name: string, fields: Record<string, TSchema>, options: object = {}): TSchema {
  return object(fields, { $id: name, ...options });
}

/** A value or null, as a list of types, so that generators produce `string | null`. */
export function nullable(type: 'string' | 'integer' | 'boolean', options: object = {}): TSchema {
  return Type.Unsafe({ type: [type, 'null'], ...options });
}

/** An instant or null: ISO 8601 in UTC. */
export function instant(options: object = {}): TSchema {
  return nullable('string', { format: 'date-time', ...options });
}

/** One of some words. */
export function oneOf<W extends string>(words: readonly W[], options: object = {}) {
  return Type.Unsafe<W>({ type: 'string', enum: [...words], ...options });
}

/** A named schema, by its name. */
export function ref(name: string): TSchema {
  return Type.Unsafe({ $ref: `${name}#` });
}
