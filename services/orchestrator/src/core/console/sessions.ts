import type { ConsoleUser, ConsoleUserStore } from './console-users.js';
import type { KeptSession, SessionOrigin, SessionStore } from './session-store.js';

/** A session ends so long after its last use, in milliseconds. @internal for tests */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** And this long after its login, used or not, in milliseconds. */
export const SESSION_LONGEST_MS = 7 * 24 * 3_600_000;
/** An entered password allows what is dangerous for this long, in milliseconds. @internal for tests */
export const CONFIRMED_MS = 10 * 60_000;
/** Most sessions; the oldest goes when more users log in. */
const sessionsKept = 100;
const useNotedEveryMs = 60_000;

/** Whose session it is. */
export type SessionUser = Omit<ConsoleUser, 'passwordHash'>;

const longestUserAgent = 200;

export interface Session extends Pick<KeptSession, 'id' | 'since' | 'device' | 'address' | 'userAgent'> {
  /** As the user is now. */
  readonly user: SessionUser;
  /** Known only to pages of the console: a request that changes something must include it. */
  readonly csrfToken: string;
  /** Until then the password counts as confirmed: milliseconds since 1970. */
  readonly confirmedUntil: number;
}

/** An open session as its user sees it; instants are milliseconds since 1970. */
export interface OpenSession extends Pick<KeptSession, 'id' | 'address' | 'userAgent' | 'since' | 'usedAt'> {
  /** When it ends if it is not used. */
  readonly expiresAt: number;
}

/** Makes and hashes tokens; `newToken` is base64url of at least 256 random bits. */
export interface TokenMaker {
  newToken(): string;
  digest(token: string): string;
}

export interface SessionParts extends TokenMaker {
  readonly store: SessionStore;
  readonly users: Pick<ConsoleUserStore, 'find'>;
  now(): number;
  /** HMAC-SHA-256 of a text, base64url. */
  mac(key: string, text: string): string;
  /** Told when a use could not be recorded, which logs nobody out. */
  onFault(error: unknown): void;
}

/** A session that goes on under another password. */
interface KeptThrough {
  /** Its token. */
  readonly keep: string;
  /** Of the new password. */
  readonly passwordHash: string;
}

/** What this process knows of a session; a restart forgets it. */
interface Fresh {
  confirmedUntil: number;
  notedAt: number;
}

/**
 * Logged-in users. Their sessions are kept under a hash of the token, so that they outlive a restart; a confirmed password does not.
 * A new password, however it is set, ends all sessions of its user, as does the removal of the user; a new role counts at once.
 */
export class Sessions {
  private readonly fresh = new Map<string, Fresh>();
  /** The mark of the old password, of sessions whose user is being given another one. */
  private readonly replaced = new Map<string, string>();

  constructor(private readonly parts: SessionParts) {}

  /** Returns the session and its token, which only the browser keeps. */
  async open(
    user: ConsoleUser,
    device: string,
    { address, userAgent }: SessionOrigin = nowhere,
  ): Promise<{ readonly token: string; readonly session: Session }> {
    const { now: clock, newToken, digest, store } = this.parts;
    const [now, token] = [clock(), newToken()];
    const owner = { userId: user.id, username: user.username, passwordMark: digest(user.passwordHash) };
    const from = { address, userAgent: userAgent.slice(0, longestUserAgent) };
    const kept = { id: newToken().slice(0, 16), ...owner, device, ...from, since: now, usedAt: now };
    const stay = { most: sessionsKept, begunFrom: now - SESSION_LONGEST_MS, usedFrom: now - SESSION_IDLE_MS };
    await store.add(digest(token), kept, stay);
    Object.assign(this.freshOf(digest(token)), { confirmedUntil: now + CONFIRMED_MS, notedAt: now });
    return { token, session: this.sessionOf(token, kept, user) };
  }

  /** The session of a valid token; the lookup counts as use. */
  async of(token: string): Promise<Session | undefined> {
    const session = await this.peek(token);
    if (session !== undefined) await this.noteUse(this.parts.digest(token));
    return session;
  }

  /** The password was entered once more; undefined if the session is over. */
  async confirm(token: string): Promise<Session | undefined> {
    if (!(await this.isOpen(token))) return undefined;
    this.freshOf(this.parts.digest(token)).confirmedUntil = this.parts.now() + CONFIRMED_MS;
    return this.peek(token);
  }

