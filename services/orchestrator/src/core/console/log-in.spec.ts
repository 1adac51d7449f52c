import { beforeEach, describe, expect, it } from '@jest/globals';
import { LogInWorld } from '../../../test/log-in-world.js';
import { DEVICE_KNOWN_MS } from './known-devices.js';
import { CONFIRMED_MS } from './sessions.js';

// Real here: everything but the store, the hash and the clock.
const minute = 60_000;
const window = 15 * minute;

let world: LogInWorld;
beforeEach(async () => {
  world = await new LogInWorld().open();
});

/** A public address each. */
const publicAddress = (n: number): string => `203.${n >> 8}.${n & 255}.7`;
const failFrom = async (addresses: readonly string[], username = 'admin'): Promise<string[]> => {
  const kinds: string[] = [];
  for (const address of addresses) kinds.push(await world.kind(username, 'wrong', address));
  return kinds;
};
const addresses = (count: number, of: (n: number) => string = publicAddress): string[] => Array.from({ length: count }, (_, n) => of(n));
const repeated = (address: string, count: number): string[] => addresses(count, () => address);

describe('when somebody logs in', () => {
  it('opens a session for the right password only, with equal work for unknown names', async () => {
    expect(await world.try('admin', 'wrong')).toEqual({ kind: 'refused' });
    expect(await world.try('nobody', 'secret')).toEqual({ kind: 'refused' });
    expect(world.hasher.verified).toBe(2);
    const { token, session } = await world.in('admin', 'secret');
    expect(session).toMatchObject({ user: { id: 1, username: 'admin' }, csrfToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await world.sessions.of(token))?.user.username).toBe('admin');
    expect(await world.sessions.of(session.csrfToken)).toBeUndefined();
  });

  it('blocks an address after ten failures, even simultaneous ones, until the window has passed', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => world.kind('admin', 'wrong', '192.0.2.1')));
    expect(all.filter((kind) => kind === 'refused')).toHaveLength(10);
    expect(world.hasher.verified).toBe(10);
    expect(await world.try('admin', 'secret', '192.0.2.1')).toEqual({ kind: 'too_many', waitMs: window });
    expect(await world.kind('admin', 'secret', '192.0.2.2')).toBe('in');
    world.now += window;
    expect(await world.kind('admin', 'secret', '192.0.2.1')).toBe('in');
  });

  it('counts a /64 of IPv6 as one address, and an IPv4 address the same in either form', async () => {
    await failFrom(addresses(10, (n) => `2001:db8:1:2::${n.toString(16)}`));
    expect(await world.kind('admin', 'secret', '2001:db8:1:2:ffff::1')).toBe('too_many');
    expect(await world.kind('admin', 'secret', '2001:db8:1:3::1')).toBe('in');
    await failFrom(repeated('::ffff:192.0.2.5', 10));
    expect(await world.kind('admin', 'secret', '192.0.2.5')).toBe('too_many');
  });

  it('forgets the failures of an address for a user once that user succeeds, and only those', async () => {
    await failFrom(repeated('192.0.2.1', 5));
    await failFrom(repeated('192.0.2.1', 4), 'other');
    await world.in('admin', 'secret', '192.0.2.1');
    expect(await failFrom(repeated('192.0.2.1', 7))).toEqual([...Array<string>(6).fill('refused'), 'too_many']);
  });

  it('hashes one password at a time per lane: known devices, the home, the internet', async () => {
    const { deviceText } = await world.in('admin', 'secret');
    await Promise.all([
      ...addresses(20).map((address) => world.kind('admin', 'wrong', address)),
      ...addresses(20, (n) => `10.0.0.${n}`).map((address) => world.kind('admin', 'wrong', address)),
      ...Array.from({ length: 9 }, () => world.kind('admin', 'wrong', '10.0.0.1', deviceText)),
    ]);
    expect(world.hasher.verified).toBe(50);
    expect(world.hasher.mostRunning).toBeLessThanOrEqual(3);
  });

  it('refuses overlong input without any work', async () => {
    await expect(world.try('admin', 'x'.repeat(201))).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(world.try('x'.repeat(201), 'secret')).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(world.hasher.verified).toBe(0);
  });

  it('continues after its store has failed, without counting that against the address', async () => {
    world.users.failures = 12;
    for (let attempt = 0; attempt < 11; attempt++) {
      await expect(world.try('admin', 'secret')).rejects.toMatchObject({ code: 'disk_full' });
    }
    const [failed, next] = await Promise.allSettled([world.try('admin', 'secret'), world.try('admin', 'secret')]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'disk_full' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: { kind: 'in' } });
  });
});

