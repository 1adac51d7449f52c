import { randomInt } from 'node:crypto';
import { Audit } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryTokens } from '../../../test/memory/memory-tokens.js';
import { MemoryUsers } from '../../../test/memory/memory-users.js';
import { ApiTokens } from './api-tokens.js';
import { ConsoleAccess } from './console-access.js';
import { type ConsoleUser, type ConsoleUserStore, type PasswordHasher, randomPassword } from './console-users.js';
import { LogIn, LoginAttempts } from './log-in.js';
import { SESSION_IDLE_MS, Sessions, type SessionUser } from './sessions.js';

class UnsteadyUsers extends MemoryUsers {
  /** How many of the next lookups fail. */
  failures = 0;

  override async find(username: string): Promise<ConsoleUser | undefined> {
    if (this.failures === 0) return super.find(username);
    this.failures -= 1;
    throw new Fault('disk_full', 'no space left');
  }
}

/** Counts verifications, so that tests can compare the work done. */
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
let users: UnsteadyUsers;
let hasher: FakeHasher;
let sessions: Sessions;
let logIn: LogIn;
const minute = 60_000;

/** Access as the command line opens it. */
function accessTo(store: ConsoleUserStore): ConsoleAccess {
  const surroundings = { now: () => now, onFault: () => undefined };
  const audit = new Audit({ ...surroundings, log: new MemoryAuditLog() });
  const tokens = new ApiTokens({ ...surroundings, audit, store: new MemoryTokens(), newToken: () => 'token', digest: (token) => token });
  return new ConsoleAccess({ users: store, hasher, tokens, audit, chance: { randomBelow: (limit) => randomInt(limit), now: () => now } });
}

beforeEach(async () => {
  now = 1_000_000;
  users = new UnsteadyUsers();
  hasher = new FakeHasher();
  let tokens = 0;
  sessions = new Sessions({ now: () => now, newToken: () => `token-${++tokens}`, digest: (token) => `digest ${token}` });
  logIn = new LogIn({ users, hasher, attempts: new LoginAttempts(() => now), sessions });
  await users.addFirst('admin', 'hash of secret');
});

describe('when the first login is created', () => {
  it('happens once, with a password of twenty characters that cannot be mistaken for each other', async () => {
    expect(await accessTo(users).ensureFirstLogin()).toBeUndefined();
    const empty = new MemoryUsers();
    const login = await accessTo(empty).ensureFirstLogin();
    expect(empty.users).toEqual([{ id: 1, username: 'admin', role: 'operator', passwordHash: `hash of ${login?.password}` }]);
    expect(randomPassword((limit) => limit - 1)).toMatch(/^[^0O1lI]{20}$/);
    expect(randomPassword(() => 0)).toHaveLength(20);
  });
});

describe('when somebody logs in', () => {
  it('opens a session for the right password only, with equal work for unknown names', async () => {
    expect(await logIn.run('admin', 'wrong', 'here')).toEqual({ kind: 'refused' });
    expect(await logIn.run('nobody', 'secret', 'here')).toEqual({ kind: 'refused' });
    expect(hasher.verified).toBe(2);
    const result = await logIn.run('admin', 'secret', 'here');
    expect(result).toMatchObject({ kind: 'in', token: 'token-1', session: { user: { id: 1, username: 'admin' }, csrfToken: 'token-2' } });
    expect(sessions.of('token-1')?.user.username).toBe('admin');
    expect(sessions.of('token-2')).toBeUndefined();
  });

  it('blocks an address after ten failures, even simultaneous ones, until the window has passed', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => logIn.run('admin', 'wrong', 'bad')));
    expect(all.filter((result) => result.kind === 'refused')).toHaveLength(10);
    expect(await logIn.run('admin', 'secret', 'bad')).toEqual({ kind: 'too_many', waitMs: 15 * minute });
    expect((await logIn.run('admin', 'secret', 'good')).kind).toBe('in');
    now += 15 * minute;
    expect((await logIn.run('admin', 'secret', 'bad')).kind).toBe('in');
  });

  it('blocks all addresses after a hundred failures in total', async () => {
    for (let address = 0; address < 100; address++) await logIn.run('admin', 'wrong', `address ${address}`);
    expect((await logIn.run('admin', 'secret', 'new')).kind).toBe('too_many');
  });

  it('forgets the failures of an address once it succeeds', async () => {
    for (let failure = 0; failure < 9; failure++) await logIn.run('admin', 'wrong', 'here');
    await logIn.run('admin', 'secret', 'here');
    for (let failure = 0; failure < 9; failure++) expect((await logIn.run('admin', 'wrong', 'here')).kind).toBe('refused');
  });

  it('refuses overlong input without any work', async () => {
    await expect(logIn.run('admin', 'x'.repeat(201), 'here')).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(hasher.verified).toBe(0);
  });

  it('continues after its store has failed, without counting that against the address', async () => {
    users.failures = 12;
    for (let attempt = 0; attempt < 11; attempt++) {
      await expect(logIn.run('admin', 'secret', 'here')).rejects.toMatchObject({ code: 'disk_full' });
    }
    const [failed, next] = await Promise.allSettled([logIn.run('admin', 'secret', 'here'), logIn.run('admin', 'secret', 'here')]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'disk_full' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: { kind: 'in' } });
  });
});

