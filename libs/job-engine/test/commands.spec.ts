import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { Gate, note, type Outcome, order, things } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

// Real here: the whole engine. In memory: its store. Fake: time.
const memory = worldsInMemory();
const { world } = memory;

describe('when a person intervenes', () => {
  it('a pause lets running items finish and begins no more; a resume continues where it stopped (behaviours 87 to 90, 100)', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(4), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await here.command('pause', { jobId: id })).toBe('applied');
    expect([await here.status(id), await here.stages(id)]).toEqual(['pause_requested', ['fetch pause_requested']]);
    gate.end('thing:1');
    await here.time.settle();
    expect(await here.status(id)).toBe('pause_requested');
    gate.end('thing:2');
    await here.time.settle();
    expect([await here.status(id), await here.stages(id)]).toEqual(['paused', ['fetch paused']]);
    expect(gate.begun).toEqual(['thing:1', 'thing:2']);
    expect(await here.command('resume', { jobId: id })).toBe('applied');
    expect(gate.begun).toEqual(['thing:1', 'thing:2', 'thing:3', 'thing:4']);
    gate.end('thing:3');
    gate.end('thing:4');
    await here.time.settle();
    expect([await here.status(id), await memory.open.notes()]).toEqual(['completed', ['thing:1', 'thing:2', 'thing:3', 'thing:4']]);
  });

  it('a pause returns items claimed ahead but not begun, uncounted', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(5), concurrency: 1, itemsPerClaim: 4, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.command('pause', { jobId: id });
    expect(await here.statuses(id)).toEqual([
      'thing:1 running',
      'thing:2 pending',
      'thing:3 pending',
      'thing:4 pending',
      'thing:5 pending',
    ]);
    expect((await here.items(id)).map((item) => item.attempts)).toEqual([1, 0, 0, 0, 0]);
    gate.end('thing:1');
    await here.time.settle();
    expect(await here.status(id)).toBe('paused');
  });

  it('a resume while pausing takes effect once it is paused, unless another pause follows', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(4), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.command('pause', { jobId: id });
    expect(await here.command('resume', { jobId: id })).toBe('applied');
    expect(await here.status(id)).toBe('pause_requested');
    gate.end('thing:1');
    gate.end('thing:2');
    await here.time.settle();
    expect([await here.status(id), gate.begun.length]).toEqual(['running', 4]);
    await here.command('pause', { jobId: id });
    await here.command('resume', { jobId: id });
    expect(await here.command('pause', { jobId: id })).toBe('applied');
    gate.end('thing:3');
    gate.end('thing:4');
    await here.time.settle();
    expect(await here.status(id)).toBe('paused');
  });

  it('a queued job is paused and resumed', async () => {
    const here = world({ fetch: { items: things(1) } });
    const id = await here.engine.createJob(order('fetch'));
    await here.engine.command('pause', { jobId: id });
    await here.start();
    expect([await here.status(id), await memory.open.notes()]).toEqual(['paused', []]);
    await here.command('resume', { jobId: id });
    expect(await here.status(id)).toBe('completed');
  });

  it('a cancel aborts running items, and their late results are refused and discarded', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(3), execute: gate.execute }, send: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch+send');
    gate.end('thing:1');
    await here.time.settle();
    expect(await here.command('cancel', { jobId: id })).toBe('applied');
    expect([gate.aborted('thing:2'), gate.aborted('thing:3')]).toEqual([true, true]);
    expect(await here.statuses(id)).toEqual(['thing:1 succeeded', 'thing:2 canceled', 'thing:3 canceled']);
    expect([await here.status(id), await here.stages(id)]).toEqual(['canceled', ['fetch canceled', 'send canceled']]);
    let discarded = false;
    const discard = async (): Promise<void> => {
      discarded = true;
    };
    gate.end('thing:2', { kind: 'succeeded', effect: (notes) => notes.add('late'), discard });
    gate.end('thing:3', { kind: 'failed', errorClass: 'internal', message: 'aborted' });
    await here.time.settle();
    expect([discarded, await memory.open.notes()]).toEqual([true, ['thing:1']]);
    expect(await here.statuses(id)).toEqual(['thing:1 succeeded', 'thing:2 canceled', 'thing:3 canceled']);
  });

  it('items not planned before a cancel never appear, even if another item is retried', async () => {
    const more: { release?: () => void } = {};
    async function* plan() {
      yield* things(1);
      await new Promise<void>((resolve) => {
        more.release = resolve;
      });
      yield* things(3);
    }
    const here = world({ fetch: { plan } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(200);
    await here.engine.command('cancel', { jobId: id });
    await here.command('force_retry_item', { itemId: (await here.items(id))[0]?.id });
    more.release?.();
    await here.time.pass(5_000);
    expect([await here.statuses(id), await here.status(id)]).toEqual([['thing:1 succeeded'], 'completed']);
    expect(await memory.open.notes()).toEqual(['thing:1', 'thing:1']);
  });

  it('retry accepts only failed items, force retry any that ended, and both reopen the job (behaviours 91, 92)', async () => {
    let healed = false;
    const execute = async (item: Parameters<typeof note>[0]) =>
      healed || item.key !== 'thing:2' ? note(item) : ({ kind: 'failed', errorClass: 'not_found', message: 'none' } as const);
    let published = 0;
    const publication = (): void => {
      published += 1;
    };
    async function* publishing(_job: unknown, stage: { round: number }) {
      yield { type: 'publication', key: `publish:${stage.round}` };
    }
    const here = world({
      fetch: { items: things(2), execute },
      publish: { plan: publishing, execute: async () => ({ kind: 'succeeded', effect: publication }) },
    });
    await here.start();
    const id = await here.engine.createJob(order('full'));
    await here.time.settle();
    const [one, two] = await here.items(id);
    expect([await here.status(id), published]).toEqual(['completed_with_errors', 1]);
    expect(await here.command('retry_item', { itemId: one?.id })).toBe('rejected: the item is succeeded');
    expect(await here.command('retry_item', { itemId: 4711 })).toBe('rejected: there is no item 4711');
    healed = true;
    expect(await here.command('retry_item', { itemId: two?.id })).toBe('applied');
    expect([await here.status(id), published]).toEqual(['completed', 2]);
    expect(await here.command('force_retry_item', { itemId: one?.id })).toBe('applied');
    expect([await here.status(id), published]).toEqual(['completed', 3]);
    expect(await memory.open.notes()).toEqual(['thing:1', 'thing:2', 'thing:1']);
  });

  it('a retry of a running item is refused and changes nothing', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(1), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const [item] = await here.items(id);
    expect(await here.command('retry_item', { itemId: item?.id })).toBe('rejected: the item is running');
    expect(await here.command('force_retry_item', { itemId: item?.id })).toBe('rejected: the item is running');
    expect(gate.begun).toHaveLength(1);
  });

  it('a retry by filter counts items first, then retries exactly those', async () => {
    const classes = ['not_found', 'auth', 'rejected'] as const;
    let healed = false;
    const here = world({
      fetch: {
        items: things(9),
        execute: async (item) => (healed ? note(item) : { kind: 'failed', errorClass: classes[item.id % 3] ?? 'auth', message: 'no' }),
      },
    });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await here.engine.countMatching('retry_item', { jobId: id, errorClass: 'auth' })).toBe(3);
    expect(await here.engine.countMatching('retry_item', { errorClass: 'auth', source: 'west' })).toBe(0);
    healed = true;
    await here.command('retry_item', { jobId: id, errorClass: 'auth' });
    expect(await memory.open.notes()).toHaveLength(3);
    expect(await here.status(id)).toBe('completed_with_errors');
    await here.command('retry_item', {});
    expect([(await memory.open.notes()).length, await here.status(id)]).toEqual([9, 'completed']);
  });

  it('commands over many items proceed turn by turn, each item once', async () => {
    let tries = 0;
    const failing = async (): Promise<Outcome> => {
      tries += 1;
      return { kind: 'failed', errorClass: 'not_found', message: 'no' };
    };
    const here = world({ fetch: { items: things(25), execute: failing } }, { commandBatch: 4 });
    await here.start();
    const id = await here.createJob('fetch');
    const command = await here.engine.command('retry_item', { jobId: id });
    await here.time.pass(5_000);
    expect(await memory.open.store.command(command)).toMatchObject({ status: 'applied', affected: 25 });
    expect([tries, await here.status(id)]).toEqual([50, 'completed_with_errors']);
  });

  it('a job that failed during planning is planned again by a retry', async () => {
    let broken = true;
    async function* plan() {
      if (broken) throw new Fault('invalid_argument', 'no such thing');
      yield* things(1);
    }
    const here = world({ fetch: { plan }, send: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch+send');
    expect([await here.status(id), await here.stages(id)]).toEqual(['failed', ['fetch failed', 'send canceled']]);
    broken = false;
    await here.command('retry_item', { jobId: id });
    expect([await here.status(id), await here.stages(id)]).toEqual(['completed', ['fetch completed', 'send completed']]);
  });

  it('a source is paused, resumed and canceled independently of the others', async () => {
    const here = world({ fetch: { items: [...things(2, 'east'), { type: 'thing', key: 'other', source: 'west' }] } });
    await here.start();
    await here.command('pause', { source: 'east' });
    const id = await here.createJob('fetch');
    expect([await memory.open.notes(), await here.status(id)]).toEqual([['other'], 'running']);
    expect(await here.command('pause', { source: 'east' })).toBe('rejected: the source east is already paused');
    expect(await here.command('cancel', { source: 'west' })).toBe('applied');
    await here.command('resume', { source: 'east' });
    expect([await memory.open.notes(), await here.status(id)]).toEqual([['other', 'thing:1', 'thing:2'], 'completed']);
  });

  it('a stage is paused and resumed while its job runs', async () => {
    const here = world({ fetch: { items: things(1) }, send: { items: things(2) } });
    const id = await here.engine.createJob(order('fetch+send'));
    const stages = (await memory.open.store.jobView(id))?.stages ?? [];
    await here.engine.command('pause', { stageId: stages[1]?.id });
    await here.start();
    expect([await here.status(id), await here.stages(id)]).toEqual(['running', ['fetch completed', 'send paused']]);
    await here.command('resume', { stageId: stages[1]?.id });
    expect(await here.status(id)).toBe('completed');
  });

  it('a stage is canceled with its items, and its job continues with the next one', async () => {
    const [fetching, sending] = [new Gate(), new Gate()];
    const here = world({
      fetch: { items: things(2), concurrency: 1, execute: fetching.execute },
      send: { items: things(1), execute: sending.execute },
    });
    await here.start();
    const id = await here.createJob('fetch+send');
    const [first] = (await memory.open.store.jobView(id))?.stages ?? [];
    expect(await here.command('cancel', { stageId: first?.id })).toBe('applied');
    expect([await here.status(id), await here.stages(id)]).toEqual(['running', ['fetch canceled', 'send running']]);
    expect([fetching.aborted('thing:1'), sending.aborted('thing:1')]).toEqual([true, false]);
    sending.end('thing:1');
    await here.time.settle();
    expect([await here.status(id), await here.stages(id)]).toEqual(['completed_with_errors', ['fetch canceled', 'send completed']]);
    expect(await here.statuses(id)).toEqual(['thing:1 canceled', 'thing:2 canceled', 'thing:1 succeeded']);
  });

  it('everything is paused, resumed and canceled', async () => {
    const gate = new Gate();
    const here = world({
      fetch: { items: things(2), execute: gate.execute, concurrency: 1 },
      read: { items: things(1), execute: gate.execute },
    });
    await here.start();
    const ids = [await here.createJob('fetch'), await here.createJob('fetch')];
    await here.command('pause', {});
    gate.end('thing:1');
    await here.time.settle();
    expect(await Promise.all(ids.map((id) => here.status(id)))).toEqual(['paused', 'paused']);
    await here.command('resume', {});
    expect(await Promise.all(ids.map((id) => here.status(id)))).toEqual(['running', 'queued']);
    await here.command('cancel', {});
    await here.time.settle();
    expect(await Promise.all(ids.map((id) => here.status(id)))).toEqual(['canceled', 'canceled']);
    expect(await here.statuses(ids[0] ?? 0)).toEqual(['thing:1 succeeded', 'thing:2 canceled']);
  });

  it.each([
    ['reboot', { jobId: 1 }, 'rejected: unknown command "reboot"'],
    ['pause', { jobId: 99 }, 'rejected: there is no job 99'],
    ['resume', { stageId: 99 }, 'rejected: there is no stage 99'],
    ['retry_item', { jobId: 99 }, 'rejected: there is no job 99'],
    ['cancel', { itemId: 99 }, 'rejected: there is no item 99'],
    ['pause', { itemId: 1 }, 'rejected: pause does not apply to one item'],
    ['pause', { errorClass: 'auth' as const }, 'rejected: only a retry takes an error class'],
    ['resume', { source: 'east' }, 'rejected: the source east is not paused'],
    ['pause', { source: '' }, 'rejected: the name of the source is empty'],
  ])('the command %s for %o is refused with a reason and changes nothing (behaviour 95)', async (type, target, reason) => {
    const here = world({ fetch: { items: things(1) } });
    await here.start();
    const id = await here.createJob('fetch');
    const before = JSON.stringify([await memory.open.store.jobView(id), await here.items(id)]);
    expect(await here.command(type, target)).toBe(reason);
    expect(JSON.stringify([await memory.open.store.jobView(id), await here.items(id)])).toBe(before);
  });

  it('commands apply in the order they were given, each once (behaviours 93, 94)', async () => {
    const here = world({ fetch: { items: things(1) } });
    const id = await here.engine.createJob(order('fetch'));
    const given = [];
    for (const type of ['pause', 'pause', 'resume', 'cancel', 'resume'] as const)
      given.push(await here.engine.command(type, { jobId: id }));
    await here.start();
    const outcomes = await Promise.all(given.map(async (command) => (await memory.open.store.command(command))?.status));
    expect(outcomes).toEqual(['applied', 'rejected', 'applied', 'applied', 'rejected']);
    expect(await here.status(id)).toBe('canceled');
  });

  it('commands after an unfinished one wait for it', async () => {
    const here = world({ fetch: { items: things(6) } }, { commandBatch: 1 });
    await here.start();
    await here.command('pause', { source: 'east' });
    const id = await here.createJob('fetch');
    const last = (await here.items(id)).find(({ key }) => key === 'thing:6');
    // The first takes six turns; until then the item of the second is pending, and a retry of it would be refused.
    const cancel = await here.engine.command('cancel', { jobId: id, source: 'east' });
    const again = await here.engine.command('force_retry_item', { itemId: last?.id });
    await here.time.settle();
    expect(await memory.open.store.command(cancel)).toMatchObject({ status: 'applied', affected: 6 });
    expect(await memory.open.store.command(again)).toMatchObject({ status: 'applied', affected: 1 });
    await here.command('resume', { source: 'east' });
    await here.time.pass(1_000);
    expect([await memory.open.notes(), await here.status(id)]).toEqual([['thing:6'], 'completed_with_errors']);
  });
});
