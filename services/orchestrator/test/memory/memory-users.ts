import type { ConsoleUser, ConsoleUserStore, ListedUser } from '../../src/core/console/console-users.js';

/** Users in memory, lost with the process. */
export class MemoryUsers implements ConsoleUserStore {
  readonly users: ListedUser[] = [];
  private lastId = 0;

  async find(username: string): Promise<ConsoleUser | undefined> {
    return this.users.find((user) => user.username === username);
  }

  async list(): Promise<ListedUser[]> {
    return [...this.users].sort((a, b) => (a.username < b.username ? -1 : 1));
  }

  async addFirst(username: string, passwordHash: string, now = 0): Promise<boolean> {
    return this.users.length === 0 && this.add({ username, passwordHash, role: 'operator' }, now);
  }

  async add(user: Omit<ConsoleUser, 'id'>, now = 0): Promise<boolean> {
    if (this.users.some(({ username }) => username === user.username)) return false;
    this.lastId += 1;
    this.users.push({ id: this.lastId, ...user, createdAt: now });
    return true;
  }

  async remove(username: string): Promise<'removed' | 'unknown' | 'last'> {
    const user = await this.find(username);
    if (user === undefined) return 'unknown';
    if (user.role === 'operator' && this.users.filter(({ role }) => role === 'operator').length === 1) return 'last';
    this.users.splice(
      this.users.findIndex(({ id }) => id === user.id),
      1,
    );
    return 'removed';
  }

  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    const at = this.users.findIndex((user) => user.username === username);
    const user = this.users[at];
    if (user !== undefined) this.users[at] = { ...user, passwordHash };
    return user !== undefined;
  }
}
