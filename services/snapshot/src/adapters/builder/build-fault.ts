import { dirname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { BuildOrder } from './build-messages.js';

const sqliteCode = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** Adds to an error the file or volume where a build failed. */
export function buildFault(error: unknown, order: Pick<BuildOrder, 'source' | 'target'>): Fault {
  const fault = toFault(error);
  if (fault === error) return fault;
  if (fault.code === 'disk_full') {
    return new Fault('disk_full', `no space left on the device for the snapshot in ${dirname(order.target)}`, {
      hint: fault.hint,
      cause: error,
    });
  }
  if (sqliteCode(error).startsWith('SQLITE_BUSY')) {
    return new Fault('unavailable', `the database is locked by another program: ${order.source}`, {
      hint: 'Try again when that program has finished.',
      cause: error,
    });
  }
  if (/^SQLITE_(MISMATCH|CONSTRAINT)/.test(sqliteCode(error))) {
    return new Fault('data_corrupt', `the database has rows that no catalogue can have: ${order.source}`, {
      hint: 'Are its ids whole numbers? Restore it from a backup.',
      cause: error,
    });
  }
  if (fault.code === 'data_corrupt' || fault.code === 'permission_denied') {
    return new Fault(fault.code, `${fault.message}: ${order.source}`, { hint: fault.hint, cause: error });
  }
  return fault;
}
