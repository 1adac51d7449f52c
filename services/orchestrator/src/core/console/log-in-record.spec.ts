import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LogInWorld } from '../../../test/log-in-world.js';

// Real here: everything but the log, the hash and the clock.
let world: LogInWorld;
beforeEach(async () => {
  world = await new LogInWorld().open();
});

const shown = () =>
  world.log.entries.map(({ actor, address, action, target, outcome }) => [actor, address, action, target, outcome].join(' | '));
const fail = async (times: number, address: string): Promise<void> => {
  for (let n = 0; n < times; n++) await world.try('my password by mistake', 'wrong', address);
};

describe('when logins are refused', () => {
  it('takes one entry per address, with their number, also of those over the limit', async () => {
    await fail(1, '192.0.2.1');
    await fail(37, '2001:db8:1:2::1');
    await fail(3, '2001:db8:1:2::2');
    expect(shown()).toEqual([
      'nobody | 192.0.2.1 | logIn | /api/login | unauthenticated',
      'nobody | 2001:db8:1:2::/64 | logIn | /api/login | unauthenticated',
    ]);
    // What is collected is written once for all.
    expect(world.waiting).toHaveLength(1);
    await world.record.flush();
    expect(shown()[1]).toBe('nobody | 2001:db8:1:2::/64 | logIn | /api/login, 40 attempts, 30 of them over the limit | unauthenticated');
    expect(JSON.stringify(world.log.entries)).not.toContain('by mistake');
  });

  it('begins another entry after 15 minutes, and completes the one before', async () => {
    await fail(4, '192.0.2.1');
    world.now += 15 * 60_000;
    await fail(1, '192.0.2.9');
    await fail(1, '192.0.2.1');
    expect(shown()).toEqual([
      'nobody | 192.0.2.1 | logIn | /api/login, 4 attempts | unauthenticated',
      'nobody | 192.0.2.9 | logIn | /api/login | unauthenticated',
      'nobody | 192.0.2.1 | logIn | /api/login | unauthenticated',
    ]);
  });

  it('sums up the addresses after the twentieth, so that nobody can push out the rest of the log', async () => {
    for (let n = 0; n < 2000; n++) await fail(1, `203.${n >> 8}.${n & 255}.7`);
    await world.record.flush();
    expect(world.log.entries).toHaveLength(21);
    expect(shown()[20]).toBe('nobody | other addresses | logIn | /api/login, 1980 attempts, 1700 of them over the limit | unauthenticated');
  });

  it('says so in the code if all were over the limit', async () => {
    await fail(1, '192.0.2.1');
    world.now += 10 * 60_000;
    await fail(9, '192.0.2.1');
    // The window of the entry is over, that of the failures is not.
    world.now += 6 * 60_000;
    await fail(1, '192.0.2.1');
    await fail(2, '192.0.2.1');
    world.now += 15 * 60_000 - 1;
    await world.record.flush();
    expect(shown()).toEqual([
      'nobody | 192.0.2.1 | logIn | /api/login, 10 attempts | unauthenticated',
      'nobody | 192.0.2.1 | logIn | /api/login, 3 attempts, 2 of them over the limit | unauthenticated',
    ]);
  });

  it('writes what it collected when its time comes, and again for what comes later', async () => {
    await fail(3, '192.0.2.1');
    world.waiting.shift()?.();
    await fail(1, '192.0.2.1');
    expect(world.waiting).toHaveLength(1);
    world.waiting.shift()?.();
    await world.record.flush();
    expect(shown()).toEqual(['nobody | 192.0.2.1 | logIn | /api/login, 4 attempts | unauthenticated']);
  });

  it('reports a count that cannot be written, and answers all the same', async () => {
    await fail(2, '192.0.2.1');
    world.log.settle = async () => {
      throw new Fault('disk_full', 'no space left');
    };
    await world.record.flush();
    expect(world.faults).toMatchObject([{ code: 'disk_full' }]);
    expect(await world.kind('admin', 'wrong', '192.0.2.1')).toBe('refused');
  });

  it('lets nobody in whose login cannot be recorded', async () => {
    world.log.add = async () => {
      throw new Fault('disk_full', 'no space left');
    };
    await expect(world.try('admin', 'secret')).rejects.toMatchObject({ code: 'disk_full' });
    await expect(world.try('admin', 'wrong')).rejects.toMatchObject({ code: 'disk_full' });
  });
});
