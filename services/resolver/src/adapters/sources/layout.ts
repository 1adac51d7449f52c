import { Fault, toFault } from '@catalogsync/faults';

/**
 * Single rows may lack a field; if of several none has it, the service has renamed it, and reading on would lose it from every song.
 * @param fields any of which will do
 * @throws Fault `data_corrupt` that names them
 */
export function expectAnyOf(fields: readonly string[], rows: readonly object[], endpoint: string): void {
  if (rows.length < 2 || rows.some((row) => fields.some((field) => field in row))) return;
  throw missingField(`${endpoint}: unexpected answer: none of ${rows.length} rows has ${fields.join(' or ')}`);
}

/** The Fault of an answer without what it must have; `message` names source, endpoint and field. */
export function missingField(message: string): Fault {
  return new Fault('data_corrupt', message, { hint: 'The service may be a version that is not supported.' });
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
    return await ask();
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === 'not_found') throw new EndpointGone(endpoint, fault);
    const wantsLogin = fault.code === 'unauthenticated' || fault.code === 'permission_denied';
    throw wantsLogin && fault.hint === undefined ? new Fault(fault.code, fault.message, { hint: session, cause: fault }) : fault;
  }
}
