import { join } from 'node:path';
import { Audit, type AuditLog } from '@catalogsync/audit';
import type { Clock } from '@catalogsync/runtime';
import { AuditJournal } from './adapters/audit-journal/audit-journal.js';

/** The journal of a home: what is done to its publication and to its keys. */
export function bindJournal(
  root: string,
  clock: Clock,
  onFault: (error: unknown) => void,
): { readonly log: AuditLog; readonly audit: Audit } {
  const log = new AuditJournal(join(root, 'audit.jsonl'));
  return { log, audit: new Audit({ log, now: () => clock.now(), onFault }) };
}
