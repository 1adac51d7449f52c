import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { Item, NewItem } from '../src/index.js';
import { Gate, note, order, things } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

// Real here: the whole engine. In memory: its store. Fake: time.
const memory = worldsInMemory();
const { world } = memory;

describe('when a job runs', () => {
  it('runs its stages in order, each after the previous one has ended (behaviours 102, 103)', async () => {
    const begun: string[] = [];
    const noting = (stage: string) => ({
      items: things(3),
      execute: (item: Item) => {
        begun.push(stage);
        return note(item);
      },
    });
    const { engine, time, ...rest } = world({ gather: noting('gather'), read: noting('read'), fetch: noting('fetch') });
    await engine.start();
    const id = await engine.createJob(order('full'));
    await time.settle();
    expect(begun.join(' ')).toBe('gather gather gather read read read fetch fetch fetch');
    expect(await memory.open.store.jobView(id)).toMatchObject({ job: { status: 'completed' } });
    expect(rest.problems).toEqual([]);
    expect((await memory.open.store.events(id, { after: 0, limit: 99 })).filter((event) => event.type === 'stage_left_out')).toHaveLength(
      3,
    );
  });

  it('ends with errors when some items failed, and records why on each (behaviours 57, 103)', async () => {
    const fail = { kind: 'failed', errorClass: 'not_found', message: 'fetch returned no file' } as const;
    const here = world({ fetch: { items: things(3), execute: async (item) => (item.key === 'thing:2' ? fail : note(item)) } });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await here.status(id)).toBe('completed_with_errors');
    expect((await here.items(id))[1]).toMatchObject({
      status: 'failed',
      lastError: 'fetch returned no file',
      errorClass: 'not_found',
      attempts: 1,
    });
    expect(await memory.open.notes()).toEqual(['thing:1', 'thing:3']);
  });

  it('an exception fails the item with its message and frees the worker (behaviour 58)', async () => {
    const here = world({
      fetch: {
        items: things(2),
        concurrency: 1,
        execute: async (item) => {
          if (item.key === 'thing:1') throw new Fault('permission_denied', 'the key was refused');
          return note(item);
        },
      },
    });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await here.statuses(id)).toEqual(['thing:1 failed', 'thing:2 succeeded']);
    expect((await here.items(id))[0]).toMatchObject({ lastError: 'the key was refused', errorClass: 'auth' });
    expect(await memory.open.store.workers()).toMatchObject([{ name: 'fetch-1', status: 'idle', references: {} }]);
  });

  it('a stage without items ends immediately, and so does a job with nothing else', async () => {
    const here = world({ fetch: {} });
    await here.start();
    expect(await here.status(await here.createJob('fetch'))).toBe('completed');
  });

  it('records what a worker is doing before it begins, in text a person knows (behaviours 54, 59)', async () => {
    const gate = new Gate();
    const items: NewItem[] = [
      { type: 'thing', key: 'thing:1', references: { song: 1, list: 9 }, displayText: '晴天 / 周杰伦' },
      { type: 'thing', key: 'thing:2', references: { song: 2 } },
    ];
    const seen: unknown[] = [];
    const execute: Gate['execute'] = async (item, context) => {
      seen.push((await memory.open.store.workers()).find((worker) => worker.name === context.workerName)?.displayText);
      return gate.execute(item, context);
    };
    const here = world({ fetch: { items, execute } });
    await here.start();
    await here.createJob('fetch');
    expect(seen).toEqual(['晴天 / 周杰伦', 'thing:2']);
    expect(await memory.open.store.workers()).toMatchObject([
      { name: 'fetch-1', status: 'running', references: { song: 1, list: 9 } },
      { name: 'fetch-2', status: 'running', references: { song: 2 } },
    ]);
    gate.end('thing:1');
    gate.end('thing:2');
    await here.time.settle();
  });

  it('starts the first items while the rest is still being planned', async () => {
    const gate = new Gate();
    const more: { release?: () => void } = {};
    async function* plan() {
      yield* things(1);
      await new Promise<void>((resolve) => {
        more.release = resolve;
      });
      yield { type: 'thing', key: 'late' };
    }
    const here = world({ fetch: { plan, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(200);
    expect(gate.begun).toEqual(['thing:1']);
    gate.end('thing:1');
    await here.time.pass(2_000);
    expect(await here.status(id)).toBe('running');
    more.release?.();
    await here.time.pass(200);
    gate.end('late');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
  });

  it('failed planning is retried if that can help, and otherwise fails the job (behaviour 103)', async () => {
    let plans = 0;
    async function* flaky() {
      plans += 1;
      yield* things(1);
      if (plans === 1) throw new Fault('unavailable', 'the resolver does not answer');
      yield* things(2);
    }
    const here = world({
      fetch: { plan: flaky },
      send: {
        plan: () => {
          throw new Fault('unsupported', 'no bucket');
        },
      },
    });
    await here.start();
    const id = await here.createJob('fetch+send');
    expect(await here.stages(id)).toEqual(['fetch running', 'send pending']);
    await here.time.pass(40_000);
    expect(plans).toBe(2);
    expect(await memory.open.notes()).toEqual(['thing:1', 'thing:2']);
    expect(await here.stages(id)).toEqual(['fetch completed', 'send failed']);
    expect((await memory.open.store.jobView(id))?.job).toMatchObject({ status: 'failed', lastError: 'send: no bucket' });
  });

  it('without an executor for its stage the job fails and says so', async () => {
    const other = world({ fetch: { items: things(1) } });
    const id = await other.engine.createJob(order('fetch'));
    const here = world({ read: {} });
    await here.start();
    await here.time.settle();
    expect((await memory.open.store.jobView(id))?.job).toMatchObject({
      status: 'failed',
      lastError: 'fetch: stages of type fetch are not configured',
    });
  });
});

describe('when there are several jobs', () => {
  it('one of them fetches at a time, alongside any that do not (behaviour 101)', async () => {
    const gate = new Gate();
    const general = new Gate();
    const here = world({
      fetch: { items: things(1), execute: gate.execute },
      read: { items: things(1), execute: general.execute, concurrency: 3 },
    });
    await here.start();
    const first = await here.createJob('fetch');
    const second = await here.createJob('fetch');
    const third = await here.createJob('read');
    const fourth = await here.createJob('read');
    expect([await here.status(first), await here.status(second), await here.status(third), await here.status(fourth)]).toEqual([
      'running',
      'queued',
      'running',
      'running',
    ]);
    expect(general.begun).toHaveLength(2);
    gate.end('thing:1');
    await here.time.settle();
    expect([await here.status(first), await here.status(second)]).toEqual(['completed', 'running']);
  });

  it('nothing runs before the start, and only the creation of the job is recorded (behaviour 86)', async () => {
    const here = world({ fetch: { items: things(1) } });
    const id = await here.createJob('fetch');
    await here.time.pass(10_000);
    expect(await here.status(id)).toBe('queued');
    expect(await here.events(id)).toEqual(['job_created']);
  });

  it('turns without work change nothing but the heartbeats of the workers (behaviour 86)', async () => {
    let turns = 0;
    const { store } = memory.open;
    const transact = store.transact.bind(store);
    store.transact = (...args: Parameters<typeof transact>) => {
      turns += 1;
      return transact(...args) as never;
    };
    const here = world({ fetch: { items: things(1) } });
    await here.start();
    await here.createJob('fetch');
    const paused = await here.engine.createJob(order('fetch'));
    await here.command('pause', { jobId: paused });
    await here.time.pass(1_000);
    const everything = async () => {
      const jobs = await store.listJobs({ limit: 10 });
      const rows = jobs.map(({ job: { id } }) =>
        Promise.all([here.items(id), store.events(id, { after: 0, limit: 1_000 }), store.logs(id)]),
      );
      // The pause, and a command of the engine's own if there were one.
      const commands = [await store.command(1), await store.command(2)];
      const workers = (await store.workers()).map(({ heartbeatAt: _, ...worker }) => worker);
      return { jobs, rows: await Promise.all(rows), commands, workers, holds: await store.holds(), notes: await memory.open.notes() };
    };
    const before = await everything();
    expect(before.jobs.map(({ job }) => job.status)).toEqual(['paused', 'completed']);
    turns = 0;
    await here.time.pass(60_000);
    expect(turns).toBeGreaterThan(50);
    expect(await everything()).toEqual(before);
  });
});
