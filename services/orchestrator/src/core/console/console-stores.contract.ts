import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiTokenStore } from './api-tokens.js';
import type { ConsoleUserStore } from './console-users.js';

export interface OpenConsoleStores {
  readonly users: ConsoleUserStore;
  readonly tokens: ApiTokenStore;
  close(): Promise<void>;
}

/** The contract of all stores of users and tokens; each one's spec calls it. */
export function consoleStoresContract(name: string, open: () => Promise<OpenConsoleStores>): void {
  describe(`when console access is stored ${name}`, () => {
    let stores: OpenConsoleStores;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(() => stores.close());

    it('adds a first user only once, and no name twice', async () => {
      const { users } = stores;
      expect(await users.addFirst('b', 'hash', 5)).toBe(true);
      expect(await users.addFirst('c', 'hash', 5)).toBe(false);
      expect(await users.add({ username: 'a', role: 'read_only', passwordHash: 'other' }, 6)).toBe(true);
      expect(await users.add({ username: 'a', role: 'operator', passwordHash: 'third' }, 7)).toBe(false);
      expect((await users.list()).map(({ username, role, createdAt }) => [username, role, createdAt])).toEqual([
        ['a', 'read_only', 6],
        ['b', 'operator', 5],
      ]);
      expect(await users.find('b')).toMatchObject({ username: 'b', role: 'operator', passwordHash: 'hash' });
      expect(await users.find('B')).toBeUndefined();
    });

    it('changes passwords, and keeps the last operator', async () => {
      const { users } = stores;
      await users.addFirst('b', 'hash', 5);
      expect(await users.setPassword('b', 'new')).toBe(true);
      expect(await users.setPassword('x', 'new')).toBe(false);
      expect((await users.find('b'))?.passwordHash).toBe('new');
      expect(await users.remove('b')).toBe('last');
      expect(await users.remove('x')).toBe('unknown');
      await users.add({ username: 'o', role: 'operator', passwordHash: 'h' }, 6);
      expect(await users.remove('b')).toBe('removed');
      expect(await users.remove('o')).toBe('last');
    });

    it('keeps tokens with their first revocation and last use', async () => {
      const { tokens } = stores;
      const token = { name: 'backup', role: 'read_only' as const, createdBy: 'admin', createdAt: 1, expiresAt: undefined };
      const first = await tokens.add(token, 'h1');
      const second = await tokens.add({ ...token, expiresAt: 9 }, 'h2');
      expect((await tokens.list()).map(({ id }) => id)).toEqual([second, first]);
      expect(await tokens.find('h1')).toEqual({ id: first, ...token, lastUsedAt: undefined, revokedAt: undefined });
      await tokens.noteUse(second, 4);
      await tokens.revoke(second, 5);
      expect(await tokens.revoke(second, 6)).toEqual({ id: second, ...token, expiresAt: 9, lastUsedAt: 4, revokedAt: 5 });
      expect(await tokens.revoke(99, 6)).toBeUndefined();
      expect(await tokens.find('h3')).toBeUndefined();
    });
  });
}
