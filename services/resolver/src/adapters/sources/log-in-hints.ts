import { Fault, toFault } from '@catalogsync/faults';

/** What to do about a service that refuses the caller, by what `ask` says of it. */
export async function withLogInHint<T>(hint: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const fault = toFault(error);
    const refused = fault.code === 'unauthenticated' || fault.code === 'permission_denied';
    if (!refused || fault.hint !== undefined) throw fault;
    throw new Fault(fault.code, fault.message, { hint, cause: error });
  }
}
