import { toFault } from '@catalogsync/faults';
import type { SourceHealth } from './fetch.js';

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
