import { Audit, type AuditLog } from '@catalogsync/audit';
import type { Clock } from '@catalogsync/runtime';
import { type AuditRetention, type Database, SqliteAuditLog } from '@catalogsync/sqlite';
import { consoleAudit } from './adapters/sqlite/rows/installation-rows.js';

/** Where everything that changes the catalogue records it. */
export interface BoundAudit {
  readonly audit: Audit;
  readonly log: AuditLog;
}

/**
 * @param onFault told if an entry could not be completed
 * @param retention absent for a command: the service removes old entries
 */
export function bindAudit(database: Database, clock: Clock, onFault: (error: unknown) => void, retention?: AuditRetention): BoundAudit {
  const log = new SqliteAuditLog(database, consoleAudit, 'orchestrator', retention);
  return { log, audit: new Audit({ log, now: () => clock.now(), onFault }) };
}
