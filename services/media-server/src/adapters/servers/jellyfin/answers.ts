import { Fault, toFault } from '@catalogsync/faults';

/** Jellyfin answers 404 to unknown ids and 400 to malformed ones; to a caller both are not there. */
export async function asUnknown<T>(message: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const fault = toFault(error);
    if (fault.code !== 'not_found' && fault.code !== 'invalid_argument') throw fault;
    throw new Fault('not_found', `Jellyfin: ${message}`, { cause: error });
  }
}

/** Ids come with or without hyphens. */
export function isSameId(one: string | undefined, other: string | undefined): boolean {
  return plain(one) === plain(other);
}

const plain = (id: string | undefined): string | undefined => id?.replaceAll('-', '').toLowerCase();
