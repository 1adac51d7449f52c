import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { Argon2Hasher } from './adapters/argon2/argon2-hasher.js';
import { withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteAuditLog } from './adapters/sqlite/stores/console-audit-log.js';
import { SqliteApiTokenStore } from './adapters/sqlite/stores/console-token-store.js';
import { SqliteConsoleUserStore } from './adapters/sqlite/stores/console-user-store.js';
import { ApiTokens } from './core/console/api-tokens.js';
import { Audit } from './core/console/audit.js';
import { ConsoleAccess, type ConsoleAccessParts } from './core/console/console-access.js';
import type { DeviceParts } from './core/console/known-devices.js';

/** A token has 256 random bits, so a fast hash protects it as well as a slow one. */
export const tokenMaker: Omit<DeviceParts, 'now'> = {
  newToken: () => randomBytes(32).toString('base64url'),
  digest: (token) => createHash('sha256').update(token).digest('base64'),
  mac: (key, text) => createHmac('sha256', key).update(text).digest('base64url'),
};

export interface ConsoleAccessOptions {
  /** Path of `catalogsync.db`. */
  readonly db: string;
  readonly clock: Clock;
  /** Told if the audit log could not be completed. */
  onFault(error: unknown): void;
}

/** Users, tokens and the audit log in a catalogue, for the console and for commands that need no server. */
export interface BoundAccess extends ConsoleAccessParts {
  readonly auditLog: SqliteAuditLog;
}

/** @param onFault told of failures in background writes: of a token's use, or an audited action's outcome */
export function bindAccess(database: Database, clock: Clock, onFault: (error: unknown) => void): BoundAccess {
  const now = (): number => clock.now();
  const auditLog = new SqliteAuditLog(database);
  return {
    users: new SqliteConsoleUserStore(database),
    hasher: new Argon2Hasher(),
    tokens: new ApiTokens({ ...tokenMaker, store: new SqliteApiTokenStore(database), now, onFault }),
    audit: new Audit({ log: auditLog, now, onFault }),
    auditLog,
    chance: { randomBelow: (limit) => randomInt(limit), now },
  };
}

/** Calls `use` with the console access of a catalogue, which this process owns meanwhile. */
export function withAccess<T>({ db, clock, onFault }: ConsoleAccessOptions, use: (access: ConsoleAccess) => Promise<T>): Promise<T> {
  return withCatalogue(db, (database) => use(new ConsoleAccess(bindAccess(database, clock, onFault))));
}
