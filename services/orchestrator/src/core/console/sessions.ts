import type { ConsoleUser } from './console-users.js';

/** A session ends so long after its last use, in milliseconds. @internal for tests */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** And this long after its login, used or not, in milliseconds. */
export const SESSION_LONGEST_MS = 7 * 24 * 3_600_000;
/** An entered password allows what is dangerous for this long, in milliseconds. @internal for tests */
export const CONFIRMED_MS = 10 * 60_000;
/** Most sessions; the oldest goes when more users log in. */
const sessionsKept = 100;

/** Whose session it is. */
export type SessionUser = Omit<ConsoleUser, 'passwordHash'>;

/** Where a session was opened. */
export interface SessionOrigin {
  readonly address: string;
  /** As the browser names itself, cut. */
  readonly userAgent: string;
}

const longestUserAgent = 200;

export interface Session extends SessionOrigin {
  /** Names the session to its user; grants nothing. */
  readonly id: string;
  readonly user: SessionUser;
  /** Known only to pages of the console: a request that changes something must include it. */
  readonly csrfToken: string;
  readonly since: number;
  /** The browser's id among known devices. */
  readonly device: string;
  /** Until then the password counts as confirmed: milliseconds since 1970. */
  readonly confirmedUntil: number;
}

/** An open session as its user sees it; instants are milliseconds since 1970. */
export interface OpenSession extends Pick<Session, 'id' | 'address' | 'userAgent' | 'since'> {
  readonly usedAt: number;
  /** When it ends if it is not used. */
  readonly expiresAt: number;
}

interface Kept extends Session {
  usedAt: number;
  confirmedUntil: number;
}

/** Makes and hashes tokens; `newToken` is base64url of at least 256 random bits. */
export interface TokenMaker {
  newToken(): string;
  digest(token: string): string;
}

/** Logged-in users. In memory, under a hash of the token: a restart of the service logs everybody out. */
export class Sessions {
  private readonly sessions = new Map<string, Kept>();

  constructor(private readonly parts: TokenMaker & { now(): number }) {}

  /** Returns the session and its token, which only the browser keeps. */
  open(
    user: SessionUser,
    device: string,
    { address, userAgent }: SessionOrigin = nowhere,
  ): { readonly token: string; readonly session: Session } {
    const now = this.parts.now();
    const token = this.parts.newToken();
    const [oldest] = this.sessions.keys();
    if (this.sessions.size >= sessionsKept && oldest !== undefined) this.sessions.delete(oldest);
    const from = { address, userAgent: userAgent.slice(0, longestUserAgent) };
    const times = { since: now, confirmedUntil: now + CONFIRMED_MS, usedAt: now };
    const session = { id: this.parts.newToken().slice(0, 16), user, csrfToken: this.parts.newToken(), device, ...from, ...times };
    this.sessions.set(this.parts.digest(token), session);
    return { token, session };
  }

  /** The session of a valid token; the lookup counts as use. */
  of(token: string): Session | undefined {
    const session = this.peek(token);
    if (session !== undefined) session.usedAt = this.parts.now();
    return session;
  }

  /** The password was entered once more; undefined if the session is over. */
  confirm(token: string): Session | undefined {
    const session = this.peek(token);
    if (session !== undefined) session.confirmedUntil = this.parts.now() + CONFIRMED_MS;
    return session;
  }

  /** Whether the password of this session was entered within the last ten minutes. */
  isConfirmed({ confirmedUntil }: Session): boolean {
    return this.parts.now() < confirmedUntil;
  }

  /** Whether it is valid; asking does not count as use, so that an open stream does not keep it alive. */
  isOpen(token: string): boolean {
    return this.peek(token) !== undefined;
  }

  close(token: string): void {
    this.sessions.delete(this.parts.digest(token));
  }

  /** The open sessions of a user, latest used first. */
  openOf(userId: number): OpenSession[] {
    const own = [...this.sessions.values()].filter((session) => session.user.id === userId && this.isInForce(session));
    return own
      .map(({ id, address, userAgent, since, usedAt }) => {
        const expiresAt = Math.min(usedAt + SESSION_IDLE_MS, since + SESSION_LONGEST_MS);
        return { id, address, userAgent, since, usedAt, expiresAt };
      })
      .sort((a, b) => b.usedAt - a.usedAt);
  }

  /** Ends one session of a user; false if there is no such one. */
  closeOne(userId: number, id: string): boolean {
    for (const [key, session] of this.sessions) {
      if (session.user.id === userId && session.id === id && this.isInForce(session)) return this.sessions.delete(key);
    }
    return false;
  }

  /** Logs a user out everywhere except in the session with the token `keep`. */
  closeOthers(userId: number, keep: string): void {
    const kept = this.parts.digest(keep);
    for (const [key, session] of this.sessions) if (session.user.id === userId && key !== kept) this.sessions.delete(key);
  }

  /** Logs a user out everywhere. */
  closeAll(username: string): void {
    for (const [key, session] of this.sessions) if (session.user.username === username) this.sessions.delete(key);
  }

  private peek(token: string): Kept | undefined {
    const key = this.parts.digest(token);
    const session = this.sessions.get(key);
    if (session === undefined) return undefined;
    if (this.isInForce(session)) return session;
    this.sessions.delete(key);
    return undefined;
  }

  private isInForce({ usedAt, since }: Kept): boolean {
    const now = this.parts.now();
    return now - usedAt <= SESSION_IDLE_MS && now - since <= SESSION_LONGEST_MS;
  }
}

const nowhere: SessionOrigin = { address: '', userAgent: '' };