const admin: SessionUser = { id: 1, username: 'admin', role: 'operator' };

describe('when a password is changed', () => {
  const change = (current: string, next: string, token: string) => logIn.changePassword('admin', { current, next }, token, 'here');

  it('needs the current password, ends the other sessions of that user and keeps the one it came from', async () => {
    const own = sessions.open(admin).token;
    const other = sessions.open(admin).token;
    const foreign = sessions.open({ ...admin, id: 2, username: 'guest' }).token;
    expect(await change('wrong', 'a new password', own)).toEqual({ kind: 'refused' });
    expect(sessions.isOpen(other)).toBe(true);
    expect(await change('secret', 'a new password', own)).toBeUndefined();
    expect([own, other, foreign].map((token) => sessions.isOpen(token))).toEqual([true, false, true]);
    expect((await logIn.run('admin', 'secret', 'here')).kind).toBe('refused');
    expect((await logIn.run('admin', 'a new password', 'here')).kind).toBe('in');
  });

  it('counts towards the limit of failed logins', async () => {
    const { token } = sessions.open(admin);
    for (let failure = 0; failure < 10; failure++) await change('wrong', 'a new password', token);
    expect(await change('secret', 'a new password', token)).toMatchObject({ kind: 'too_many' });
  });

  it.each([['short'], ['aaaaaaaaaaaaaaa'], ['x'.repeat(201)], ['secret']])('refuses %s', async (next) => {
    await expect(change('secret', next, sessions.open(admin).token)).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('when a login is managed from the command line', () => {
  it('gives a known user a new random password, and lists the known users for an unknown one', async () => {
    const { password } = await accessTo(users).resetPassword('admin');
    expect((await logIn.run('admin', password, 'here')).kind).toBe('in');
    await expect(accessTo(users).resetPassword('nobody')).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('admin'),
    });
  });

  it('adds a user once, with the given role and under a valid name', async () => {
    const { password } = await accessTo(users).addUser('小明', 'read_only');
    expect(await logIn.run('小明', password, 'here')).toMatchObject({ session: { user: { role: 'read_only' } } });
    await expect(accessTo(users).addUser('小明', 'operator')).rejects.toMatchObject({ code: 'already_exists' });
    for (const username of ['', ' a', '-a', 'a b', 'x'.repeat(65), 'a\u0000']) {
      await expect(accessTo(users).addUser(username, 'operator')).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});

describe('when a user is removed', () => {
  it('can no longer log in, but the last operator stays', async () => {
    await expect(accessTo(users).removeUser('admin')).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(accessTo(users).removeUser('nobody')).rejects.toMatchObject({ code: 'not_found' });
    const { password } = await accessTo(users).addUser('second', 'operator');
    await accessTo(users).removeUser('admin');
    expect((await logIn.run('admin', 'secret', 'here')).kind).toBe('refused');
    expect((await logIn.run('second', password, 'here')).kind).toBe('in');
  });
});

describe('when a session is used', () => {
  it('lasts while it is used, and ends after twelve idle hours or, at the latest, seven days', () => {
    const idle = sessions.open(admin).token;
    now += SESSION_IDLE_MS + 1;
    expect(sessions.of(idle)).toBeUndefined();
    const busy = sessions.open(admin).token;
    let hours = 0;
    while (sessions.of(busy) !== undefined) {
      now += 3_600_000;
      hours += 1;
    }
    expect(hours).toBe(7 * 24 + 1);
  });

  it('ends at logout', () => {
    const token = sessions.open(admin).token;
    sessions.close(token);
    expect(sessions.of(token)).toBeUndefined();
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
        const tokens = Array.from({ length: count }, () => many.open(admin).token);
        return tokens.filter((token) => many.of(token) !== undefined).length === 100 && many.of(tokens.at(-1) ?? '')?.user.id === 1;
      }),
      { numRuns: 10 },
    );
  });
});
