import { Fault } from '@catalogsync/faults';
import { extensionOfName } from '../../../core/sources/described.js';

/** Identifies a Soulseek file: its user, the full remote path, and its size, which the daemon requires. */
export interface RemoteFileKey {
  readonly username: string;
  readonly filename: string;
  readonly size: number;
}

export function toFetchKey({ username, filename, size }: RemoteFileKey): string {
  return JSON.stringify([username, filename, size]);
}

/** @throws Fault `invalid_argument` for anything that `toFetchKey` did not make */
export function parseFetchKey(key: string): RemoteFileKey & { readonly ext: string } {
  try {
    const value: unknown = JSON.parse(key);
    if (Array.isArray(value) && value.length === 3) {
      const [username, filename, size] = value as unknown[];
      if (typeof username === 'string' && username !== '' && typeof filename === 'string' && Number.isSafeInteger(size)) {
        return { username, filename, size: Number(size), ext: extensionOfName(filename) };
      }
    }
  } catch {
    // Whatever is wrong with it, it was not made here.
  }
  throw new Fault('invalid_argument', 'this is not a fetch key from the soulseek source');
}
