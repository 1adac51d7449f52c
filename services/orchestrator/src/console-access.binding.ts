import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { bindAccess, tokenMaker } from './access.binding.js';
import type { ConsoleAccessBy } from './adapters/grpc/console-access.controller.js';
import type { AccessParts } from './adapters/http/api-parts.js';
import { addressGroupOf } from './adapters/ipaddr/address-groups.js';
import { SqliteSessionStore } from './adapters/sqlite/stores/console-session-store.js';
import { ConsoleAccess } from './core/console/console-access.js';
import { KnownDevices } from './core/console/known-devices.js';
import { LogIn } from './core/console/log-in.js';
import { LogInBudgets } from './core/console/log-in-budgets.js';
import { LogInRecord } from './core/console/log-in-record.js';
import { Sessions } from './core/console/sessions.js';

interface AccessNeeds {
  readonly database: Database;
  readonly audit: Audit;
  readonly auditLog: AccessParts['auditLog'];
}

/** Who may use the console, bound to its adapters; with what ends later and what other callers use. */
export interface BoundAccess extends AccessParts {
  /** Flush it before the database is closed. */
  readonly record: LogInRecord;
  readonly accessBy: ConsoleAccessBy;
}

export function bindConsoleAccess(
  { database, audit, auditLog }: AccessNeeds,
  { clock, log }: Pick<ServiceContext, 'clock' | 'log'>,
): BoundAccess {
  const now = (): number => clock.now();
  const onFault = (error: unknown): void => {
    log.error({ err: error }, 'the use of an API token or of a session, or a refused login, could not be recorded');
  };
  const parts = bindAccess(database, audit, clock, onFault);
  const { users, hasher, tokens } = parts;
  const later = (ms: number, work: () => void): void => void setTimeout(work, ms).unref();
  const record = new LogInRecord({ audit, groupOf: addressGroupOf, now, later, onFault });
  const sessions = new Sessions({ ...tokenMaker, store: new SqliteSessionStore(database), users, now, onFault });
  const devices = new KnownDevices({ ...tokenMaker, now });
  const logIn = new LogIn({ users, hasher, budgets: new LogInBudgets(now), devices, sessions, record, groupOf: addressGroupOf });
  const logOut = (username: string): Promise<void> => sessions.closeAll(username);
  const accessBy: ConsoleAccessBy = (actor) => new ConsoleAccess(parts, { actor, logOut });
  return { logIn, sessions, tokens, users, audit, auditLog, record, accessBy };
}
