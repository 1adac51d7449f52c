import { Fault } from '@catalogsync/faults';

/** Raised when the meaning of a cursor's parts changes; older ones are then refused. */
const version = 1;
/** A name may be long; nothing else in a key is. */
const maxLength = 8192;

export type KeyGuard<Key> = (value: unknown) => value is Key;

/** The key of lists by id. */
export const isIdKey: KeyGuard<number> = (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The key of lists by name; equal names by id. */
export const isNameKey: KeyGuard<readonly [string, number]> = (value): value is readonly [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isIdKey(value[1]);

/**
 * An opaque mark of a place in a list: base64url of `[version, list, key]`. It holds nothing secret and
 * grants nothing, so it is not signed; all of it is checked when it comes back.
 * @param list names route and filters
 */
export function printCursor(list: string, key: unknown): string {
  return Buffer.from(JSON.stringify([version, list, key])).toString('base64url');
}

const invalid = (why: string): Fault =>
  new Fault('invalid_argument', `cursor ${why}`, { hint: 'Pass next_cursor of the same list unchanged, or leave it out to start over.' });

/** The key in a cursor. @throws Fault `invalid_argument`, also for a cursor of another list or filter */
export function readCursor<Key>(text: string, list: string, isKey: KeyGuard<Key>): Key {
  if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(text)) throw invalid('is malformed');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    // Whatever it is, it was not made here.
    throw invalid('is malformed');
  }
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== version) throw invalid('is malformed');
  if (parts[1] !== list) throw invalid('belongs to another list');
  if (!isKey(parts[2])) throw invalid('is malformed');
  return parts[2];
}

/** A page as the API shows it. */
export interface PageBody<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/**
 * The body of a page of rows that were asked for with one more than fit.
 * @param keyOf the key of the last row that is shown
 */
export function pageBody<Row, Item>(
  rows: readonly Row[],
  { limit, list, keyOf, toJson }: { limit: number; list: string; keyOf(row: Row): unknown; toJson(row: Row): Item },
): PageBody<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? printCursor(list, keyOf(last)) : null;
  return { items: shown.map(toJson), next_cursor: next };
}