  /** Whether the password of this session was entered within the last ten minutes. */
  isConfirmed({ confirmedUntil }: Session): boolean {
    return this.parts.now() < confirmedUntil;
  }

  /** Whether it is valid; asking does not count as use, so that an open stream does not keep it alive. */
  async isOpen(token: string): Promise<boolean> {
    return (await this.peek(token)) !== undefined;
  }

  async close(token: string): Promise<void> {
    await this.parts.store.remove(this.parts.digest(token));
  }

  /** The open sessions of a user, latest used first. */
  async openOf({ id, username }: SessionUser): Promise<OpenSession[]> {
    const { store, users } = this.parts;
    const user = await users.find(username);
    const own = (await store.ofUser(id)).filter((kept) => this.isInForce(kept, user));
    return own.map(({ id, address, userAgent, since, usedAt }) => {
      const expiresAt = Math.min(usedAt + SESSION_IDLE_MS, since + SESSION_LONGEST_MS);
      return { id, address, userAgent, since, usedAt, expiresAt };
    });
  }

  /** Ends one session of a user; false if there is no such one. */
  async closeOne(user: SessionUser, id: string): Promise<boolean> {
    const open = await this.openOf(user);
    return open.some((one) => one.id === id) && this.parts.store.removeOne(user.id, id);
  }

  /**
   * Logs a user out everywhere except in the session with the token `keep`, which is open before, while and after `set` stores the
   * new password.
   */
  async closeOthers(user: ConsoleUser, { keep, passwordHash }: KeptThrough, set: () => Promise<unknown>): Promise<void> {
    const { store, digest } = this.parts;
    const [tokenHash, before] = [digest(keep), digest(user.passwordHash)];
    this.replaced.set(tokenHash, before);
    try {
      await store.keepOnly(user.id, tokenHash, digest(passwordHash));
      await set();
    } catch (error) {
      await store.keepOnly(user.id, tokenHash, before);
      throw error;
    } finally {
      this.replaced.delete(tokenHash);
    }
  }

  /** Logs a user out everywhere. */
  async closeAll(username: string): Promise<void> {
    await this.parts.store.removeAll(username);
  }

  private async peek(token: string): Promise<Session | undefined> {
    const tokenHash = this.parts.digest(token);
    const kept = await this.parts.store.find(tokenHash);
    if (kept === undefined) return undefined;
    const user = await this.parts.users.find(kept.username);
    return this.isInForce(kept, user, this.replaced.get(tokenHash)) ? this.sessionOf(token, kept, user) : undefined;
  }

  /** At most once a minute, also when many requests come at once. */
  private async noteUse(tokenHash: string): Promise<void> {
    const now = this.parts.now();
    const fresh = this.freshOf(tokenHash);
    if (now - fresh.notedAt < useNotedEveryMs) return;
    fresh.notedAt = now;
    await this.parts.store.noteUse(tokenHash, now).catch(this.parts.onFault);
  }

  /** Where more than can be open are known, the longest unused is forgotten: its password is asked for once more. */
  private freshOf(tokenHash: string): Fresh {
    const found = this.fresh.get(tokenHash) ?? { confirmedUntil: 0, notedAt: 0 };
    this.fresh.delete(tokenHash);
    this.fresh.set(tokenHash, found);
    const [oldest] = this.fresh.keys();
    if (this.fresh.size > sessionsKept && oldest !== undefined) this.fresh.delete(oldest);
    return found;
  }

  private sessionOf(token: string, kept: KeptSession, { id, username, role }: SessionUser): Session {
    const { mac, digest } = this.parts;
    const { confirmedUntil = 0 } = this.fresh.get(digest(token)) ?? {};
    const { id: name, since, device, address, userAgent } = kept;
    // Made of the token, so that what is stored is of no use to who reads it, and open pages stay usable after a restart.
    const csrfToken = mac(token, 'csrf');
    return { id: name, user: { id, username, role }, csrfToken, since, device, address, userAgent, confirmedUntil };
  }

  private isInForce(kept: KeptSession, user: ConsoleUser | undefined, replacedMark?: string): user is ConsoleUser {
    if (user === undefined || user.id !== kept.userId) return false;
    const now = this.parts.now();
    const mark = this.parts.digest(user.passwordHash);
    return (
      (mark === kept.passwordMark || mark === replacedMark) &&
      now - kept.usedAt <= SESSION_IDLE_MS &&
      now - kept.since <= SESSION_LONGEST_MS
    );
  }
}

const nowhere: SessionOrigin = { address: '', userAgent: '' };
