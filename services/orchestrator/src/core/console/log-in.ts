import { Fault } from '@catalogsync/faults';
import { type ConsoleUser, type ConsoleUserStore, checkPassword, LONGEST_CREDENTIAL, type PasswordHasher } from './console-users.js';
import type { Session, Sessions } from './sessions.js';

/** Failed logins allowed per address within the window. */
const failuresPerAddress = 10;
/** For all addresses together, so that using many addresses does not help. */
const failuresInAll = 100;
const windowMs = 15 * 60_000;

/** Counts failed logins. In memory: a restart of the service resets them. */
export class LoginAttempts {
  private failures: { readonly address: string; readonly at: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** Milliseconds until this address may try again; 0 if it may now. */
  waitFor(address: string): number {
    const now = this.now();
    this.failures = this.failures.filter((failure) => now - failure.at < windowMs);
    const own = this.failures.filter((failure) => failure.address === address);
    const full = own.length >= failuresPerAddress ? own.at(-failuresPerAddress) : undefined;
    const all = this.failures.length >= failuresInAll ? this.failures.at(-failuresInAll) : undefined;
    return Math.max(0, ...[full, all].map((oldest) => (oldest === undefined ? 0 : oldest.at + windowMs - now)));
  }

  failed(address: string): void {
    this.failures.push({ address, at: this.now() });
  }

  /** A correct password clears the address. */
  succeeded(address: string): void {
    this.failures = this.failures.filter((failure) => failure.address !== address);
  }
}

export interface LogInParts {
  readonly users: ConsoleUserStore;
  readonly hasher: PasswordHasher;
  readonly attempts: LoginAttempts;
  readonly sessions: Sessions;
}

/** Why a login failed. */
export type LogInRefusal = { readonly kind: 'refused' } | { readonly kind: 'too_many'; readonly waitMs: number };

export type LogInResult = { readonly kind: 'in'; readonly token: string; readonly session: Session } | LogInRefusal;

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
}

/** Opens a session for a correct name and password. An unknown name costs the same work as a wrong password. */
export class LogIn {
  private decoy: Promise<string> | undefined;
  /** One hash at a time: each takes a core and 19 MiB, and parallel logins must not evade an address's limit. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: LogInParts) {}

  /** @throws Fault `invalid_argument` for input too long for any login */
  run(username: string, password: string, address: string): Promise<LogInResult> {
    return this.inTurn([username, password], async () => {
      const found = await this.verified(username, password, address);
      if ('kind' in found) return found;
      const { token, session } = this.parts.sessions.open(found);
      return { kind: 'in', token, session };
    });
  }

  /**
   * Changes the caller's password and ends their other sessions. A wrong current password counts as a failed login.
   * @param token of the session to keep
   * @throws Fault `invalid_argument` for a new password that is too easy
   */
  changePassword(username: string, { current, next }: PasswordChange, token: string, address: string): Promise<LogInRefusal | undefined> {
    return this.inTurn([username, current], async () => {
      checkPassword(next);
      if (next === current) throw new Fault('invalid_argument', 'the new password is the same as the current one');
      const found = await this.verified(username, current, address);
      if ('kind' in found) return found;
      const { users, hasher, sessions } = this.parts;
      await users.setPassword(username, await hasher.hash(next));
      sessions.closeOthers(found.id, token);
      return undefined;
    });
  }

  private inTurn<T>(inputs: readonly string[], work: () => Promise<T>): Promise<T> {
    if (inputs.some(({ length }) => length > LONGEST_CREDENTIAL)) {
      return Promise.reject(new Fault('invalid_argument', `name and password may have at most ${LONGEST_CREDENTIAL} characters`));
    }
    const result = this.turn.then(work);
    // A failure belongs to its caller; the next one only waits for its end.
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async verified(username: string, password: string, address: string): Promise<ConsoleUser | LogInRefusal> {
    const { users, hasher, attempts } = this.parts;
    const waitMs = attempts.waitFor(address);
    if (waitMs > 0) return { kind: 'too_many', waitMs };
    const user = await users.find(username);
    this.decoy ??= hasher.hash('nobody has this password');
    const right = await hasher.verify(password, user?.passwordHash ?? (await this.decoy));
    if (user === undefined || !right) {
      attempts.failed(address);
      return { kind: 'refused' };
    }
    attempts.succeeded(address);
    return user;
  }
}
