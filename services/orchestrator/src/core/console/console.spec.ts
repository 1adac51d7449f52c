import { randomInt } from 'node:crypto';
import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LogInWorld } from '../../../test/log-in-world.js';
import { MemoryTokens } from '../../../test/memory/memory-tokens.js';
import { MemoryUsers } from '../../../test/memory/memory-users.js';
import { ApiTokens } from './api-tokens.js';
import { ConsoleAccess } from './console-access.js';
import { type ConsoleUserStore, randomPassword } from './console-users.js';
import { SESSION_IDLE_MS, Sessions, type SessionUser } from './sessions.js';

let world: LogInWorld;
let users: MemoryUsers;
let sessions: Sessions;

/** Access as the command line opens it. */
function accessTo(store: ConsoleUserStore): ConsoleAccess {
  const surroundings = { now: () => world.now, onFault: () => undefined };
  const audit = new Audit({ ...surroundings, log: new MemoryAuditLog() });
  const tokens = new ApiTokens({ ...surroundings, audit, store: new MemoryTokens(), newToken: () => 'token', digest: (token) => token });
  const chance = { randomBelow: (limit: number) => randomInt(limit), now: () => world.now };
  const logOut = (username: string): void => sessions.closeAll(username);
  return new ConsoleAccess({ users: store, hasher: world.hasher, tokens, audit, chance }, { actor: commandLine('cli'), logOut });
}

beforeEach(async () => {
  world = await new LogInWorld().open();
  ({ users, sessions } = world);
});

describe('when the first login is created', () => {
  it('happens once, with a password of twenty characters that cannot be mistaken for each other', async () => {
    expect(await accessTo(users).ensureFirstLogin()).toBeUndefined();
    const empty = new MemoryUsers();
    const login = await accessTo(empty).ensureFirstLogin();
    expect(empty.users).toEqual([
      {
        id: 1,
        username: 'admin',
        role: 'operator',
        createdAt: expect.any(Number),
        passwordHash: expect.stringMatching(`^hash of ${login?.password} with salt`),
      },
    ]);
    expect(randomPassword((limit) => limit - 1)).toMatch(/^[^0O1lI]{20}$/);
    expect(randomPassword(() => 0)).toHaveLength(20);
  });
});

const admin: SessionUser = { id: 1, username: 'admin', role: 'operator' };

describe('when a login is managed from the command line', () => {
  it('gives a known user a new random password, and lists the known users for an unknown one', async () => {
    const { password } = await accessTo(users).resetPassword('admin');
    expect(await world.kind('admin', password)).toBe('in');
    await expect(accessTo(users).resetPassword('nobody')).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('admin'),
    });
  });

  it('adds a user once, with the given role and under a valid name', async () => {
    const { password } = await accessTo(users).addUser('小明', 'read_only');
    expect(await world.try('小明', password)).toMatchObject({ session: { user: { role: 'read_only' } } });
    await expect(accessTo(users).addUser('小明', 'operator')).rejects.toMatchObject({ code: 'already_exists' });
    for (const username of ['', ' a', '-a', 'a b', 'x'.repeat(65), 'a\u0000']) {
      await expect(accessTo(users).addUser(username, 'operator')).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});

describe('when the command line changes a user while the service runs', () => {
  it('ends the sessions of that user, and no others', async () => {
    const [own, other] = [sessions.open(admin, 'd').token, sessions.open({ ...admin, id: 2, username: 'second' }, 'd').token];
    await accessTo(users).addUser('second', 'operator');
    await accessTo(users).resetPassword('admin');
    expect([sessions.of(own), sessions.of(other)?.user.username]).toEqual([undefined, 'second']);
    await accessTo(users).removeUser('second');
    expect(sessions.of(other)).toBeUndefined();
  });

  it('leaves the sessions of a user whose change is refused', async () => {
    const own = sessions.open(admin, 'd').token;
    await expect(accessTo(users).removeUser('admin')).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(sessions.of(own)).toBeDefined();
  });
});

describe('when a user is removed', () => {
  it('can no longer log in, but the last operator stays', async () => {
    await expect(accessTo(users).removeUser('admin')).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(accessTo(users).removeUser('nobody')).rejects.toMatchObject({ code: 'not_found' });
    const { password } = await accessTo(users).addUser('second', 'operator');
    await accessTo(users).removeUser('admin');
    expect(await world.kind('admin', 'secret')).toBe('refused');
    expect(await world.kind('second', password)).toBe('in');
  });
});

describe('when a session is used', () => {
  it('lasts while it is used, and ends after twelve idle hours or, at the latest, seven days', () => {
    const idle = sessions.open(admin, 'd').token;
    world.now += SESSION_IDLE_MS + 1;
    expect(sessions.of(idle)).toBeUndefined();
    const busy = sessions.open(admin, 'd').token;
    let hours = 0;
    while (sessions.of(busy) !== undefined) {
      world.now += 3_600_000;
      hours += 1;
    }
    expect(hours).toBe(7 * 24 + 1);
  });

  it('ends at logout', () => {
    const token = sessions.open(admin, 'd').token;
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
        const tokens = Array.from({ length: count }, () => many.open(admin, 'd').token);
        return tokens.filter((token) => many.of(token) !== undefined).length === 100 && many.of(tokens.at(-1) ?? '')?.user.id === 1;
      }),
      { numRuns: 10 },
    );
  });
});
