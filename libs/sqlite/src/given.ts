/**
 * A list as one value of a statement: SQLite's way, and the only place where it is written down. PostgreSQL
 * says `IN (SELECT value FROM json_array_elements_text(?::json))`, with a cast to the column's type.
 */

/** A condition that a column is one of many, out of one value: `asGiven(list)`. */
export const oneOfGiven = 'IN (SELECT value FROM json_each(?))';

export function asGiven(list: readonly (string | number)[]): string {
  return JSON.stringify(list);
}
