import { Fault } from '@catalogsync/faults';
import type { ConsoleUserStore, PasswordHasher } from './console-users.js';
import type { LoginAttempts } from './login-attempts.js';
import type { Sessions } from './sessions.js';

export interface LogInParts {
  readonly users: ConsoleUserStore;
  readonly hasher: PasswordHasher;
  readonly attempts: LoginAttempts;
  readonly sessions: Sessions;
}

export type LogInResult =
  | { readonly kind: 'in'; readonly token: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too_many'; readonly waitMs: number };

/** Longer ones only cost time. */
const longestInput = 200;

/** Opens a session for a right name and password. An unknown name costs the same work as a wrong password. */
export class LogIn {
  private decoy: Promise<string> | undefined;
  /** One hash at a time: each takes a core and 19 MiB, and an address cannot outrun its limit in parallel. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: LogInParts) {}

  /** @throws Fault `invalid_argument` for input that no login can have */
  run(username: string, password: string, address: string): Promise<LogInResult> {
    if (username.length > longestInput || password.length > longestInput) {
      return Promise.reject(new Fault('invalid_argument', `name and password have at most ${longestInput} characters`));
    }
    const result = this.turn.then(() => this.attempt(username, password, address));
    // A failure is its caller's; the next one only waits for its end.
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async attempt(username: string, password: string, address: string): Promise<LogInResult> {
    const { users, hasher, attempts, sessions } = this.parts;
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
    return { kind: 'in', token: sessions.open(user.id) };
  }
}
