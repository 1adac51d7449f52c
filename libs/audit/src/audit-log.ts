import type { Actor } from './actor.js';
import type { AuditPlace } from './place.js';

/** Who did what to which thing, from where. */
export interface AuditedAction extends Actor {
  /** The operation's name, such as `pauseJob`. */
  readonly action: string;
  /** What it is done to, such as `job 3`. Never contains a secret. */
  readonly target: string;
}

export interface AuditEntry extends AuditedAction {
  /** Of its log, which is that of one service. */
  readonly id: number;
  readonly service: string;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** `done`, the fault code it ended with, or `begun`: it is running, or the program ended first. */
  readonly outcome: string;
}

/** Entries that are kept; the oldest go first. */
export const AUDIT_ENTRIES_KEPT = 100_000;

export interface AuditPage {
  /** The last entry of the previous page, of whichever service. */
  readonly before?: AuditPlace | undefined;
  readonly limit: number;
}

/** The log of one service. */
export interface AuditLog {
  /** Adds an entry and returns its id. Inside a transaction it is part of it. */
  add(action: AuditedAction, outcome: string, at: number): Promise<number>;
  /** @param target replaces that of the entry, if given */
  settle(id: number, outcome: string, target?: string): Promise<void>;
  /** Makes a change and adds the entry that it was done, in one transaction; if `change` throws, neither. */
  together<T>(action: AuditedAction, at: number, change: () => Promise<T>): Promise<T>;
  /** Latest first. */
  list(page: AuditPage): Promise<readonly AuditEntry[]>;
}

/** The order of entries of all services. */
export function latestFirst(a: AuditEntry, b: AuditEntry): number {
  return b.at - a.at || (a.service < b.service ? -1 : a.service > b.service ? 1 : b.id - a.id);
}
