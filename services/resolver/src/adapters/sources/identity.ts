import { createHash } from 'node:crypto';
import { Fault } from '@catalogsync/faults';
import type { JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';

/** The id of a list at a path or address, which may contain secrets or folder names; the published catalogue gets only this digest. */
export function idOfPlace(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 32);
}

/** A version that changes whenever what a list is made of does. */
export function versionOf(state: unknown): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);
}

/** @throws Fault `invalid_argument` for a fetch key that this source did not make */
export function parseFetchKey<S extends TSchema>(key: string, shape: JsonShape<S>, source: string): Static<S> {
  try {
    return shape.parse(key, source);
  } catch (error) {
    throw new Fault('invalid_argument', `this is not a fetch key from the ${source} source`, { cause: error });
  }
}
