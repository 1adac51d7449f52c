import { Fault, toFault } from '@catalogsync/faults';
import type { MediaServer } from '../servers/media-server.js';

/** How a call to a server ended: done, not possible with this server by design, or failed. Never an exception. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'unsupported'; readonly fault: Fault }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** One step of a list: a page, or how it ended. What has come before a failure is not the whole list. */
export type ListStep<T> = { readonly kind: 'page'; readonly items: readonly T[] } | Outcome<undefined>;

export const done = <T>(value: T): Outcome<T> => ({ kind: 'done', value });

export function ended(error: unknown): Exclude<Outcome<never>, { kind: 'done' }> {
  const fault = toFault(error);
  return { kind: fault.code === 'unsupported' ? 'unsupported' : 'failed', fault };
}

/** A server that is not reached, and does not say what to do: look at it, and at its settings. */
export function hinted(error: unknown, { settings }: Pick<MediaServer, 'settings'>): Fault {
  const fault = toFault(error);
  if (fault.hint !== undefined || !['unavailable', 'timeout'].includes(fault.code)) return fault;
  const { code, message, retry, retryAfterMs } = fault;
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new Fault(code, message, { hint: `Check that the media server runs, and ${settings}.`, retry, ...after, cause: error });
}