describe('when strangers try passwords from many addresses', () => {
  it('lets the owner in with the browser that logged in before, from any address', async () => {
    const { deviceText } = await world.in('admin', 'secret', publicAddress(0));
    await failFrom(addresses(200));
    expect(await world.kind('admin', 'secret', publicAddress(5), deviceText)).toBe('in');
    await failFrom(addresses(2000));
    expect(await world.kind('admin', 'secret', '192.0.2.200', deviceText)).toBe('in');
  });

  it('lets a new browser in from a fresh address after 200 failures, at home and abroad', async () => {
    await failFrom(addresses(200));
    expect(await world.kind('admin', 'secret', '192.168.1.50')).toBe('in');
    expect(await world.kind('admin', 'secret', '192.0.2.200')).toBe('in');
  });

  it('refuses new browsers on the internet after 300 failures within 15 minutes, but none at home or on the machine', async () => {
    expect((await failFrom(addresses(400))).filter((kind) => kind === 'refused')).toHaveLength(300);
    expect(world.hasher.verified).toBe(300);
    expect(await world.kind('admin', 'secret', '192.0.2.200')).toBe('too_many');
    for (const address of ['192.168.1.50', '10.8.0.2', '100.101.102.103', 'fd12:3456:789a::5', 'fe80::5%eth0', '127.0.0.1', '::1']) {
      expect([address, await world.kind('admin', 'secret', address)]).toEqual([address, 'in']);
    }
    world.now += window;
    expect(await world.kind('admin', 'secret', '192.0.2.200')).toBe('in');
  });

  it('lets in a browser on the machine itself even if the whole home is against it', async () => {
    await failFrom(addresses(400, (n) => `10.0.${n >> 8}.${n & 255}`));
    expect(await world.kind('admin', 'secret', '10.1.1.1')).toBe('too_many');
    expect(await world.kind('admin', 'secret', '127.0.0.1')).toBe('in');
    expect(await world.kind('admin', 'secret', '192.0.2.200')).toBe('in');
  });
});

describe('when a browser shows the cookie of an earlier login', () => {
  const exhaust = (): Promise<string[]> => failFrom(addresses(300));

  it('has ten failures of its own, and is then a stranger', async () => {
    const { deviceText } = await world.in('admin', 'secret');
    await exhaust();
    const kinds: string[] = [];
    for (let n = 0; n < 12; n++) kinds.push(await world.kind('admin', 'wrong', '192.0.2.200', deviceText));
    expect(kinds).toEqual([...Array<string>(10).fill('refused'), 'too_many', 'too_many']);
    // Somebody who stole the cookie thus cannot lock out its owner at home either.
    expect(await world.kind('admin', 'secret', '192.168.1.50', deviceText)).toBe('in');
  });

  it('gets another one at each login, whose failures count apart', async () => {
    const first = await world.in('admin', 'secret');
    const second = await world.in('admin', 'secret', '192.0.2.200', first.deviceText);
    expect(second.deviceText).not.toBe(first.deviceText);
    await exhaust();
    for (let n = 0; n < 11; n++) await world.kind('admin', 'wrong', '192.0.2.201', first.deviceText);
    expect(await world.kind('admin', 'secret', '192.0.2.200', first.deviceText)).toBe('too_many');
    expect(await world.kind('admin', 'secret', '192.0.2.200', second.deviceText)).toBe('in');
  });

  it('never gets in by it alone', async () => {
    const { deviceText } = await world.in('admin', 'secret');
    expect(await world.kind('admin', 'wrong', '192.0.2.200', deviceText)).toBe('refused');
    expect(await world.kind('admin', '', '192.0.2.200', deviceText)).toBe('refused');
  });

  it('is a stranger with one that is forged, expired, of another user or from before the password was changed', async () => {
    const mine = await world.in('admin', 'secret');
    await world.users.add({ username: 'guest', role: 'operator', passwordHash: await world.hasher.hash('other') });
    const foreign = await world.in('guest', 'other');
    await exhaust();
    const text = mine.deviceText;
    const [id, device, at, code = ''] = text.split('.');
    const forged = [
      ...['', 'x', text.slice(0, -1), `${text}x`, ` ${text}.`, foreign.deviceText, `${'9'.repeat(99)}.${device}.${at}.${code}`],
      [id, device, at, `${code.startsWith('A') ? 'B' : 'A'}${code.slice(1)}`].join('.'),
      [id, device, String(Number(at) + 1), code].join('.'),
      ['2', device, at, code].join('.'),
      [id, foreign.session.device, at, code].join('.'),
    ];
    for (const wrong of forged) expect([wrong, await world.kind('admin', 'secret', '192.0.2.200', wrong)]).toEqual([wrong, 'too_many']);
    expect(await world.kind('admin', 'secret', '192.0.2.200', text)).toBe('in');
    await world.users.setPassword('admin', await world.hasher.hash('secret'));
    expect(await world.kind('admin', 'secret', '192.0.2.200', text)).toBe('too_many');
    const fresh = await world.in('admin', 'secret');
    world.now += DEVICE_KNOWN_MS - 1;
    await exhaust();
    expect(await world.kind('admin', 'secret', '192.0.2.200', fresh.deviceText)).toBe('in');
    world.now += 1;
    expect(await world.kind('admin', 'secret', '192.0.2.200', fresh.deviceText)).toBe('too_many');
  });
});

