import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Item } from '../src/core/engine/model.js';
import { type OpenMemoryStore, openMemoryStore } from './engine-stores.js';
import { Gate, note, songs, World } from './engine-world.js';

// Real here: the whole engine. In memory: its store. Fake: time.
let open: OpenMemoryStore;
const worlds: World[] = [];
const world = (
  ...args: [ConstructorParameters<typeof World>[1], ConstructorParameters<typeof World>[2]?, ConstructorParameters<typeof World>[3]?]
): World => {
  const made = new World(open, ...args);
  worlds.push(made);
  return made;
};
beforeEach(async () => {
  open = await openMemoryStore();
});
afterEach(async () => {
  for (const { engine, time } of worlds.splice(0)) {
    const stopped = engine.stop(0);
    await time.pass(60_000);
    await stopped;
  }
});

describe('when a job runs', () => {
  it('takes its stages in order, each when the one before has ended (behaviours 102, 103)', async () => {
    const order: string[] = [];
    const noting = (stage: string) => ({
      items: songs(3),
      execute: (item: Item) => {
        order.push(stage);
        return note(item);
      },
    });
    const { engine, time, ...rest } = world({ collect: noting('collect'), sync: noting('sync'), download: noting('download') });
    await engine.start();
    const id = await engine.createJob({ template: 'full' });
    await time.settle();
    expect(order.join(' ')).toBe('collect collect collect sync sync sync download download download');
    expect(await open.store.jobView(id)).toMatchObject({ job: { status: 'completed' } });
    expect(rest.problems).toEqual([]);
    expect((await open.store.events(id, { after: 0, limit: 99 })).filter((event) => event.type === 'stage_left_out')).toHaveLength(3);
  });

  it('ends with errors when some items failed, and says why on each (behaviours 57, 103)', async () => {
    const fail = { kind: 'failed', errorClass: 'not_found', message: 'download returned no file' } as const;
    const here = world({ download: { items: songs(3), execute: async (item) => (item.key === 'song:2' ? fail : note(item)) } });
    await here.start();
    const id = await here.createJob('download');
    expect(await here.status(id)).toBe('completed_with_errors');
    expect((await here.items(id))[1]).toMatchObject({
      status: 'failed',
      lastError: 'download returned no file',
      errorClass: 'not_found',
      attempts: 1,
    });
    expect(await open.notes()).toEqual(['song:1', 'song:3']);
  });

  it('an exception fails the item with its message and frees the worker (behaviour 58)', async () => {
    const here = world({
      download: {
        items: songs(2),
        concurrency: 1,
        execute: async (item) => {
          if (item.key === 'song:1') throw new Fault('permission_denied', 'the key was refused');
          return note(item);
        },
      },
    });
    await here.start();
    const id = await here.createJob('download');
    expect(await here.statuses(id)).toEqual(['song:1 failed', 'song:2 succeeded']);
    expect((await here.items(id))[0]).toMatchObject({ lastError: 'the key was refused', errorClass: 'auth' });
    expect(await open.store.workers()).toMatchObject([{ name: 'download-1', status: 'idle', songId: null }]);
  });

  it('a stage without items is over at once, and so is a job of nothing else', async () => {
    const here = world({ download: {} });
    await here.start();
    expect(await here.status(await here.createJob('download'))).toBe('completed');
  });

  it('tells the worker before it works, with the text a person knows (behaviours 54, 59)', async () => {
    const gate = new Gate();
    const items = [
      { type: 'song', key: 'song:1', songId: 1, playlistId: 9, displayText: '晴天 / 周杰伦' },
      { type: 'song', key: 'song:2', songId: 2 },
    ];
    const seen: unknown[] = [];
    const execute: Gate['execute'] = async (item, context) => {
      seen.push((await open.store.workers()).find((worker) => worker.name === context.workerName)?.displayText);
      return gate.execute(item, context);
    };
    const here = world({ download: { items, execute } });
    await here.start();
    await here.createJob('download');
    expect(seen).toEqual(['晴天 / 周杰伦', 'song:2']);
    expect(await open.store.workers()).toMatchObject([
      { name: 'download-1', status: 'running', songId: 1, playlistId: 9 },
      { name: 'download-2', status: 'running', songId: 2 },
    ]);
    gate.end('song:1');
    gate.end('song:2');
    await here.time.settle();
  });

  it('hands out the first items while the rest is still being planned', async () => {
    const gate = new Gate();
    const more: { release?: () => void } = {};
    async function* plan() {
      yield* songs(1);
      await new Promise<void>((resolve) => {
        more.release = resolve;
      });
      yield { type: 'song', key: 'late' };
    }
    const here = world({ download: { plan, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('download');
    await here.time.pass(200);
    expect(gate.begun).toEqual(['song:1']);
    gate.end('song:1');
    await here.time.pass(2_000);
    expect(await here.status(id)).toBe('running');
    more.release?.();
    await here.time.pass(200);
    gate.end('late');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
  });

  it('a planning that fails is tried again if that can help, and fails the job if it cannot (behaviour 103)', async () => {
    let plans = 0;
    async function* flaky() {
      plans += 1;
      yield* songs(1);
      if (plans === 1) throw new Fault('unavailable', 'the resolver does not answer');
      yield* songs(2);
    }
    const here = world({
      download: { plan: flaky },
      upload: {
        plan: () => {
          throw new Fault('unsupported', 'no bucket');
        },
      },
    });
    await here.start();
    const id = await here.createJob('download+upload');
    expect(await here.stages(id)).toEqual(['download running', 'upload pending']);
    await here.time.pass(40_000);
    expect(plans).toBe(2);
    expect(await open.notes()).toEqual(['song:1', 'song:2']);
    expect(await here.stages(id)).toEqual(['download completed', 'upload failed']);
    expect((await open.store.jobView(id))?.job).toMatchObject({ status: 'failed', lastError: 'upload: no bucket' });
  });

  it('without an executor the stage cannot run and the job says so', async () => {
    const other = world({ download: { items: songs(1) } });
    const id = await other.engine.createJob({ template: 'download' });
    const here = world({ sync: {} });
    await here.start();
    await here.time.settle();
    expect(await here.status(id)).toBe('failed');
  });
});

describe('when several jobs are there', () => {
  it('one of them downloads at a time, beside any that do not (behaviour 101)', async () => {
    const gate = new Gate();
    const general = new Gate();
    const here = world({
      download: { items: songs(1), execute: gate.execute },
      sync: { items: songs(1), execute: general.execute, concurrency: 3 },
    });
    await here.start();
    const first = await here.createJob('download');
    const second = await here.createJob('download');
    const third = await here.createJob('sync');
    const fourth = await here.createJob('sync');
    expect([await here.status(first), await here.status(second), await here.status(third), await here.status(fourth)]).toEqual([
      'running',
      'queued',
      'running',
      'running',
    ]);
    expect(general.begun).toHaveLength(2);
    gate.end('song:1');
    await here.time.settle();
    expect([await here.status(first), await here.status(second)]).toEqual(['completed', 'running']);
  });

  it('nothing runs before the start, and a turn without work leaves no trace (behaviour 86)', async () => {
    const here = world({ download: { items: songs(1) } });
    const id = await here.createJob('download');
    await here.time.pass(10_000);
    expect(await here.status(id)).toBe('queued');
    expect(await here.events(id)).toEqual(['job_created']);
  });
});
