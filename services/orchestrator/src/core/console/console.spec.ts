import { randomInt } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ConsoleUser, type ConsoleUserStore, ensureFirstLogin, type PasswordHasher, randomPassword } from './console-users.js';
import { LogIn } from './log-in.js';
import { LoginAttempts } from './login-attempts.js';
import { SESSION_IDLE_MS, Sessions } from './sessions.js';

class FakeUsers implements ConsoleUserStore {
  readonly users: ConsoleUser[] = [];
  async find(username: string): Promise<ConsoleUser | undefined> {
    return this.users.find((user) => user.username === username);
  }
  async addFirst(username: string, passwordHash: string): Promise<boolean> {
    if (this.users.length > 0) return false;
    this.users.push({ id: 1, username, passwordHash });
    return true;
  }
}

/** Counts its work, so that a test can tell equal work from less. */
class FakeHasher implements PasswordHasher {
  verified = 0;
  async hash(password: string): Promise<string> {
    return `hash of ${password}`;
  }
  async verify(password: string, hash: string): Promise<boolean> {
    this.verified += 1;
    return hash === `hash of ${password}`;
  }
}

let now = 0;
let users: FakeUsers;
let hasher: FakeHasher;
let sessions: Sessions;
let logIn: LogIn;
const minute = 60_000;

beforeEach(async () => {
  now = 1_000_000;
  users = new FakeUsers();
  hasher = new FakeHasher();
  let tokens = 0;
  sessions = new Sessions({ now: () => now, newToken: () => `token-${++tokens}`, digest: (token) => `digest ${token}` });
  logIn = new LogIn({ users, hasher, attempts: new LoginAttempts(() => now), sessions });
  await users.addFirst('admin', 'hash of secret');
});

describe('when the first login is made', () => {
  it('happens once, with a password of twenty characters that are easy to read', async () => {
    const chance = { randomBelow: (limit: number) => randomInt(limit), now: () => now };
    expect(await ensureFirstLogin(users, hasher, chance)).toBeUndefined();
    const empty = new FakeUsers();
    const login = await ensureFirstLogin(empty, hasher, chance);
    expect(empty.users).toEqual([{ id: 1, username: 'admin', passwordHash: `hash of ${login?.password}` }]);
    expect(randomPassword((limit) => limit - 1)).toMatch(/^[^0O1lI]{20}$/);
    expect(randomPassword(() => 0)).toHaveLength(20);
  });
});

describe('when somebody logs in', () => {
  it('opens a session for the right password only, at equal work for unknown names', async () => {
    expect(await logIn.run('admin', 'wrong', 'here')).toEqual({ kind: 'refused' });
    expect(await logIn.run('nobody', 'secret', 'here')).toEqual({ kind: 'refused' });
    expect(hasher.verified).toBe(2);
    const result = await logIn.run('admin', 'secret', 'here');
    expect(result).toEqual({ kind: 'in', token: 'token-1' });
    expect(sessions.userOf('token-1')).toBe(1);
    expect(sessions.userOf('token-2')).toBeUndefined();
  });

  it('blocks an address after ten failures, also when they come at once, until the window has passed', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => logIn.run('admin', 'wrong', 'bad')));
    expect(all.filter((result) => result.kind === 'refused')).toHaveLength(10);
    expect(await logIn.run('admin', 'secret', 'bad')).toEqual({ kind: 'too_many', waitMs: 15 * minute });
    expect((await logIn.run('admin', 'secret', 'good')).kind).toBe('in');
    now += 15 * minute;
    expect((await logIn.run('admin', 'secret', 'bad')).kind).toBe('in');
  });

  it('blocks all addresses once they failed a hundred times together', async () => {
    for (let address = 0; address < 100; address++) await logIn.run('admin', 'wrong', `address ${address}`);
    expect((await logIn.run('admin', 'secret', 'new')).kind).toBe('too_many');
  });

  it('forgets the failures of an address at its success', async () => {
    for (let failure = 0; failure < 9; failure++) await logIn.run('admin', 'wrong', 'here');
    await logIn.run('admin', 'secret', 'here');
    for (let failure = 0; failure < 9; failure++) expect((await logIn.run('admin', 'wrong', 'here')).kind).toBe('refused');
  });

  it('refuses input that is too long without any work', async () => {
    await expect(logIn.run('admin', 'x'.repeat(201), 'here')).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(hasher.verified).toBe(0);
  });

  it('goes on after a store that failed once', async () => {
    const failingUsers: ConsoleUserStore = { find: () => Promise.reject(new Error('disk')), addFirst: async () => false };
    const failing = new LogIn({
      users: failingUsers,
      hasher,
      attempts: new LoginAttempts(() => now),
      sessions,
    });
    await expect(failing.run('admin', 'secret', 'here')).rejects.toThrow();
    await expect(failing.run('admin', 'secret', 'here')).rejects.toThrow();
  });
});

describe('when a session is used', () => {
  it('lasts while it is used, ends after twelve idle hours, and at the latest after seven days', () => {
    const idle = sessions.open(1);
    now += SESSION_IDLE_MS + 1;
    expect(sessions.userOf(idle)).toBeUndefined();
    const busy = sessions.open(1);
    let hours = 0;
    while (sessions.userOf(busy) !== undefined) {
      now += 3_600_000;
      hours += 1;
    }
    expect(hours).toBe(7 * 24 + 1);
  });

  it('ends at the logout', () => {
    const token = sessions.open(1);
    sessions.close(token);
    expect(sessions.userOf(token)).toBeUndefined();
  });

  it('keeps the newest hundred', () => {
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 130 }), (count) => {
        const many = new Sessions({
          now: () => 0,
          newToken: (() => {
            let n = 0;
            return () => String(n++);
          })(),
          digest: (token) => token,
        });
        const tokens = Array.from({ length: count }, () => many.open(1));
        return tokens.filter((token) => many.userOf(token) !== undefined).length === 100 && many.userOf(tokens.at(-1) ?? '') === 1;
      }),
      { numRuns: 10 },
    );
  });
});
