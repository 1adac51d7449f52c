import type { ConsoleUser, ConsoleUserStore } from '../../src/core/console/console-users.js';

/** Users in memory, lost with the process. */
export class MemoryUsers implements ConsoleUserStore {
  readonly users: ConsoleUser[] = [];
  private lastId = 0;

  async find(username: string): Promise<ConsoleUser | undefined> {
    return this.users.find((user) => user.username === username);
  }

  async list(): Promise<ConsoleUser[]> {
    return [...this.users].sort((a, b) => (a.username < b.username ? -1 : 1));
  }

  async addFirst(username: string, passwordHash: string): Promise<boolean> {
    return this.users.length === 0 && this.add({ username, passwordHash, role: 'operator' });
  }

  async add(user: Omit<ConsoleUser, 'id'>): Promise<boolean> {
    if (this.users.some(({ username }) => username === user.username)) return false;
    this.lastId += 1;
    this.users.push({ id: this.lastId, ...user });
    return true;
  }

  async remove(username: string): Promise<'removed' | 'unknown' | 'last'> {
    const user = await this.find(username);
    if (user === undefined) return 'unknown';
    if (user.role === 'operator' && this.users.filter(({ role }) => role === 'operator').length === 1) return 'last';
    this.users.splice(this.users.indexOf(user), 1);
    return 'removed';
  }

  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    const at = this.users.findIndex((user) => user.username === username);
    const user = this.users[at];
    if (user !== undefined) this.users[at] = { ...user, passwordHash };
    return user !== undefined;
  }
}
