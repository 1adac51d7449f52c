import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { CommandTarget, Item } from '../src/index.js';
import { Gate, note, type Outcome, things, type World } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();
const viewOf = async (id: number) => {
  const view = await memory.open.store.jobView(id);
  if (view === undefined) throw new Error(`there is no job ${id}`);
  return view;
};
const roundsOf = async (id: number): Promise<number[]> => (await viewOf(id)).stages.map(({ round }) => round);
const itemOf = async (here: World, id: number, stage: number, key: string): Promise<number> => {
  const { stages } = await viewOf(id);
  return (await here.items(id)).find((item) => item.stageId === stages[stage]?.id && item.key === key)?.id ?? 0;
};

describe('when items of a job that has ended are retried', () => {
  it('its stages with such items run again, later ones are planned for another round, earlier ones are left alone', async () => {
    let healed = false;
    const failing = async (item: Item): Promise<Outcome> =>
      healed || item.key !== 'thing:2' ? note(item) : { kind: 'failed', errorClass: 'not_found', message: 'none' };
    const [plain, broken] = [{ items: things(1) }, { items: things(2), execute: failing }];
    const here = memory.world({ gather: plain, read: broken, fetch: broken, send: plain });
    await here.start();
    const id = await here.createJob('gather+read+fetch+send');
    expect([await here.status(id), await roundsOf(id)]).toEqual(['completed_with_errors', [1, 1, 1, 1]]);
    healed = true;
    await here.time.pass(1_000);
    expect(await here.command('retry_item', { jobId: id })).toBe('applied');
    expect([await here.status(id), await roundsOf(id)]).toEqual(['completed', [1, 1, 2, 2]]);
    expect((await memory.open.notes()).filter((key) => key === 'thing:2')).toHaveLength(2);
    const told = (await memory.open.store.events(id, { after: 0, limit: 99 })).filter(({ type }) => type === 'items_retried');
    expect(told.map(({ message }) => message)).toEqual(['items of stage read', 'items of stage fetch']);
  });

  it('it is no longer at its end while they run', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(1), execute: gate.execute }, send: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch+send');
    gate.end('thing:1', { kind: 'succeeded', notices: ['a.flac: no audio in it'] });
    await here.time.settle();
    expect((await viewOf(id)).stages[0]).toMatchObject({ status: 'completed_with_errors', flawed: true, endedAt: here.time.now() });
    await here.command('force_retry_item', { itemId: await itemOf(here, id, 0, 'thing:1') });
    const { job, stages } = await viewOf(id);
    expect(job).toMatchObject({ status: 'running', endedAt: undefined, lastError: undefined });
    expect(stages).toMatchObject([
      { status: 'running', planned: true, endedAt: undefined, flawed: false, round: 1 },
      { status: 'pending', planned: false, endedAt: undefined, flawed: false, round: 2 },
    ]);
    const told = await memory.open.store.events(id, { after: 0, limit: 99 });
    expect(told.filter(({ type }) => type === 'job_reopened').map(({ message }) => message)).toEqual(['it was completed_with_errors']);
    expect(told.find(({ type }) => type === 'items_retried')).toMatchObject({ message: 'thing:1', itemId: 1 });
    gate.end('thing:1');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
  });

  it('a job that has not ended just goes on', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(2), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    gate.end('thing:1', { kind: 'failed', errorClass: 'not_found', message: 'none' });
    await here.time.settle();
    expect(await here.command('retry_item', { itemId: await itemOf(here, id, 0, 'thing:1') })).toBe('applied');
    expect([await here.status(id), gate.begun]).toEqual(['running', ['thing:1', 'thing:2', 'thing:1']]);
    expect(await here.events(id)).not.toContain('job_reopened');
    expect(await roundsOf(id)).toEqual([1]);
  });

  it('a later stage that a person canceled stays canceled', async () => {
    const here = memory.world({ fetch: { items: things(1) }, send: { items: things(1) }, scan: { items: things(1) } });
    const id = await here.engine.createJob({ template: 'x', stages: ['fetch', 'send', 'scan'] });
    await here.engine.command('cancel', { stageId: (await viewOf(id)).stages[1]?.id });
    await here.start();
    await here.command('force_retry_item', { itemId: await itemOf(here, id, 0, 'thing:1') });
    expect(await here.stages(id)).toEqual(['fetch completed', 'send canceled', 'scan completed']);
    expect([await roundsOf(id), await here.status(id)]).toEqual([[1, 1, 2], 'completed_with_errors']);
  });
});

