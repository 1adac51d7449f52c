export interface ConsoleUser {
  readonly id: number;
  readonly username: string;
  /** As `PasswordHasher` made it. */
  readonly passwordHash: string;
}

/** Who may open the console. */
export interface ConsoleUserStore {
  find(username: string): Promise<ConsoleUser | undefined>;
  /** Adds the first user; false, and nothing changed, if there is one already. */
  addFirst(username: string, passwordHash: string, now: number): Promise<boolean>;
}

/** Slow on purpose. */
export interface PasswordHasher {
  /** A new salt each time; the result holds what `verify` needs. */
  hash(password: string): Promise<string>;
  /** False as well for a hash of a form it does not know. Takes as long either way. */
  verify(password: string, hash: string): Promise<boolean>;
}

/** A login as it is told once, when it is made. */
export interface ConsoleLogin {
  readonly username: string;
  readonly password: string;
}

/** Letters and digits without those that look alike: 20 of them are 115 bits. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
export const PASSWORD_LENGTH = 20;

/** `randomBelow(n)` is a cryptographic whole number from 0 to n - 1. */
export function randomPassword(randomBelow: (limit: number) => number): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => alphabet[randomBelow(alphabet.length)]).join('');
}

/**
 * Makes the user `admin` with a random password if there is no user yet. Only the hash is kept, so the
 * answer is the only chance to tell the password; undefined if there was a user.
 */
export async function ensureFirstLogin(
  users: ConsoleUserStore,
  hasher: PasswordHasher,
  chance: { randomBelow(limit: number): number; now(): number },
): Promise<ConsoleLogin | undefined> {
  const login = { username: 'admin', password: randomPassword(chance.randomBelow) };
  const added = await users.addFirst(login.username, await hasher.hash(login.password), chance.now());
  return added ? login : undefined;
}