describe('when a password is changed', () => {
  const entry = async (password: string, opened: { token: string; session: Awaited<ReturnType<LogInWorld['in']>>['session'] }) => ({
    ...opened,
    password,
    address: '192.168.1.9',
  });
  const change = async (current: string, next: string, opened: Awaited<ReturnType<LogInWorld['in']>>) =>
    world.logIn.changePassword(await entry(current, opened), next);

  it('needs the current password, ends the other sessions of that user and keeps the one it came from', async () => {
    const own = await world.in('admin', 'secret');
    const other = await world.in('admin', 'secret');
    await world.users.add({ username: 'guest', role: 'operator', passwordHash: await world.hasher.hash('other') });
    const foreign = (await world.in('guest', 'other')).token;
    expect(await change('wrong', 'a new password', own)).toEqual({ kind: 'refused' });
    expect(await world.sessions.isOpen(other.token)).toBe(true);
    const changed = await change('secret', 'a new password', own);
    expect(await Promise.all([own.token, other.token, foreign].map((token) => world.sessions.isOpen(token)))).toEqual([true, false, true]);
    expect(await world.kind('admin', 'secret')).toBe('refused');
    expect(await world.kind('admin', 'a new password')).toBe('in');
    await failFrom(addresses(300));
    expect(await world.kind('admin', 'a new password', '192.0.2.200', other.deviceText)).toBe('too_many');
    expect(await world.kind('admin', 'a new password', '192.0.2.200', 'kind' in changed ? '' : changed.deviceText)).toBe('in');
  });

  it('never closes the session that it came from, not even while the password is stored', async () => {
    const own = await world.in('admin', 'secret');
    const open: boolean[] = [];
    const { setPassword } = world.users;
    world.users.setPassword = async (...given) => {
      open.push(await world.sessions.isOpen(own.token));
      const isSet = await setPassword.apply(world.users, given);
      open.push(await world.sessions.isOpen(own.token));
      return isSet;
    };
    await change('secret', 'a new password', own);
    expect([...open, await world.sessions.isOpen(own.token)]).toEqual([true, true, true]);
    world.users.setPassword = () => Promise.reject(new Error('the disk is full'));
    await expect(change('a new password', 'another password', own)).rejects.toThrow();
    expect(await world.sessions.isOpen(own.token)).toBe(true);
  });

  it('counts towards the limits of failed logins of its browser and address', async () => {
    const own = await world.in('admin', 'secret');
    for (let failure = 0; failure < 20; failure++) await change('wrong', 'a new password', own);
    expect(await change('secret', 'a new password', own)).toMatchObject({ kind: 'too_many' });
    expect(await world.kind('admin', 'secret')).toBe('too_many');
  });

  it.each([['short'], ['aaaaaaaaaaaaaaa'], ['x'.repeat(201)], ['secret']])('refuses %s', async (next) => {
    await expect(change('secret', next, await world.in('admin', 'secret'))).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('when a password is confirmed', () => {
  const confirm = ({ token, session }: Awaited<ReturnType<LogInWorld['in']>>, password: string) =>
    world.logIn.confirm({ token, session, password, address: '192.168.1.9' });

  it('counts for ten minutes, as it does after login', async () => {
    const opened = await world.in('admin', 'secret');
    expect(world.sessions.isConfirmed(opened.session)).toBe(true);
    world.now += CONFIRMED_MS;
    expect(world.sessions.isConfirmed(opened.session)).toBe(false);
    expect(await confirm(opened, 'wrong')).toEqual({ kind: 'refused' });
    expect(world.sessions.isConfirmed(opened.session)).toBe(false);
    expect(await confirm(opened, 'secret')).toMatchObject({ confirmedUntil: world.now + CONFIRMED_MS });
    world.now += CONFIRMED_MS - 1;
    expect(await world.sessions.of(opened.token)).toMatchObject({ confirmedUntil: world.now + 1 });
  });

  it('is limited like a login, but not by strangers', async () => {
    const opened = await world.in('admin', 'secret');
    await failFrom([...addresses(300), ...repeated('192.168.1.9', 10)]);
    expect(await confirm(opened, 'secret')).toMatchObject({ user: { username: 'admin' } });
    for (let failure = 0; failure < 10; failure++) expect(await confirm(opened, 'wrong')).toEqual({ kind: 'refused' });
    expect(await confirm(opened, 'secret')).toMatchObject({ kind: 'too_many' });
  });
});
