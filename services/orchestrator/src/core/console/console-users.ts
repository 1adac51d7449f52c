import { Fault } from '@catalogsync/faults';
import type { Role } from './roles.js';

export interface ConsoleUser {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  /** As `PasswordHasher` made it. */
  readonly passwordHash: string;
}

export interface ListedUser extends ConsoleUser {
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number | undefined;
}

/** Who may open the console. */
export interface ConsoleUserStore {
  find(username: string): Promise<ConsoleUser | undefined>;
  /** By name. */
  list(): Promise<ListedUser[]>;
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

/** `randomBelow(n)` is a cryptographic whole number from 0 to n - 1. */
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
