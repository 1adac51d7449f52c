import type { Database } from '@catalogsync/sqlite';
import type { ConsoleUser, ConsoleUserStore } from '../../../core/console/console-users.js';

export class SqliteConsoleUserStore implements ConsoleUserStore {
  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {}

  async find(username: string): Promise<ConsoleUser | undefined> {
    return this.database.reads
      .statement<ConsoleUser>('SELECT id, username, password_hash AS passwordHash FROM console_users WHERE username = ?')
      .get(username);
  }

  addFirst(username: string, passwordHash: string, now: number): Promise<boolean> {
    const unit = this.database.unitOfWork((session) => session);
    return unit.run((session) => {
      const insert = session.statement(`INSERT INTO console_users(username, password_hash, created_at)
        SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM console_users)`);
      return insert.run(username, passwordHash, new Date(now).toISOString()).changes === 1;
    });
  }
}
