import type { Fault, FaultCode } from '@catalogsync/faults';
import type { Logger } from '@catalogsync/runtime';

/** The fault that keeps a newer snapshot from being used. */
export interface FollowerFault {
  readonly code: FaultCode;
  readonly message: string;
  readonly hint: string | undefined;
  /** Milliseconds since 1970, of the first check that found it. */
  readonly since: number;
}

/** Logs a fault when it appears, changes or disappears, not at every check. */
export class FaultRecord {
  current: FollowerFault | undefined;
  /** Checks that failed since the start. */
  count = 0;

  constructor(private readonly log: Logger) {}

  note(fault: Fault, now: number): void {
    this.count += 1;
    if (this.current?.code === fault.code && this.current.message === fault.message) return;
    this.current = { code: fault.code, message: fault.message, hint: fault.hint, since: now };
    // An installation that has not published yet is not alarming.
    if (fault.code === 'not_found') this.log.info({ hint: fault.hint }, `no snapshot yet: ${fault.message}`);
    else this.log.warn({ err: fault, hint: fault.hint }, `no newer snapshot: ${fault.message}`);
  }

  clear(): void {
    if (this.current !== undefined) this.log.info('snapshots can be followed again');
    this.current = undefined;
  }
}
