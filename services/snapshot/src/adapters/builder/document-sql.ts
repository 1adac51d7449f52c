import { coverCode, instantCode, packDocument } from '@catalogsync/snapshot-format';

/** SQL for text of a document, packed. */
export const json = (text: string): string => `'${packDocument(text).replaceAll("'", "''")}'`;

/** SQL for a value as JSON: a number or text, or null. Text of a damaged database may be bytes, which JSON cannot hold. */
export const value = (sql: string): string => `json_quote(${sql})`;
export const textValue = (sql: string): string => `json_quote(CAST(${sql} AS TEXT))`;

/** SQL for a member; `null` is then a part of its name's mark. */
export function member(name: string, sql: string, column: string): string {
  return `CASE WHEN ${column} IS NULL THEN ${json(`,"${name}":null`)} ELSE ${json(`,"${name}":`)} || ${sql} END`;
}

/** SQL for a reference to a cover, or null. */
export const cover = (column: string): string => `CASE WHEN ${column} IS NULL THEN 'null' ELSE char(${coverCode}) || ${column} END`;

/** SQL for an instant from milliseconds since 1970, or null. */
export const instant = (column: string): string =>
  `CASE WHEN ${column} IS NULL THEN 'null' ELSE char(${instantCode}) || CAST(${column} AS INTEGER) END`;

/** One document after the other: far cheaper than `||`, which copies what it has at each step. */
export const joined = (...parts: string[]): string => `concat(${parts.join(', ')})`;
