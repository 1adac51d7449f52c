import { type FaultCode, toFault } from '@catalogsync/faults';
import type { SourceHealth } from './fetch.js';

/** What `ask` gives; undefined if it fails with one of these codes, which mean that there is nothing. */
export async function orNothing<T>(codes: readonly FaultCode[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const fault = toFault(error);
    if (codes.includes(fault.code)) return undefined;
    throw fault;
  }
}

/**
 * The result of a health check: what it says, or why it failed and what to do. Rejects only for an aborted signal.
 */
export async function healthOf(check: () => Promise<string>, signal: AbortSignal): Promise<SourceHealth> {
  try {
    return { reachable: true, detail: await check() };
  } catch (error) {
    const fault = toFault(error);
    if (signal.aborted) throw fault;
    return { reachable: false, detail: fault.hint === undefined ? fault.message : `${fault.message}. ${fault.hint}` };
  }
}
