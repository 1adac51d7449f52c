import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { JobSnapshot } from '../src/index.js';
import { Crews } from '../src/work/crews.js';
import { executor, Gate, note, type Outcome, order, type Plan, things } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();

describe('when an item ends', () => {
  it('what it tells is kept with it, under the name a person knows', async () => {
    const items = [{ type: 'song', key: 'song:1', displayText: '晴天 / 周杰伦' }, ...things(1)];
    const execute: Plan['execute'] = async ({ key }) =>
      key === 'song:1'
        ? { kind: 'failed', errorClass: 'not_found', message: '没有' }
        : {
            kind: 'succeeded',
            events: [{ type: 'library_scanned', message: '2 files' }],
            notices: ['a.flac: no audio in it'],
            result: { files: 2 },
          };
    const here = memory.world({ fetch: { items, execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const [failed, done] = await here.items(id);
    const stageId = failed?.stageId;
    expect(await memory.open.store.logs(id)).toMatchObject([
      { jobId: id, stageId, itemId: failed?.id, level: 'error', message: '晴天 / 周杰伦: 没有' },
      { jobId: id, stageId, itemId: done?.id, level: 'warn', message: 'a.flac: no audio in it' },
    ]);
    const told = await memory.open.store.events(id, { after: 0, limit: 99 });
    expect(told.filter(({ itemId }) => itemId !== undefined)).toMatchObject([
      { type: 'library_scanned', message: '2 files', itemId: done?.id },
    ]);
    expect(done).toMatchObject({ result: { files: 2 }, endedAt: here.time.now() });
  });

  it('a full disk without a known volume is a failure like others, which waits and counts', async () => {
    const execute = async (): Promise<Outcome> => ({ kind: 'failed', errorClass: 'disk_full', message: 'no space left' });
    const here = memory.world({ fetch: { items: things(1), execute } });
    await here.start();
    const id = await here.createJob('fetch');
    expect([await here.status(id), await memory.open.store.holds()]).toEqual(['running', []]);
    expect((await here.items(id))[0]).toMatchObject({ status: 'pending', failures: 1, runAt: here.time.now() + 45_000 });
    expect(await memory.open.store.logs(id)).toMatchObject([{ level: 'info', message: 'thing:1: no space left' }]);
  });

  it('a full volume pauses the jobs that met it and those that fetch, and no others', async () => {
    const gate = new Gate();
    const waits = { items: [{ type: 'thing', key: 'other' }], execute: gate.execute };
    const full: Outcome = { kind: 'failed', errorClass: 'disk_full', message: 'no space left', volume: '/music' };
    const here = memory.world({ fetch: waits, read: { items: things(1), execute: async () => full }, send: waits });
    here.full.add('/music');
    await here.start();
    const [fetching, sending, reading] = [await here.createJob('fetch'), await here.createJob('send'), await here.createJob('read')];
    expect(await Promise.all([fetching, sending, reading].map((id) => here.status(id)))).toEqual(['pause_requested', 'running', 'paused']);
    const told = await Promise.all([fetching, reading].map((id) => here.events(id)));
    expect(told.map((types) => types.includes('disk_full'))).toEqual([false, true]);
  });

  it.each<[string, Error, object, number]>([
    ['a fault', new Fault('permission_denied', 'the key was refused'), { errorClass: 'auth', lastError: 'the key was refused' }, 0],
    ['any other error', new RangeError('planted'), { errorClass: 'internal', lastError: expect.any(String) }, 1],
  ])('%s that it throws is its failure; only a defect of the program is reported', async (_name, error, expected, reports) => {
    const execute = () => Promise.reject(error);
    const volume = (): string => {
      throw new Error('only a full disk asks for the volume');
    };
    const here = memory.world({ fetch: { items: things(1), execute, volume } });
    await here.start();
    const id = await here.createJob('fetch');
    expect((await here.items(id))[0]).toMatchObject({ failures: 1, ...expected });
    expect(here.problems).toMatchObject(Array(reports).fill({ err: error, item: 'thing:1' }));
  });

  it('well, what it left stays, however long its engine goes on', async () => {
    let undone = 0;
    const discard = async (): Promise<void> => {
      undone += 1;
    };
    const here = memory.world({
      fetch: { items: things(1), execute: async (item) => ({ ...(await note(item)), kind: 'succeeded', discard }) },
    });
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(10_000);
    expect([await here.status(id), await memory.open.notes(), undone]).toEqual(['completed', ['thing:1'], 0]);
  });

  it('with an effect that throws, what it left is undone once, and a failure of that is reported', async () => {
    let undone = 0;
    const failure = new Error('planted');
    const discard = (): Promise<void> => {
      undone += 1;
      return Promise.reject(failure);
    };
    const effect = (): never => {
      throw new Fault('invalid_argument', 'no such thing');
    };
    const execute = async (): Promise<Outcome> => ({ kind: 'succeeded', effect, discard });
    const here = memory.world({ fetch: { items: things(1), execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(5_000);
    expect([await here.statuses(id), undone]).toEqual([['thing:1 failed'], 1]);
    expect(here.problems).toMatchObject([
      { item: 'thing:1', err: { code: 'invalid_argument' } },
      { item: 'thing:1', err: failure },
    ]);
  });
});

describe('when the store fails', () => {
  it('it is not asked again at once, whatever ends meanwhile, and nothing is lost', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(4), concurrency: 4, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const { store } = memory.open;
    const transact = store.transact.bind(store);
    const failures: number[] = [];
    store.transact = (...given: Parameters<typeof transact>) => {
      if (failures.length === 3) return transact(...given) as never;
      failures.push(here.time.now());
      gate.end(`thing:${failures.length}`);
      return Promise.reject(new Fault('disk_full', 'no space left on the device'));
    };
    await here.time.pass(20_000);
    gate.end('thing:4');
    await here.time.settle();
    const [first = 0, second = 0, third = 0] = failures;
    expect([second - first, third - second]).toEqual([1_000, 1_000]);
    expect([await here.status(id), await memory.open.notes(), here.problems.length]).toEqual([
      'completed',
      ['thing:1', 'thing:2', 'thing:3', 'thing:4'],
      3,
    ]);
  });
});

describe('when items report progress', () => {
  it.each([
    ['bytes from the start', { done: 500, total: 0, unit: 'bytes' }, 0, undefined],
    ['bytes after a while', { done: 500, total: 0, unit: 'bytes' }, 250, 2_000],
    ['bytes with their speed', { done: 500, total: 0, unit: 'bytes', bytesPerSecond: 7 }, 250, 7],
    ['anything else', { done: 500, total: 900, unit: 'files' }, 250, undefined],
  ])('%s show the right speed', async (_name, progress, afterMs, bytesPerSecond) => {
    const gate = new Gate();
    const execute: Plan['execute'] = async (item, context) => {
      await here.time.sleep(afterMs, context.signal);
      context.report(progress);
      return gate.execute(item, context);
    };
    const here = memory.world({ fetch: { items: things(1), execute } });
    await here.start();
    await here.createJob('fetch');
    await here.time.pass(afterMs);
    expect(here.engine.runningItems().map((item) => item.progress)).toEqual([{ ...progress, ...(bytesPerSecond && { bytesPerSecond }) }]);
  });

  it('watchers of the job and of all jobs are told, and those without progress are not kept', async () => {
    const gate = new Gate();
    const execute: Plan['execute'] = async (item, context) => {
      await here.time.sleep(2_000, context.signal);
      if (item.key === 'thing:1') context.report({ done: 1, total: 2, unit: 'files' });
      return gate.execute(item, context);
    };
    const here = memory.world({ fetch: { items: things(2), execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const changes = here.engine.changes();
    const seen: JobSnapshot[] = [];
    const watching = (async () => {
      for await (const snapshot of here.engine.watch(id, new AbortController().signal)) seen.push(snapshot);
    })();
    await here.time.pass(1_000);
    await changes.next(AbortSignal.abort());
    const before = seen.length;
    await here.time.pass(1_500);
    expect(seen.slice(before).map(({ running }) => running.map(({ progress }) => progress?.done))).toEqual([[1, undefined]]);
    await changes.next(new AbortController().signal);
    changes.close();
    gate.end('thing:1');
    gate.end('thing:2');
    await here.time.pass(1_000);
    await watching;
    expect(seen.flatMap(({ justEnded }) => justEnded.map(({ item }) => item.key))).toEqual(['thing:1']);
  });
});

describe('when a job is made', () => {
  it('what is to be recorded with it is undone with it', async () => {
    const here = memory.world({ fetch: {} });
    await here.engine.createJob(order('fetch'), async (notes, jobId) => notes.add(`job ${jobId}`));
    const refused = here.engine.createJob(order('fetch'), async (notes) => {
      notes.add('never');
      throw new RangeError('planted');
    });
    await expect(refused).rejects.toThrow('planted');
    expect([await memory.open.notes(), (await memory.open.store.listJobs({ limit: 9 })).length]).toEqual([['job 1'], 1]);
  });

  it('it keeps what was requested, and says what it consists of', async () => {
    const here = memory.world({ fetch: {}, send: {} });
    const given = { config: { a: 1 }, choices: { sources: ['east'] }, scope: { playlists: [1] } };
    const id = await here.engine.createJob({ ...order('fetch+send'), ...given });
    expect((await memory.open.store.jobView(id))?.job).toMatchObject(given);
    expect(await memory.open.store.events(id, { after: 0, limit: 9 })).toMatchObject([
      { type: 'job_created', message: 'fetch+send: fetch, send' },
    ]);
    const plain = await here.engine.createJob(order('fetch'));
    expect((await memory.open.store.jobView(plain))?.job).toMatchObject({ config: {}, choices: {}, scope: {} });
  });

  it('two executors for one type of stage are refused', async () => {
    const twice = [executor('fetch', {}), executor('read', {}), executor('fetch', {})];
    expect(() => new Crews(twice)).toThrow(Fault);
  });
});

describe('when many messages are reported at once', () => {
  it('a watcher is given all of them, without a wait', async () => {
    const notices = Array.from({ length: 1_100 }, (_, index) => `file ${index}`);
    const here = memory.world({
      fetch: { items: things(1), execute: async (item) => ({ ...(await note(item)), kind: 'succeeded', notices }) },
    });
    await here.start();
    const id = await here.createJob('fetch');
    const seen: string[][] = [];
    for await (const snapshot of here.engine.watch(id, new AbortController().signal)) seen.push([...snapshot.notices]);
    expect([seen.map((some) => some.length), seen.flat()]).toEqual([[500, 500, 100], notices]);
  });
});
