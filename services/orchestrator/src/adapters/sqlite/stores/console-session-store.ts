import { type Database, LessThan, Not, type RowOf } from '@catalogsync/sqlite';
import type { KeptSession, SessionStore, SessionsToKeep } from '../../../core/console/session-store.js';
import { consoleSessions } from '../rows/installation-rows.js';

const toSession = ({ number: _, tokenHash: __, ...kept }: RowOf<typeof consoleSessions>): KeptSession => kept;

/** Sessions in the catalogue's database. */
export class SqliteSessionStore implements SessionStore {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  async add(tokenHash: string, session: KeptSession, { most, begunFrom, usedFrom }: SessionsToKeep): Promise<void> {
    await this.database.write(async (entities) => {
      await entities.insert(consoleSessions, { ...session, tokenHash });
      await entities.delete(consoleSessions, { since: LessThan(begunFrom) });
      await entities.delete(consoleSessions, { usedAt: LessThan(usedFrom) });
      const [over] = await entities.find(consoleSessions, { order: { number: 'DESC' }, skip: most, take: 1 });
      if (over !== undefined) await entities.delete(consoleSessions, { number: LessThan(over.number + 1) });
    });
  }

  async find(tokenHash: string): Promise<KeptSession | undefined> {
    const row = await this.database.reads.entities.findOneBy(consoleSessions, { tokenHash });
    return row === null ? undefined : toSession(row);
  }

  async ofUser(userId: number): Promise<KeptSession[]> {
    const rows = await this.database.reads.entities.find(consoleSessions, { where: { userId }, order: { usedAt: 'DESC' } });
    return rows.map(toSession);
  }

  async noteUse(tokenHash: string, now: number): Promise<void> {
    await this.database.write((entities) => entities.update(consoleSessions, { tokenHash }, { usedAt: now }));
  }

  async remove(tokenHash: string): Promise<void> {
    await this.database.write((entities) => entities.delete(consoleSessions, { tokenHash }));
  }

  async removeOne(userId: number, id: string): Promise<boolean> {
    return ((await this.database.write((entities) => entities.delete(consoleSessions, { userId, id }))).affected ?? 0) > 0;
  }

  async keepOnly(userId: number, tokenHash: string, passwordMark: string): Promise<void> {
    await this.database.write(async (entities) => {
      await entities.delete(consoleSessions, { userId, tokenHash: Not(tokenHash) });
      await entities.update(consoleSessions, { tokenHash }, { passwordMark });
    });
  }

  async removeAll(username: string): Promise<void> {
    await this.database.write((entities) => entities.delete(consoleSessions, { username }));
  }
}
