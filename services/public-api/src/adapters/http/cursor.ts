import { RequestFault } from './problems.js';

/** Raised when the meaning of a cursor's parts changes; older ones are then refused. */
const version = 1;

/** A key of ours has two numbers or the id of a toplist. */
const maxLength = 4096;

export type KeyGuard<Key> = (value: unknown) => value is Key;

export const isIntegerKey: KeyGuard<number> = (value): value is number => Number.isSafeInteger(value);
export const isTextKey: KeyGuard<string> = (value): value is string => typeof value === 'string';

/** Guards a key of several whole numbers. */
export function isIntegersKey(length: number): KeyGuard<readonly number[]> {
  return (value): value is readonly number[] => Array.isArray(value) && value.length === length && value.every(isIntegerKey);
}

/**
 * An opaque mark of a place in a list: base64url of `[version, snapshot id, list, key]`. It holds
 * nothing secret and grants nothing, so it is not signed; all of it is checked when it comes back.
 */
export function printCursor(snapshotId: string, list: string, key: unknown): string {
  return Buffer.from(JSON.stringify([version, snapshotId, list, key])).toString('base64url');
}

const invalid = (why: string): RequestFault =>
  new RequestFault('invalid_cursor', `cursor ${why}`, {
    hint: 'Pass nextCursor of the same list unchanged, or leave it out to start over.',
  });

/**
 * The key in a cursor.
 * @param list names route, filter, sort and order: a cursor of any other list is refused
 * @throws RequestFault `invalid_cursor`; `cursor_outdated` if it marks a place in another snapshot,
 *   where going on could skip or repeat items.
 */
export function readCursor<Key>(text: string, snapshotId: string, list: string, isKey: KeyGuard<Key>): Key {
  if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(text)) throw invalid('is malformed');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw invalid('is malformed');
  }
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== version || typeof parts[1] !== 'string') throw invalid('is malformed');
  if (parts[2] !== list) throw invalid('belongs to another list');
  if (!isKey(parts[3])) throw invalid('is malformed');
  if (parts[1] !== snapshotId) {
    throw new RequestFault('cursor_outdated', 'the catalogue has been published anew since this cursor was made', {
      hint: 'Start over without a cursor.',
    });
  }
  return parts[3];
}