describe('when a job failed because a stage could not be planned', () => {
  let broken = true;
  async function* plan() {
    if (broken) throw new Fault('invalid_argument', 'no such thing');
    yield* things(1);
  }
  async function failedJob(): Promise<{ here: World; id: number }> {
    broken = true;
    const here = memory.world({ fetch: { items: things(1) }, send: { plan }, scan: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch+send+scan');
    const { job, stages } = await viewOf(id);
    expect(job).toMatchObject({ status: 'failed', lastError: 'send: no such thing', endedAt: here.time.now() });
    expect(stages).toMatchObject([
      { status: 'completed' },
      { status: 'failed', failures: 1, lastError: 'no such thing', endedAt: here.time.now() },
      { status: 'canceled', lastError: undefined, endedAt: here.time.now() },
    ]);
    broken = false;
    return { here, id };
  }

  it('a retry of the job plans that stage and those after it, in their first round', async () => {
    const { here, id } = await failedJob();
    await here.command('retry_item', { jobId: id });
    expect([await here.stages(id), await roundsOf(id)]).toEqual([
      ['fetch completed', 'send completed', 'scan completed'],
      [1, 1, 1],
    ]);
    expect((await viewOf(id)).job).toMatchObject({ status: 'completed', lastError: undefined });
    expect((await viewOf(id)).stages[1]).toMatchObject({ failures: 0, lastError: undefined });
    expect(await memory.open.notes()).toHaveLength(3);
  });

  it('so does a retry of an item of an earlier stage', async () => {
    const { here, id } = await failedJob();
    await here.command('force_retry_item', { itemId: await itemOf(here, id, 0, 'thing:1') });
    expect([await here.stages(id), await roundsOf(id)]).toEqual([
      ['fetch completed', 'send completed', 'scan completed'],
      [1, 1, 1],
    ]);
  });

  it.each<[string, (stageId: number) => CommandTarget]>([
    ['an error class', () => ({ jobId: 1, errorClass: 'not_found' })],
    ['a source', () => ({ jobId: 1, source: 'east' })],
    ['a stage', (stageId) => ({ jobId: 1, stageId })],
    ['no job', () => ({})],
  ])('a retry that names %s finds no failed item, and leaves the job failed', async (_name, target) => {
    const { here, id } = await failedJob();
    const command = await here.engine.command('retry_item', target((await viewOf(id)).stages[1]?.id ?? 0));
    await here.time.settle();
    expect(await memory.open.store.command(command)).toMatchObject({ status: 'applied', affected: 0 });
    expect(await here.status(id)).toBe('failed');
  });

  it('a retry of a job in which nothing failed changes nothing', async () => {
    const here = memory.world({ fetch: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch');
    const before = await viewOf(id);
    expect(await here.command('retry_item', { jobId: id })).toBe('applied');
    expect(await viewOf(id)).toEqual(before);
  });
});

describe('when the items of a stage cannot be planned', () => {
  it('those planned before are canceled with the job, also the running ones', async () => {
    const gate = new Gate();
    async function* plan() {
      yield* things(3);
      await here.time.sleep(1_000, new AbortController().signal);
      throw new Fault('invalid_argument', 'no such thing');
    }
    const here = memory.world({ fetch: { plan, execute: gate.execute }, send: {} });
    await here.start();
    const id = await here.createJob('fetch+send');
    await here.time.pass(500);
    expect(gate.begun).toHaveLength(2);
    await here.time.pass(500);
    expect(await here.statuses(id)).toEqual(['thing:1 canceled', 'thing:2 canceled', 'thing:3 canceled']);
    expect([gate.aborted('thing:1'), gate.aborted('thing:2')]).toEqual([true, true]);
    const told = (await memory.open.store.events(id, { after: 0, limit: 99 })).map(({ type, message }) => `${type} ${message}`);
    expect(told).toEqual(expect.arrayContaining(['planning_failed fetch: no such thing', 'job_ended failed: no such thing']));
    expect(here.problems).toHaveLength(1);
  });

  it('it is tried again exactly when its wait is over, also after a pause, and counts its failures anew after a success', async () => {
    const at: number[] = [];
    async function* plan() {
      at.push(here.time.now());
      if (at.length <= 2) throw new Fault('rate_limited', 'slowly');
      yield* things(1);
    }
    const here = memory.world({ fetch: { plan } });
    await here.start();
    const id = await here.createJob('fetch');
    expect((await viewOf(id)).stages[0]).toMatchObject({ failures: 1, lastError: 'slowly', runAt: here.time.now() + 45_000 });
    await here.time.pass(45_000);
    expect((await viewOf(id)).stages[0]).toMatchObject({ failures: 2 });
    await here.command('pause', { jobId: id });
    await here.command('resume', { jobId: id });
    expect(await here.stages(id)).toEqual(['fetch running']);
    await here.time.pass(90_000);
    const [first = 0] = at;
    expect(at.map((instant) => instant - first)).toEqual([0, 45_000, 135_000]);
    expect((await viewOf(id)).stages[0]).toMatchObject({ status: 'completed', failures: 0, lastError: undefined });
    // Nothing had been planned that would have to be canceled.
    expect(await memory.open.store.command(3)).toBeUndefined();
  });
});
