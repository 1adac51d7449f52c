import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { type Audit, commandLine } from '@catalogsync/audit';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { Argon2Hasher } from './adapters/argon2/argon2-hasher.js';
import { withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteApiTokenStore } from './adapters/sqlite/stores/console-token-store.js';
import { SqliteConsoleUserStore } from './adapters/sqlite/stores/console-user-store.js';
import { bindAudit } from './audit.binding.js';
import { ApiTokens } from './core/console/api-tokens.js';
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

/**
 * Users and tokens in a catalogue, for the console and for commands that need no server.
 * @param onFault told of failures in background writes: of a token's use, or an audited action's outcome
 */
export function bindAccess(database: Database, audit: Audit, clock: Clock, onFault: (error: unknown) => void): ConsoleAccessParts {
  const now = (): number => clock.now();
  return {
    users: new SqliteConsoleUserStore(database),
    hasher: new Argon2Hasher(),
    tokens: new ApiTokens({ ...tokenMaker, store: new SqliteApiTokenStore(database), audit, now, onFault }),
    audit,
    chance: { randomBelow: (limit) => randomInt(limit), now },
  };
}

/** Calls `use` with the console access of a catalogue, which this process owns meanwhile. */
export function withAccess<T>({ db, clock, onFault }: ConsoleAccessOptions, use: (access: ConsoleAccess) => Promise<T>): Promise<T> {
  return withCatalogue(db, (database) => {
    const { audit } = bindAudit(database, clock, onFault);
    return use(new ConsoleAccess(bindAccess(database, audit, clock, onFault), { actor: commandLine('cli') }));
  });
}
