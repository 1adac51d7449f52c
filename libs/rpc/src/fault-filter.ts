import { toFault } from '@catalogsync/faults';
import type { Logger } from '@catalogsync/runtime';
import { Catch, type ExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { toStatus } from './status/fault-status.js';

/** The one place where a thrown error leaves a service over RPC. Our own bugs are logged in full. */
@Catch()
export class FaultFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown): Observable<never> {
    const fault = toFault(error);
    if (fault.code === 'internal') this.log.error({ err: fault.cause ?? fault }, 'a call failed unexpectedly');
    return throwError(() => toStatus(fault));
  }
}
