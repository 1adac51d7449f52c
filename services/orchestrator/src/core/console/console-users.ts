import { Fault } from '@catalogsync/faults';
import type { Role } from './roles.js';

export interface ConsoleUser {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  /** As `PasswordHasher` made it. */
  readonly passwordHash: string;
}

/** Who may open the console. */
export interface ConsoleUserStore {
  find(username: string): Promise<ConsoleUser | undefined>;
  /** By name. */
  list(): Promise<ConsoleUser[]>;
  /** Adds the first user, an operator; false without a change if there already is one. */
  addFirst(username: string, passwordHash: string, now: number): Promise<boolean>;
  /** False without a change if the name is taken. */
  add(user: Omit<ConsoleUser, 'id'>, now: number): Promise<boolean>;
  /** `last` without a change if nobody else is an operator. */
  remove(username: string): Promise<'removed' | 'unknown' | 'last'>;
  /** False if there is no such user. */
  setPassword(username: string, passwordHash: string): Promise<boolean>;
}

/** Slow on purpose. */
export interface PasswordHasher {
  /** A new salt each time; the result holds what `verify` needs. */
  hash(password: string): Promise<string>;
  /** Also false for an unknown hash format. Takes equally long either way. */
  verify(password: string, hash: string): Promise<boolean>;
}

/** A new login; shown once. */
export interface ConsoleLogin {
  readonly username: string;
  readonly password: string;
}

/** What is needed to make logins. `randomBelow(n)` is a cryptographic whole number from 0 to n - 1. */
export interface Chance {
  randomBelow(limit: number): number;
  now(): number;
}

/** Letters and digits except look-alikes; 20 of them give 115 bits. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 20;

/** `randomBelow(n)` is a cryptographic whole number from 0 to n - 1. @internal for tests */
export function randomPassword(randomBelow: (limit: number) => number): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => alphabet[randomBelow(alphabet.length)]).join('');
}

/** Longer names and passwords only waste time. */
export const LONGEST_CREDENTIAL = 200;
/** For passwords that people choose. */
export const SHORTEST_PASSWORD = 10;

/**
 * Refuses a password that is too easy to guess or too long.
 * @throws Fault `invalid_argument`
 */
export function checkPassword(password: string): void {
  const { length } = [...password];
  if (length >= SHORTEST_PASSWORD && length <= LONGEST_CREDENTIAL && new Set(password).size > 3) return;
  throw new Fault(
    'invalid_argument',
    `a password has ${SHORTEST_PASSWORD} to ${LONGEST_CREDENTIAL} characters, at least four of them different`,
  );
}

/**
 * Creates the user `admin` with a random password if there is no user yet. Only the hash is kept, so this is the only
 * chance to show the password. Undefined if there was a user.
 */
export async function ensureFirstLogin(users: ConsoleUserStore, hasher: PasswordHasher, chance: Chance): Promise<ConsoleLogin | undefined> {
  const login = { username: 'admin', password: randomPassword(chance.randomBelow) };
  const added = await users.addFirst(login.username, await hasher.hash(login.password), chance.now());
  return added ? login : undefined;
}

/**
 * Gives a user a new random password and returns it, the only time it can be shown.
 * @throws Fault `not_found` that lists the users
 */
export async function resetPassword(
  users: ConsoleUserStore,
  hasher: PasswordHasher,
  username: string,
  chance: Chance,
): Promise<ConsoleLogin> {
  const password = randomPassword(chance.randomBelow);
  if (await users.setPassword(username, await hasher.hash(password))) return { username, password };
  const known = (await users.list()).map((user) => user.username);
  throw unknownUser(username, known);
}

function unknownUser(username: string, known: readonly string[]): Fault {
  const hint = known.length === 0 ? 'Run `catalogsync up` to create the first login.' : `Known are: ${known.join(', ')}.`;
  return new Fault('not_found', `there is no user "${username}"`, { hint });
}

const usernameForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/**
 * Adds a user with a random password and returns it, the only time it can be shown.
 * @throws Fault `invalid_argument` for an invalid name, `already_exists`
 */
export async function addUser(
  users: ConsoleUserStore,
  hasher: PasswordHasher,
  { username, role }: { readonly username: string; readonly role: Role },
  chance: Chance,
): Promise<ConsoleLogin> {
  if (!usernameForm.test(username)) {
    throw new Fault('invalid_argument', 'a user name is up to 64 letters, digits and . _ -, and begins with a letter or a digit');
  }
  const password = randomPassword(chance.randomBelow);
  const added = await users.add({ username, role, passwordHash: await hasher.hash(password) }, chance.now());
  if (!added) throw new Fault('already_exists', `there already is a user "${username}"`);
  return { username, password };
}

/**
 * Removes a user. Sessions need no action: the program that keeps them is not running now.
 * @throws Fault `not_found`; `failed_precondition` for the last operator
 */
export async function removeUser(users: ConsoleUserStore, username: string): Promise<void> {
  const outcome = await users.remove(username);
  if (outcome === 'removed') return;
  if (outcome === 'last') {
    throw new Fault('failed_precondition', `"${username}" is the last operator`, { hint: 'Add another one first.' });
  }
  throw unknownUser(
    username,
    (await users.list()).map((user) => user.username),
  );
}
