import { closed, nullable, ref } from '@catalogsync/http';
import { type TSchema, Type } from 'typebox';

// The console's own building blocks for its schemas.

/** An instant, ISO 8601 in UTC, or null. */
export const instant = nullable('string', { format: 'date-time' });

/** A page of a list. */
export function pageOf(name: string): TSchema {
  return Type.Object(
    { items: Type.Array(ref(name)), next_cursor: nullable('string', { description: 'cursor of the next page; null on the last one.' }) },
    closed,
  );
}

/** Instants are numbers in core; an unknown one is null. */
export function isoOf(instantMs: number | null | undefined): string | null {
  return instantMs === null || instantMs === undefined || instantMs === 0 ? null : new Date(instantMs).toISOString();
}
