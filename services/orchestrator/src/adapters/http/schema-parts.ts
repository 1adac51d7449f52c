import { type TSchema, Type } from 'typebox';

// The pieces that schemas of the API are made of.

/** Unknown fields are refused, and none is sent that is not documented. */
export const closed = { additionalProperties: false } as const;

/** A value or null; as a list of types, so that generators make `string | null` of it. */
export function nullable(type: 'string' | 'integer' | 'boolean', options: object = {}): TSchema {
  return Type.Unsafe({ type: [type, 'null'], ...options });
}

/** An instant, ISO 8601 in UTC, or null. */
export const instant = nullable('string', { format: 'date-time' });

export function oneOf<W extends string>(words: readonly W[], options: object = {}) {
  return Type.Unsafe<W>({ type: 'string', enum: [...words], ...options });
}

/** A named schema, by its name. */
export function ref(name: string): TSchema {
  return Type.Unsafe({ $ref: `${name}#` });
}

/** A page of a list. */
export function pageOf(name: string): TSchema {
  return Type.Object(
    { items: Type.Array(ref(name)), next_cursor: nullable('string', { description: 'cursor of the next page; null on the last one.' }) },
    closed,
  );
}

/** Instants are numbers inside; an unknown one is null. */
export function isoOf(instantMs: number | null | undefined): string | null {
  return instantMs === null || instantMs === undefined || instantMs === 0 ? null : new Date(instantMs).toISOString();
}
