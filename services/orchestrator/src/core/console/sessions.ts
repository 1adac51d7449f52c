/** A session ends so long after its last use. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** And so long after its login, used or not. */
const sessionLongestMs = 7 * 24 * 3_600_000;
/** The oldest goes when more log in. */
const sessionsKept = 100;

interface Session {
  readonly userId: number;
  readonly since: number;
  usedAt: number;
}

/** Who is logged in. In memory, under a hash of the token: a restart of the service logs everybody out. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly parts: { now(): number; newToken(): string; digest(token: string): string }) {}

  /** Answers the token, which only the browser keeps. */
  open(userId: number): string {
    const now = this.parts.now();
    const token = this.parts.newToken();
    const [oldest] = this.sessions.keys();
    if (this.sessions.size >= sessionsKept && oldest !== undefined) this.sessions.delete(oldest);
    this.sessions.set(this.parts.digest(token), { userId, since: now, usedAt: now });
    return token;
  }

  /** The user of a token that is in force. */
  userOf(token: string): number | undefined {
    const key = this.parts.digest(token);
    const session = this.sessions.get(key);
    if (session === undefined) return undefined;
    const now = this.parts.now();
    if (now - session.usedAt > SESSION_IDLE_MS || now - session.since > sessionLongestMs) {
      this.sessions.delete(key);
      return undefined;
    }
    session.usedAt = now;
    return session.userId;
  }

  close(token: string): void {
    this.sessions.delete(this.parts.digest(token));
  }
}
