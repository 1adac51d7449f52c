import { describe, expect, it } from '@jest/globals';
import type { CommandTarget, JobSnapshot } from '../src/index.js';
import { Gate, order, things } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();
const stageIdsOf = async (id: number): Promise<number[]> => ((await memory.open.store.jobView(id))?.stages ?? []).map((stage) => stage.id);

describe('when a command names its target', () => {
  it.each([
    ['pause', 'job', 'rejected: the job is completed'],
    ['resume', 'job', 'rejected: the job is completed'],
    ['cancel', 'job', 'rejected: the job is completed'],
    ['pause', 'stage', 'rejected: the stage is completed'],
    ['resume', 'stage', 'rejected: the stage is completed'],
    ['cancel', 'stage', 'rejected: the stage is completed'],
  ] as const)('%s of a %s that has ended is refused', async (type, at, reason) => {
    const here = memory.world({ fetch: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch');
    const [stageId] = await stageIdsOf(id);
    const before = await here.events(id);
    expect(await here.command(type, at === 'job' ? { jobId: id } : { stageId })).toBe(reason);
    expect(await here.events(id)).toEqual(before);
  });

  it('a cancel of what was canceled is refused, also while its last item still ends', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(1), execute: gate.execute }, send: {} });
    await here.start();
    const id = await here.createJob('fetch+send');
    const [stageId] = await stageIdsOf(id);
    await here.command('cancel', { jobId: id });
    expect(await here.command('cancel', { jobId: id })).toBe('rejected: the job is canceled');
    expect(await here.command('cancel', { stageId })).toBe('rejected: the stage is canceled');
    expect((await here.events(id)).filter((type) => type === 'canceled')).toHaveLength(1);
  });

  it.each(['job', 'stage'] as const)(
    'a cancel of a %s that has as many items as one turn may change is not refused in the end',
    async (at) => {
      const here = memory.world({ fetch: { items: things(2) }, send: {} }, { commandBatch: 2 });
      await here.start();
      await here.command('pause', { source: 'east' });
      const id = await here.createJob('fetch+send');
      const [stageId] = await stageIdsOf(id);
      const command = await here.engine.command('cancel', at === 'job' ? { jobId: id } : { stageId });
      await here.time.settle();
      expect(await memory.open.store.command(command)).toMatchObject({ status: 'applied', affected: 2 });
      expect(await here.stages(id)).toEqual(['fetch canceled', at === 'job' ? 'send canceled' : 'send completed']);
    },
  );

  it.each<[string, (ids: { jobId: number; other: number; stageId: number }) => CommandTarget, string]>([
    ['pause', ({ other, stageId }) => ({ jobId: other, stageId }), 'rejected: there is no stage 1 in job 2'],
    ['cancel', ({ other, stageId }) => ({ jobId: other, stageId }), 'rejected: there is no stage 1 in job 2'],
    ['cancel', ({ other, stageId }) => ({ jobId: other, stageId, source: 'east' }), 'rejected: there is no stage 1 in job 2'],
    ['cancel', ({ stageId }) => ({ jobId: 99, stageId }), 'rejected: there is no stage 1 in job 99'],
    ['cancel', () => ({ jobId: 99, source: 'east' }), 'rejected: there is no job 99'],
    ['cancel', () => ({ stageId: 99, source: 'east' }), 'rejected: there is no stage 99'],
    ['pause', ({ jobId }) => ({ jobId, source: 'east' }), 'rejected: pause of a source applies to all jobs'],
    ['resume', ({ stageId }) => ({ stageId, source: 'east' }), 'rejected: resume of a source applies to all jobs'],
    ['retry_item', () => ({ stageId: 99 }), 'rejected: there is no stage 99'],
    ['retry_item', ({ other, stageId }) => ({ jobId: other, stageId }), 'applied'],
  ])('%s of parts that do not belong together changes nothing', async (type, target, outcome) => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(1), execute: gate.execute } });
    await here.start();
    const [jobId, other] = [await here.createJob('fetch'), await here.createJob('fetch')];
    const [stageId = 0] = await stageIdsOf(jobId);
    expect(await here.command(type, target({ jobId, other, stageId }))).toBe(outcome);
    expect([await here.stages(jobId), await here.stages(other), await memory.open.store.holds()]).toEqual([
      ['fetch running'],
      ['fetch pending'],
      [],
    ]);
    expect(gate.aborted('thing:1')).toBe(false);
  });

  it('a stage together with its own job is that stage', async () => {
    const here = memory.world({ fetch: {}, send: {} });
    const id = await here.engine.createJob(order('fetch+send'));
    const [, stageId] = await stageIdsOf(id);
    await here.engine.command('cancel', { jobId: id, stageId });
    await here.start();
    expect(await here.stages(id)).toEqual(['fetch completed', 'send canceled']);
  });

  it('a cancel of a source within a job or a stage touches only its own items, and watchers are told', async () => {
    const here = memory.world({ read: { items: [...things(2, 'east'), { type: 'thing', key: 'other', source: 'west' }] } });
    await here.start();
    for (const source of ['east', 'west']) await here.command('pause', { source });
    const [first, second] = [await here.createJob('read'), await here.createJob('read')];
    const seen: JobSnapshot[] = [];
    const leaving = new AbortController();
    const watching = (async () => {
      for await (const snapshot of here.engine.watch(first, leaving.signal)) seen.push(snapshot);
    })();
    await here.time.pass(1_000);
    const command = await here.engine.command('cancel', { jobId: first, source: 'east' });
    await here.time.pass(1_000);
    expect(await memory.open.store.command(command)).toMatchObject({ status: 'applied', affected: 2 });
    expect(seen.at(-1)?.stages[0]?.counts).toMatchObject({ pending: 1, canceled: 2 });
    const [stageId] = await stageIdsOf(second);
    await here.command('cancel', { stageId, source: 'west' });
    expect([await here.statuses(first), await here.statuses(second)]).toEqual([
      ['thing:1 canceled', 'thing:2 canceled', 'other pending'],
      ['thing:1 pending', 'thing:2 pending', 'other canceled'],
    ]);
    expect(await here.engine.countMatching('cancel', { source: 'east' })).toBe(2);
    leaving.abort();
    await watching;
  });

  it.each(['pause', 'resume', 'cancel'] as const)('%s of everything counts the jobs it changed', async (type) => {
    const here = memory.world({ fetch: {} });
    const ids = [];
    for (let made = 0; made < 3; made += 1) ids.push(await here.engine.createJob(order('fetch')));
    await here.engine.command('pause', { jobId: ids[0] });
    if (type === 'resume') await here.engine.command('pause', { jobId: ids[1] });
    const command = await here.engine.command(type, {});
    await here.start();
    const affected = type === 'cancel' ? 3 : 2;
    expect(await memory.open.store.command(command)).toMatchObject({ status: 'applied', affected });
    // There are no items to cancel, so nothing more is to be done.
    expect(await memory.open.store.command(command + 1)).toBeUndefined();
  });

  it('one item that waits or runs is canceled, one that was claimed ahead never begins, and its job goes on', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(4), concurrency: 1, itemsPerClaim: 3, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const [first, second, , fourth] = await here.items(id);
    for (const item of [first, second, fourth]) {
      const command = await here.engine.command('cancel', { itemId: item?.id });
      await here.time.settle();
      expect(await memory.open.store.command(command)).toMatchObject({ status: 'applied', affected: 1 });
    }
    expect(gate.aborted('thing:1')).toBe(true);
    gate.end('thing:1');
    await here.time.settle();
    expect([gate.begun, gate.aborted('thing:3')]).toEqual([['thing:1', 'thing:3'], false]);
    gate.end('thing:3');
    await here.time.settle();
    expect(await here.statuses(id)).toEqual(['thing:1 canceled', 'thing:2 canceled', 'thing:3 succeeded', 'thing:4 canceled']);
    expect(await here.command('cancel', { itemId: first?.id })).toBe('rejected: the item is canceled');
    expect([await here.status(id), await memory.open.notes()]).toEqual(['completed_with_errors', ['thing:3']]);
  });

  it('an error in one item and the cancel of another end the job with errors', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(3), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.command('cancel', { itemId: (await here.items(id))[2]?.id });
    gate.end('thing:1', { kind: 'failed', errorClass: 'not_found', message: 'none' });
    gate.end('thing:2');
    await here.time.settle();
    expect([await here.status(id), await here.stages(id)]).toEqual(['completed_with_errors', ['fetch completed_with_errors']]);
    const told = await memory.open.store.events(id, { after: 0, limit: 99 });
    expect(told.slice(-2).map(({ message }) => message)).toEqual(['fetch: 1 done, 1 failed, 1 canceled', 'completed with errors']);
  });
});
