import { describe, expect, it } from '@jest/globals';
import { JOBS_PER_TURN } from '../src/turn/many-jobs.js';
import { things, type World } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();

/** Jobs whose items wait for a paused source. */
async function jobsIn(here: World, count: number): Promise<number[]> {
  await here.command('pause', { source: 'east' });
  const ids: number[] = [];
  for (let made = 0; made < count; made += 1) ids.push(await here.createJob('read'));
  return ids;
}

const commandOf = (id: number) => memory.open.store.command(id);

describe('when a command is given to several jobs', () => {
  it.each(['pause', 'cancel'] as const)('%s reaches all of them, more than one turn takes, and skips those that refuse', async (type) => {
    const here = memory.world({ read: { items: things(1) } });
    await here.start();
    const ids = await jobsIn(here, JOBS_PER_TURN + 3);
    const [own = 0, ...others] = ids;
    await here.command(type, { jobId: others[4] });
    const command = await here.engine.command(type, { jobIds: others });
    await here.time.settle();
    expect(await commandOf(command)).toMatchObject({ status: 'applied', affected: others.length - 1, jobsDone: others.length });
    const statuses = await Promise.all(others.map((id) => here.status(id)));
    expect(new Set(statuses)).toEqual(new Set([type === 'pause' ? 'paused' : 'canceled']));
    expect(await here.status(own)).toBe('running');
  });

  it('a cancel goes through their items turn by turn, and a later command waits for it', async () => {
    const here = memory.world({ read: { items: things(5) } }, { commandBatch: 2 });
    await here.start();
    const ids = await jobsIn(here, 3);
    const cancel = await here.engine.command('cancel', { jobIds: ids });
    const again = await here.engine.command('force_retry_item', { itemId: (await here.items(ids[2] ?? 0))[4]?.id });
    await here.time.settle();
    expect(await commandOf(cancel)).toMatchObject({ status: 'applied', affected: 15, jobsDone: 3 });
    expect(await commandOf(again)).toMatchObject({ status: 'applied', affected: 1 });
  });

  it('a retry takes the failed items of each, once', async () => {
    let tries = 0;
    const execute = async () => {
      tries += 1;
      return { kind: 'failed', errorClass: 'not_found', message: 'no' } as const;
    };
    const here = memory.world({ read: { items: things(4), execute } }, { commandBatch: 3 });
    await here.start();
    const ids = [await here.createJob('read'), await here.createJob('read'), await here.createJob('read')];
    await here.time.pass(1_000);
    const command = await here.engine.command('retry_item', { jobIds: ids.slice(0, 2), errorClass: 'not_found' });
    await here.time.pass(1_000);
    expect([await commandOf(command), tries]).toMatchObject([{ status: 'applied', affected: 8, jobsDone: 2 }, 20]);
  });

  it('one that is stopped says how many are done, and leaves the others untouched', async () => {
    const here = memory.world({ read: { items: things(1) } }, { commandBatch: 1 });
    await here.start();
    const ids = await jobsIn(here, 30);
    const command = await here.engine.command('cancel', { jobIds: ids });
    while (((await commandOf(command))?.jobsDone ?? 0) < 2) await new Promise(setImmediate);
    const stopped = await here.engine.cancelCommand(command);
    await here.time.settle();
    const { jobsDone, affected } = stopped;
    expect(stopped).toMatchObject({ status: 'canceled', target: { jobIds: ids } });
    expect([jobsDone >= 2, jobsDone < 30, affected <= jobsDone + 1]).toEqual([true, true, true]);
    expect(await commandOf(command)).toEqual(stopped);
    const statuses = await Promise.all(ids.map((id) => here.status(id)));
    const begun = statuses.filter((status) => status === 'canceled').length;
    expect(statuses.slice(begun)).toEqual(Array(30 - begun).fill('running'));
    expect([jobsDone, jobsDone + 1]).toContain(begun);
    expect(await Promise.all(ids.slice(begun).map((id) => here.statuses(id)))).toEqual(Array(30 - begun).fill(['thing:1 pending']));
  });
});

describe('when a command waited', () => {
  const waiting = async () => {
    const here = memory.world({ read: { items: things(6) } }, { commandBatch: 2 });
    await here.start();
    const ids = await jobsIn(here, 2);
    return { here, ids };
  };

  it('it begins if as many items match as its sender saw, however many turns it takes', async () => {
    const { here, ids } = await waiting();
    const command = await here.engine.command('cancel', { jobIds: ids }, 12);
    await here.time.settle();
    expect(await commandOf(command)).toMatchObject({ status: 'applied', affected: 12, seen: 12 });
  });

  it.each([
    ['cancel', 12],
    ['force_retry_item', 1],
  ] as const)('%s is rejected if another number matches by then, and changes nothing', async (type, seen) => {
    const { here, ids } = await waiting();
    const first = await here.engine.command('cancel', { itemId: (await here.items(ids[0] ?? 0))[0]?.id });
    const second = await here.engine.command('cancel', { itemId: (await here.items(ids[1] ?? 0))[0]?.id });
    const late = await here.engine.command(type, { jobIds: ids }, seen);
    await here.time.settle();
    const matching = type === 'cancel' ? 10 : 2;
    expect([await commandOf(first), await commandOf(second)]).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
    expect(await commandOf(late)).toMatchObject({
      status: 'rejected',
      affected: 0,
      reason: `${matching} items match now, its sender saw ${seen}`,
    });
    expect(await here.engine.countMatching('cancel', { jobIds: ids })).toBe(10);
  });
});
