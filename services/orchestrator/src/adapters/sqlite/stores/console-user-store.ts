import { type Database, type Entities, Not, type RowOf } from '@catalogsync/sqlite';
import type { ConsoleUser, ConsoleUserStore, ListedUser } from '../../../core/console/console-users.js';
import { storedRole } from '../../../core/console/roles.js';
import { instantOf, textOf } from '../columns.js';
import { consoleUsers } from '../rows/installation-rows.js';

function toUser({ id, username, role, passwordHash }: RowOf<typeof consoleUsers>): ConsoleUser {
  return { id, username, passwordHash, role: storedRole(role, `the console user ${username}`) };
}

async function insert(entities: Entities, user: Omit<ConsoleUser, 'id'>, now: number): Promise<true> {
  await entities.insert(consoleUsers, { ...user, createdAt: textOf(now) });
  return true;
}

export class SqliteConsoleUserStore implements ConsoleUserStore {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  async find(username: string): Promise<ConsoleUser | undefined> {
    const row = await this.database.reads.entities.findOneBy(consoleUsers, { username });
    return row === null ? undefined : toUser(row);
  }

  async list(): Promise<ListedUser[]> {
    const rows = await this.database.reads.entities.find(consoleUsers, { order: { username: 'ASC' } });
    return rows.map((row) => ({ ...toUser(row), createdAt: instantOf(row.createdAt) }));
  }

  addFirst(username: string, passwordHash: string, now: number): Promise<boolean> {
    return this.database.write(async (entities) => {
      if (await entities.existsBy(consoleUsers, {})) return false;
      return insert(entities, { username, passwordHash, role: 'operator' }, now);
    });
  }

  add(user: Omit<ConsoleUser, 'id'>, now: number): Promise<boolean> {
    return this.database.write(async (entities) => {
      if (await entities.existsBy(consoleUsers, { username: user.username })) return false;
      return insert(entities, user, now);
    });
  }

  remove(username: string): Promise<'removed' | 'unknown' | 'last'> {
    return this.database.write(async (entities) => {
      const user = await entities.findOneBy(consoleUsers, { username });
      if (user === null) return 'unknown';
      const others = { role: 'operator', id: Not(user.id) };
      if (user.role === 'operator' && !(await entities.existsBy(consoleUsers, others))) return 'last';
      await entities.delete(consoleUsers, user.id);
      return 'removed';
    });
  }

  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    return (await this.database.write((entities) => entities.update(consoleUsers, { username }, { passwordHash }))).affected === 1;
  }
}
