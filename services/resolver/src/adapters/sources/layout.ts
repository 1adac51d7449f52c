import { Fault, toFault } from '@catalogsync/faults';
import { withLogInHint } from './log-in-hints.js';

/**
 * Single rows may lack a field; if of several none has it, the service has renamed it, and reading on would lose it from every song.
 * @param fields any of which will do
 * @throws Fault `data_corrupt` that names them
 */
export function expectAnyOf(fields: readonly string[], rows: readonly object[], endpoint: string): void {
  if (rows.length < 2 || rows.some((row) => fields.some((field) => field in row))) return;
  throw unexpected(endpoint, `none of ${rows.length} rows has ${fields.join(' or ')}`);
}

/** An answer of another kind than the service has given so far. @param what names the field */
export function unexpected(endpoint: string, what: string): Fault {
  const hint = 'The service may be a version that is not supported.';
  return new Fault('data_corrupt', `${endpoint}: unexpected answer: ${what}`, { hint });
}

/** A service that reports what it does not have in its answers has no such address any more. */
export class EndpointGone extends Fault {
  constructor(endpoint: string, cause: Fault) {
    super('unavailable', `${endpoint}: ${cause.message}: the service has no such address`, { hint: 'Check the address.', cause });
  }
}

/**
 * What `ask` gives.
 * @param session what to do where the service wants a log-in
 * @throws EndpointGone for HTTP status 404, which must not pass for "no such playlist"
 */
export async function atEndpoint<T>(endpoint: string, session: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await withLogInHint(session, ask);
  } catch (error) {
    const fault = toFault(error);
    throw fault.code === 'not_found' ? new EndpointGone(endpoint, fault) : fault;
  }
}

/** What `ask` gives; undefined if the service does not have its endpoint any more. */
export async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EndpointGone || toFault(error).code === 'not_found') return undefined;
    throw error;
  }
}
