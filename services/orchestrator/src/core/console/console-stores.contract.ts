import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiTokenStore } from './api-tokens.js';
import type { ConsoleUserStore } from './console-users.js';
import type { KeptSession, SessionStore } from './session-store.js';

export interface OpenConsoleStores {
  readonly users: ConsoleUserStore;
  readonly tokens: ApiTokenStore;
  readonly sessions: SessionStore;
  close(): Promise<void>;
}

const stay = { most: 3, begunFrom: 0, usedFrom: 0 };

const session = (id: string, other: Partial<KeptSession> = {}): KeptSession => ({
  ...{ id, userId: 1, username: 'a', passwordMark: 'm', device: 'd', address: '::1', userAgent: 'Browser/1', since: 10, usedAt: 10 },
  ...other,
});

/** The contract of all stores of users, tokens and sessions; each one's spec calls it. */
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

    it('keeps sessions under the hash of their token, with their last use', async () => {
      const { sessions } = stores;
      await sessions.add('h1', session('s1'), stay);
      await sessions.add('h2', session('s2', { usedAt: 11 }), stay);
      await sessions.add('h3', session('s3', { userId: 2, username: 'b' }), stay);
      expect(await sessions.find('h1')).toEqual(session('s1'));
      expect([await sessions.find('s1'), await sessions.find('')]).toEqual([undefined, undefined]);
      expect((await sessions.ofUser(1)).map(({ id }) => id)).toEqual(['s2', 's1']);
      await sessions.noteUse('h1', 12);
      await sessions.noteUse('unknown', 12);
      expect((await sessions.ofUser(1)).map(({ id, usedAt }) => [id, usedAt])).toEqual([
        ['s1', 12],
        ['s2', 11],
      ]);
    });

    it('keeps the newest sessions, and none that began or was used too long ago', async () => {
      const { sessions } = stores;
      for (const n of [1, 2, 3, 4]) await sessions.add(`h${n}`, session(`s${n}`, { since: 10 - n, usedAt: 10 + n }), stay);
      expect((await sessions.ofUser(1)).map(({ id }) => id)).toEqual(['s4', 's3', 's2']);
      await sessions.add('h5', session('s5', { usedAt: 20 }), { most: 9, begunFrom: 7, usedFrom: 0 });
      expect((await sessions.ofUser(1)).map(({ id }) => id)).toEqual(['s5', 's3', 's2']);
      await sessions.add('h6', session('s6', { usedAt: 21 }), { most: 9, begunFrom: 7, usedFrom: 13 });
      expect((await sessions.ofUser(1)).map(({ id }) => id)).toEqual(['s6', 's5', 's3']);
    });

    it('removes one session of a user, all but one, or all', async () => {
      const { sessions } = stores;
      const [more, left] = [{ ...stay, most: 9 }, async () => (await sessions.ofUser(1)).map(({ id }) => id).sort()];
      for (const n of [1, 2, 3, 4]) await sessions.add(`h${n}`, session(`s${n}`), more);
      await sessions.add('h5', session('s5', { userId: 2, username: 'b' }), more);
      expect([await sessions.removeOne(2, 's1'), await sessions.removeOne(1, 'x'), await sessions.removeOne(1, 's1')]).toEqual([
        false,
        false,
        true,
      ]);
      await sessions.remove('h2');
      expect(await left()).toEqual(['s3', 's4']);
      await sessions.keepOnly(1, 'h4', 'new');
      expect([await left(), (await sessions.find('h4'))?.passwordMark]).toEqual([['s4'], 'new']);
      expect((await sessions.find('h5'))?.passwordMark).toBe('m');
      await sessions.removeAll('a');
      expect([await left(), await sessions.find('h5')]).toEqual([[], session('s5', { userId: 2, username: 'b' })]);
    });
  });
}
