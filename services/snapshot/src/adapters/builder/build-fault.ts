import { dirname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { BuildOrder } from './build-messages.js';

const sqliteCode = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** Says which file or volume a failed build stumbled over. */
export function buildFault(error: unknown, order: Pick<BuildOrder, 'source' | 'target'>): Fault {
  const fault = toFault(error);
  if (fault === error) return fault;
  if (fault.code === 'disk_full') {
    return new Fault('disk_full', `no space left for the snapshot on the volume of ${dirname(order.target)}`, {
      hint: fault.hint,
      cause: error,
    });
  }
  if (sqliteCode(error).startsWith('SQLITE_BUSY')) {
    return new Fault('unavailable', `the database is locked by another program: ${order.source}`, {
      hint: 'Try again when that program has ended its work.',
      cause: error,
    });
  }
  if (/^SQLITE_(MISMATCH|CONSTRAINT)/.test(sqliteCode(error))) {
    return new Fault('data_corrupt', `the database holds rows that no catalogue has: ${order.source}`, {
      hint: 'Are its ids whole numbers? Restore it from a backup.',
      cause: error,
    });
  }
  if (fault.code === 'data_corrupt' || fault.code === 'permission_denied') {
    return new Fault(fault.code, `${fault.message}: ${order.source}`, { hint: fault.hint, cause: error });
  }
  return fault;
}
