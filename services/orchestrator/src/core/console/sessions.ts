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

export interface Session {
  readonly user: SessionUser;
  /** Known only to pages of the console: a request that changes something must include it. */
  readonly csrfToken: string;
  readonly since: number;
  /** The browser's id among known devices. */
  readonly device: string;
  /** Until then the password counts as confirmed: milliseconds since 1970. */
  readonly confirmedUntil: number;
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
  open(user: SessionUser, device: string): { readonly token: string; readonly session: Session } {
    const now = this.parts.now();
    const token = this.parts.newToken();
    const [oldest] = this.sessions.keys();
    if (this.sessions.size >= sessionsKept && oldest !== undefined) this.sessions.delete(oldest);
    const session = { user, csrfToken: this.parts.newToken(), since: now, device, confirmedUntil: now + CONFIRMED_MS, usedAt: now };
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
    const now = this.parts.now();
    if (now - session.usedAt <= SESSION_IDLE_MS && now - session.since <= SESSION_LONGEST_MS) return session;
    this.sessions.delete(key);
    return undefined;
  }
}
