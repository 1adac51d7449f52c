import { randomInt } from 'node:crypto';
import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LogInWorld } from '../../../test/log-in-world.js';
import { MemoryTokens } from '../../../test/memory/memory-tokens.js';
import { MemoryUsers } from '../../../test/memory/memory-users.js';
import { ApiTokens } from './api-tokens.js';
import { ConsoleAccess } from './console-access.js';
import { type ConsoleUser, type ConsoleUserStore, randomPassword } from './console-users.js';
import { CONFIRMED_MS, SESSION_IDLE_MS, type Sessions } from './sessions.js';

let world: LogInWorld;
let users: MemoryUsers;
let sessions: Sessions;

/** Access as the command line opens it. */
function accessTo(store: ConsoleUserStore): ConsoleAccess {
  const surroundings = { now: () => world.now, onFault: () => undefined };
  const audit = new Audit({ ...surroundings, log: new MemoryAuditLog() });
  const tokens = new ApiTokens({ ...surroundings, audit, store: new MemoryTokens(), newToken: () => 'token', digest: (token) => token });
  const chance = { randomBelow: (limit: number) => randomInt(limit), now: () => world.now };
  const logOut = (username: string): Promise<void> => sessions.closeAll(username);
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

async function userOf(username: string): Promise<ConsoleUser> {
  const user = await users.find(username);
  if (user === undefined) throw new Error(`no user ${username}`);
  return user;
}

/** A new session of `admin`. */
const open = async (): Promise<string> => (await sessions.open(await userOf('admin'), 'd')).token;

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
    await accessTo(users).addUser('second', 'operator');
    const [own, other] = [await open(), (await sessions.open(await userOf('second'), 'd')).token];
    await accessTo(users).resetPassword('admin');
    expect([await sessions.of(own), (await sessions.of(other))?.user.username]).toEqual([undefined, 'second']);
    expect(await world.kept.ofUser(1)).toEqual([]);
    await accessTo(users).removeUser('second');
    expect(await sessions.of(other)).toBeUndefined();
  });

  it('leaves the sessions of a user whose change is refused', async () => {
    const own = await open();
    await expect(accessTo(users).removeUser('admin')).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(await sessions.of(own)).toBeDefined();
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
  it('lasts while it is used, and ends after twelve idle hours or, at the latest, seven days', async () => {
    const idle = await open();
    world.now += SESSION_IDLE_MS + 1;
    expect(await sessions.of(idle)).toBeUndefined();
    const busy = await open();
    let hours = 0;
    while ((await sessions.of(busy)) !== undefined) {
      world.now += 3_600_000;
      hours += 1;
    }
    expect(hours).toBe(7 * 24 + 1);
  });

  it('ends at logout', async () => {
    const token = await open();
    await sessions.close(token);
    expect(await sessions.of(token)).toBeUndefined();
  });

  it('keeps the newest hundred', async () => {
    const tokens: string[] = [];
    for (let count = 0; count < 117; count += 1) tokens.push(await open());
    const inForce = await Promise.all(tokens.map((token) => sessions.isOpen(token)));
    expect(inForce).toEqual(tokens.map((_, at) => at >= 17));
  });

  it('writes its use at most once a minute, also when many requests come at once', async () => {
    const token = await open();
    await Promise.all([sessions.of(token), sessions.of(token)]);
    expect(world.kept.uses).toBe(0);
    world.now += 60_000;
    await Promise.all([sessions.of(token), sessions.of(token), sessions.isOpen(token)]);
    expect(world.kept.uses).toBe(1);
    world.now += 59_999;
    await sessions.of(token);
    expect(world.kept.uses).toBe(1);
  });
});

describe('when the service starts again', () => {
  it('goes on with every session and the token of its pages, but without a confirmed password', async () => {
    const { token, session } = await world.in('admin', 'secret');
    world.restart();
    expect(await world.sessions.of(token)).toEqual({ ...session, confirmedUntil: 0 });
    expect(await world.sessions.openOf(session.user)).toHaveLength(1);
    expect(await world.sessions.confirm(token)).toMatchObject({ confirmedUntil: world.now + CONFIRMED_MS });
  });

  it('counts the age and the idle time of a session from before', async () => {
    const token = await open();
    world.restart();
    world.now += SESSION_IDLE_MS + 1;
    expect(await world.sessions.of(token)).toBeUndefined();
  });

  it('has ended the sessions of a user whose password was changed, or who was removed, while it did not run', async () => {
    const own = await open();
    await users.add({ username: 'second', role: 'operator', passwordHash: 'hash' });
    const other = (await sessions.open(await userOf('second'), 'd')).token;
    await users.setPassword('admin', await world.hasher.hash('secret'));
    await users.remove('second');
    await users.add({ username: 'second', role: 'operator', passwordHash: 'hash' });
    world.restart();
    expect([await world.sessions.of(own), await world.sessions.of(other)]).toEqual([undefined, undefined]);
  });
});

describe('when a user has another role', () => {
  it('an open session has it at once', async () => {
    const token = await open();
    users.users[0] = { ...(await userOf('admin')), role: 'read_only', createdAt: 1 };
    expect((await sessions.of(token))?.user.role).toBe('read_only');
  });
});
