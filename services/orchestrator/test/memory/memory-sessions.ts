import type { KeptSession, SessionStore, SessionsToKeep } from '../../src/core/console/session-store.js';

/** Sessions in memory, lost with the process. */
export class MemorySessions implements SessionStore {
  private readonly sessions = new Map<string, KeptSession>();
  /** How often a use was written. */
  uses = 0;

  async add(tokenHash: string, session: KeptSession, { most, begunFrom, usedFrom }: SessionsToKeep): Promise<void> {
    this.sessions.set(tokenHash, session);
    this.removeIf(({ since, usedAt }) => since < begunFrom || usedAt < usedFrom);
    for (const oldest of [...this.sessions.keys()].slice(0, -most)) this.sessions.delete(oldest);
  }

  async find(tokenHash: string): Promise<KeptSession | undefined> {
    return this.sessions.get(tokenHash);
  }

  async ofUser(userId: number): Promise<KeptSession[]> {
    return [...this.sessions.values()].filter((session) => session.userId === userId).sort((a, b) => b.usedAt - a.usedAt);
  }

  async noteUse(tokenHash: string, now: number): Promise<void> {
    this.uses += 1;
    this.change(tokenHash, { usedAt: now });
  }

  async remove(tokenHash: string): Promise<void> {
    this.sessions.delete(tokenHash);
  }

  async removeOne(userId: number, id: string): Promise<boolean> {
    return this.removeIf((session) => session.userId === userId && session.id === id);
  }

  async keepOnly(userId: number, tokenHash: string, passwordMark: string): Promise<void> {
    this.removeIf((session, hash) => session.userId === userId && hash !== tokenHash);
    this.change(tokenHash, { passwordMark });
  }

  async removeAll(username: string): Promise<void> {
    this.removeIf((session) => session.username === username);
  }

  private change(tokenHash: string, changed: Partial<KeptSession>): void {
    const session = this.sessions.get(tokenHash);
    if (session !== undefined) this.sessions.set(tokenHash, { ...session, ...changed });
  }

  private removeIf(isOver: (session: KeptSession, tokenHash: string) => boolean): boolean {
    const before = this.sessions.size;
    for (const [hash, session] of this.sessions) if (isOver(session, hash)) this.sessions.delete(hash);
    return this.sessions.size < before;
  }
}
