import { requestFault } from './request-fault.js';

/** Raised when the meaning of a cursor's parts changes; older cursors are then refused. */
const version = 1;
/** A name may be long; other parts of a key are short. */
const maxLength = 8192;

export type KeyGuard<Key> = (value: unknown) => value is Key;

export const isIntegerKey: KeyGuard<number> = (value): value is number => Number.isSafeInteger(value);

/** The key of lists by id. */
export const isIdKey: KeyGuard<number> = (value): value is number => isIntegerKey(value) && value >= 0;

export const isTextKey: KeyGuard<string> = (value): value is string => typeof value === 'string';

/** The key of lists by name; equal names by id. */
export const isNameKey: KeyGuard<readonly [string, number]> = (value): value is readonly [string, number] =>
  Array.isArray(value) && value.length === 2 && isTextKey(value[0]) && isIdKey(value[1]);

/** Identifies one list in its cursors. */
export interface ListPlace<Key> {
  /** Route, filter, sort and order: a cursor of any other list is refused. */
  readonly list: string;
  readonly isKey: KeyGuard<Key>;
  /** Version of the data, if continuing in another version could skip or repeat items. */
  readonly version?: string;
}

/**
 * Opaque marks of a place in a list: base64url of `[format, data version if any, list, key]`. They contain
 * no secret and grant nothing, so they are not signed; every part is checked when a cursor comes back.
 */
export class Cursors {
  /** @param field the page field that holds the next page's cursor */
  constructor(private readonly field: string) {}

  print(place: Omit<ListPlace<never>, 'isKey'>, key: unknown): string {
    const scope = place.version === undefined ? [version] : [version, place.version];
    return Buffer.from(JSON.stringify([...scope, place.list, key])).toString('base64url');
  }

  /**
   * The key in a cursor.
   * @throws RequestFault `invalid_cursor`; `cursor_outdated` if it marks a place in another version
   */
  read<Key>(text: string, { list, isKey, version: wanted }: ListPlace<Key>): Key {
    const parts = this.parse(text);
    const made = wanted === undefined ? undefined : parts.splice(1, 1)[0];
    const [format, madeFor, key] = parts;
    if (parts.length !== 3 || format !== version || (wanted !== undefined && typeof made !== 'string')) throw this.invalid('is malformed');
    if (madeFor !== list) throw this.invalid('belongs to another list');
    if (!isKey(key)) throw this.invalid('is malformed');
    if (made !== wanted) {
      throw requestFault('cursor_outdated', 'the catalogue has changed since this cursor was made', {
        hint: 'Start over without a cursor.',
      });
    }
    return key;
  }

  /** The version that a cursor was made in; `undefined` if it is no cursor, which `read` says. */
  versionOf(text: string): string | undefined {
    try {
      const [, version] = this.parse(text);
      return typeof version === 'string' ? version : undefined;
    } catch {
      return undefined;
    }
  }

  private parse(text: string): unknown[] {
    if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(text)) throw this.invalid('is malformed');
    try {
      const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
      if (Array.isArray(parts)) return parts;
    } catch {
      // Not ours: refused below.
    }
    throw this.invalid('is malformed');
  }

  private invalid(why: string): Error {
    return requestFault('invalid_cursor', `cursor ${why}`, {
      hint: `Pass ${this.field} of the same list unchanged, or omit it to start over.`,
    });
  }
}
