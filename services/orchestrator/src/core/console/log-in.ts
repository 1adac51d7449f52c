import { Fault } from '@catalogsync/faults';
import type { AddressGrouping } from './address-group.js';
import { type ConsoleUser, type ConsoleUserStore, checkPassword, LONGEST_CREDENTIAL, type PasswordHasher } from './console-users.js';
import type { KnownDevices } from './known-devices.js';
import type { Attempt, Lane, LogInBudgets, TooMany } from './log-in-budgets.js';
import type { LogInRecord } from './log-in-record.js';
import type { Session, Sessions } from './sessions.js';

export interface LogInParts {
  readonly users: ConsoleUserStore;
  readonly hasher: PasswordHasher;
  readonly budgets: LogInBudgets;
  readonly devices: KnownDevices;
  readonly sessions: Sessions;
  readonly record: LogInRecord;
  readonly groupOf: AddressGrouping;
}

/** Why a login failed. */
export type LogInRefusal = { readonly kind: 'refused' } | TooMany;

/** `deviceText` is for the cookie by which the browser is recognised next time. */
export type LogInResult =
  | { readonly kind: 'in'; readonly token: string; readonly session: Session; readonly deviceText: string }
  | LogInRefusal;

export interface LogInRequest {
  readonly username: string;
  readonly password: string;
  readonly address: string;
  /** The device cookie, if there is one; anybody may have written it. */
  readonly deviceText: string | undefined;
  /** As the browser names itself. */
  readonly userAgent?: string;
}

/** A logged-in user who enters the password once more. */
export interface PasswordEntry {
  /** The token of `session`. */
  readonly token: string;
  readonly session: Session;
  readonly address: string;
  readonly password: string;
}

interface Verification extends Pick<LogInRequest, 'username' | 'password' | 'address'> {
  readonly device: string | undefined;
}

/** Checks passwords, within budgets. An unknown name costs the same work as a wrong password. */
export class LogIn {
  private decoy: Promise<string> | undefined;
  /** The end of the last attempt of each lane: a hash takes a core and 19 MiB, so a lane has one at a time. */
  private readonly lanes = new Map<Lane, Promise<unknown>>();

  constructor(private readonly parts: LogInParts) {}

  /** Opens a session. @throws Fault `invalid_argument` for input too long for any login */
  async run({ username, password, address, deviceText, userAgent = '' }: LogInRequest): Promise<LogInResult> {
    const { sessions, devices, record } = this.parts;
    requireShort(username, password);
    const device = deviceText === undefined ? undefined : await this.deviceOf(username, deviceText);
    const found = await this.verified({ username, password, address, device }, async (user) => user);
    if ('kind' in found) {
      await record.refused(address, found.kind === 'refused' ? 'unauthenticated' : 'rate_limited');
      return found;
    }
    return record.admitted(username, address, async () => {
      const issued = devices.issue(found);
      const opened = await sessions.open(found, issued.device, { address, userAgent });
      return { kind: 'in', ...opened, deviceText: issued.text };
    });
  }

  /**
   * Confirms a session's password, which counts for ten minutes. A wrong one counts as a failed login.
   * @throws Fault `invalid_argument` for a password too long for any login
   */
  async confirm(entry: PasswordEntry): Promise<Session | LogInRefusal> {
    const found = await this.verified(verificationOf(entry), async (user) => user);
    if ('kind' in found) return found;
    return (await this.parts.sessions.confirm(entry.token)) ?? { kind: 'refused' };
  }

  /**
   * Changes the caller's password, ends their other sessions and makes strangers of their other devices. A wrong current
   * password counts as a failed login.
   * @param entry with the current password, and the session to keep
   * @throws Fault `invalid_argument` for a new password that is too easy
   */
  async changePassword(entry: PasswordEntry, next: string): Promise<{ readonly deviceText: string } | LogInRefusal> {
    const { users, hasher, sessions, devices } = this.parts;
    const request = verificationOf(entry);
    checkPassword(next);
    if (next === entry.password) throw new Fault('invalid_argument', 'the new password is the same as the current one');
    return this.verified(request, async (user) => {
      const passwordHash = await hasher.hash(next);
      await sessions.closeOthers(user, { keep: entry.token, passwordHash }, () => users.setPassword(user.username, passwordHash));
      return { deviceText: devices.issue({ id: user.id, passwordHash }).text };
    });
  }

  private async deviceOf(username: string, text: string): Promise<string | undefined> {
    const { devices, users } = this.parts;
    const user = devices.isPossible(text) ? await users.find(username) : undefined;
    return user === undefined ? undefined : devices.recognise(text, user);
  }

  /** Calls `use` if the password is right. Over the limit nothing is hashed. */
  private async verified<T>(request: Verification, use: (user: ConsoleUser) => Promise<T>): Promise<T | LogInRefusal> {
    const { username, address, device } = request;
    const { budgets, groupOf } = this.parts;
    const attempt = budgets.begin({ username, address: groupOf(address), device });
    if (attempt.kind === 'too_many') return attempt;
    return this.inLane(attempt.lane, async () => {
      const user = await this.checked(request, attempt);
      return user === undefined ? { kind: 'refused' } : use(user);
    });
  }

  private async checked({ username, password }: Verification, attempt: Attempt): Promise<ConsoleUser | undefined> {
    const { users, hasher } = this.parts;
    try {
      const user = await users.find(username);
      this.decoy ??= hasher.hash('nobody has this password');
      const isRight = await hasher.verify(password, user?.passwordHash ?? (await this.decoy));
      if (user === undefined || !isRight) return undefined;
      attempt.succeeded();
      return user;
    } catch (error) {
      attempt.withdraw();
      throw error;
    }
  }

  private inLane<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    const result = (this.lanes.get(lane) ?? Promise.resolve()).then(work);
    // A failure belongs to its caller; the next one only waits for its end.
    this.lanes.set(
      lane,
      result.catch(() => undefined),
    );
    return result;
  }
}

/** @throws Fault `invalid_argument` */
function verificationOf({ session, password, address }: PasswordEntry): Verification {
  requireShort(session.user.username, password);
  return { username: session.user.username, password, address, device: session.device };
}

function requireShort(...inputs: string[]): void {
  if (inputs.every(({ length }) => length <= LONGEST_CREDENTIAL)) return;
  throw new Fault('invalid_argument', `name and password may have at most ${LONGEST_CREDENTIAL} characters`);
}
