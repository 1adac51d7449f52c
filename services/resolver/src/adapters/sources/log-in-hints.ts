import { Fault, toFault } from '@catalogsync/faults';

/** The same fault; if the service refuses the caller and does not say why, with what to do about it. */
export function withHint(fault: Fault, hint: string): Fault {
  const { code, message, retry, retryAfterMs } = fault;
  const isRefused = code === 'unauthenticated' || code === 'permission_denied';
  if (!isRefused || fault.hint !== undefined) return fault;
  return new Fault(code, message, { hint, retry, ...(retryAfterMs !== undefined && { retryAfterMs }), cause: fault });
}

/** What `ask` gives, or its fault with what to do about a service that refuses the caller. */
export async function withLogInHint<T>(hint: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw withHint(toFault(error), hint);
  }
}
