import { requestFault } from './request-fault.js';

/** Raised when the meaning of a cursor's parts changes; older ones are then refused. */
const version = 1;
/** A name may be long; nothing else in a key is. */
const maxLength = 8192;

export type KeyGuard<Key> = (value: unknown) => value is Key;

export const isIntegerKey: KeyGuard<number> = (value): value is number => Number.isSafeInteger(value);

/** The key of lists by id. */
export const isIdKey: KeyGuard<number> = (value): value is number => isIntegerKey(value) && value >= 0;

export const isTextKey: KeyGuard<string> = (value): value is string => typeof value === 'string';

/** The key of lists by name; equal names by id. */
export const isNameKey: KeyGuard<readonly [string, number]> = (value): value is readonly [string, number] =>
  Array.isArray(value) && value.length === 2 && isTextKey(value[0]) && isIdKey(value[1]);

/** One list, as its cursors name it. */
export interface ListPlace<Key> {
  /** Route, filter, sort and order: a cursor of any other list is refused. */
  readonly list: string;
  readonly isKey: KeyGuard<Key>;
  /** Id of the version of the data, where going on in another one could skip or repeat items. */
  readonly version?: string;
}

/**
 * Opaque marks of a place in a list: base64url of `[format, data version if there is one, list, key]`. They
 * hold nothing secret and grant nothing, so they are not signed; all of one is checked when it comes back.
 */
export class Cursors {
  /** @param field of a page that holds the cursor of the next one */
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
      throw requestFault('cursor_outdated', 'the catalogue has been published anew since this cursor was made', {
        hint: 'Start over without a cursor.',
      });
    }
    return key;
  }

  private parse(text: string): unknown[] {
    if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(text)) throw this.invalid('is malformed');
    try {
      const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
      if (Array.isArray(parts)) return parts;
    } catch {
      // Whatever it is, it was not made here.
    }
    throw this.invalid('is malformed');
  }

  private invalid(why: string): Error {
    return requestFault('invalid_cursor', `cursor ${why}`, {
      hint: `Pass ${this.field} of the same list unchanged, or leave it out to start over.`,
    });
  }
}
