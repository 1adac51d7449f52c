import { setTimeout as sleep } from 'node:timers/promises';
import { toFault } from '@catalogsync/faults';

/** Waits for `ms`, or until the signal aborts. @throws Fault of the abort's reason */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    // An aborted sleep does not say why; the reason tells a deadline from a caller who left.
    throw toFault(signal.reason);
  }
}
