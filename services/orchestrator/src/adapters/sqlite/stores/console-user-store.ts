import { Fault } from '@catalogsync/faults';
import type { Database } from '@catalogsync/sqlite';
import type { ConsoleUser, ConsoleUserStore } from '../../../core/console/console-users.js';
import { isRole } from '../../../core/console/roles.js';

interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly role: string;
  readonly passwordHash: string;
}

const columns = 'id, username, role, password_hash AS passwordHash';

function toUser(row: UserRow): ConsoleUser {
  const { role } = row;
  if (!isRole(role)) throw new Fault('data_corrupt', `the console user ${row.username} has the unknown role "${role}"`);
  return { ...row, role };
}

export class SqliteConsoleUserStore implements ConsoleUserStore {
  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {}

  async find(username: string): Promise<ConsoleUser | undefined> {
    const row = this.database.reads.statement<UserRow>(`SELECT ${columns} FROM console_users WHERE username = ?`).get(username);
    return row && toUser(row);
  }

  async list(): Promise<ConsoleUser[]> {
    return this.database.reads.statement<UserRow>(`SELECT ${columns} FROM console_users ORDER BY username`).all().map(toUser);
  }

  async addFirst(username: string, passwordHash: string, now: number): Promise<boolean> {
    const text = `INSERT INTO console_users(username, password_hash, created_at, role)
      SELECT ?, ?, ?, 'operator' WHERE NOT EXISTS (SELECT 1 FROM console_users)`;
    return (await this.run(text, username, passwordHash, new Date(now).toISOString())) === 1;
  }

  async add({ username, role, passwordHash }: Omit<ConsoleUser, 'id'>, now: number): Promise<boolean> {
    const text =
      'INSERT INTO console_users(username, password_hash, created_at, role) VALUES (?, ?, ?, ?) ON CONFLICT(username) DO NOTHING';
    return (await this.run(text, username, passwordHash, new Date(now).toISOString(), role)) === 1;
  }

  remove(username: string): Promise<'removed' | 'unknown' | 'last'> {
    return this.database
      .unitOfWork((session) => session)
      .run((session) => {
        const text = `DELETE FROM console_users WHERE username = ?
          AND (role <> 'operator' OR EXISTS (SELECT 1 FROM console_users o WHERE o.role = 'operator' AND o.id <> console_users.id))`;
        if (session.statement(text).run(username).changes === 1) return 'removed';
        return session.statement('SELECT 1 FROM console_users WHERE username = ?').get(username) === undefined ? 'unknown' : 'last';
      });
  }

  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    return (await this.run('UPDATE console_users SET password_hash = ? WHERE username = ?', passwordHash, username)) === 1;
  }

  private run(text: string, ...values: string[]): Promise<number> {
    return this.database.unitOfWork((session) => session).run((session) => session.statement(text).run(...values).changes);
  }
}
