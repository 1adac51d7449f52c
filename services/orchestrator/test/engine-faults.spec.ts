import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Item } from '../src/core/engine/model.js';
import { type OpenMemoryStore, openMemoryStore } from './engine-stores.js';
import { FakeTime } from './engine-time.js';
import { Gate, note, type Outcome, songs, World } from './engine-world.js';

// Real here: the whole engine. In memory: its store. Fake: time.
let open: OpenMemoryStore;
const worlds: World[] = [];
const world = (plans: ConstructorParameters<typeof World>[1], options?: ConstructorParameters<typeof World>[2], time?: FakeTime): World => {
  const made = new World(open, plans, options, time);
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

const down: Outcome = { kind: 'failed', errorClass: 'source_down', message: 'qq does not answer' };

describe('when an item fails for a reason that may pass', () => {
  it('it waits longer each time, then fails for good; what waits is pending with its error', async () => {
    const at: number[] = [];
    const here = world({
      download: {
        items: songs(1),
        execute: async () => {
          at.push(here.time.now());
          return down;
        },
      },
    });
    await here.start();
    const id = await here.createJob('download');
    expect((await here.items(id))[0]).toMatchObject({
      status: 'pending',
      errorClass: 'source_down',
      lastError: 'qq does not answer',
      failures: 1,
    });
    expect(await here.status(id)).toBe('running');
    await here.time.pass(3_600_000);
    const waits = at.slice(1).map((instant, index) => instant - (at[index] ?? 0));
    // Three quarters of 30, 60, 120 and 240 s, seen by a turn at most one second later.
    for (const [index, planned] of [22_500, 45_000, 90_000, 180_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(planned);
      expect(waits[index]).toBeLessThanOrEqual(planned + 1_000);
    }
    expect(at).toHaveLength(5);
    expect([await here.status(id), (await here.items(id))[0]?.attempts]).toEqual(['completed_with_errors', 5]);
  });

  it('the wait survives a restart', async () => {
    const first = world({ download: { items: songs(1), execute: async () => down } });
    await first.start();
    const id = await first.createJob('download');
    const runAt = (await first.items(id))[0]?.runAt ?? 0;
    await first.engine.stop(0);
    const second = world({ download: { items: songs(1) } }, {}, first.time);
    await second.start();
    expect([await second.status(id), await open.notes()]).toEqual(['running', []]);
    await second.time.pass(runAt - second.time.now() - 1);
    expect(await open.notes()).toEqual([]);
    await second.time.pass(1_001);
    expect([await second.status(id), await open.notes()]).toEqual(['completed', ['song:1']]);
  });

  it('a source that asks to be left alone is left alone for so long', async () => {
    let tries = 0;
    const execute = async (item: Item): Promise<Outcome> => {
      tries += 1;
      return tries === 1 ? { kind: 'failed', errorClass: 'rate_limited', message: '429', retryAfterMs: 600_000 } : note(item);
    };
    const here = world({ download: { items: songs(1), execute } });
    await here.start();
    await here.createJob('download');
    await here.time.pass(599_000);
    expect(tries).toBe(1);
    await here.time.pass(2_000);
    expect(tries).toBe(2);
  });

  it('what failed, or waits, only because a source was down goes on when it is up again', async () => {
    let up = false;
    const execute = async (item: Item): Promise<Outcome> => {
      if (up) return note(item);
      return item.key === 'gone' ? { kind: 'failed', errorClass: 'not_found', message: 'no such song' } : down;
    };
    const items = [...songs(2), { type: 'song', key: 'gone', source: 'qq' }, { type: 'song', key: 'other', source: 'kuwo' }];
    const here = world({ download: { items, execute } });
    await here.start();
    const failed = await here.createJob('download');
    await here.time.pass(7_200_000);
    expect(await here.status(failed)).toBe('completed_with_errors');
    const waiting = await here.createJob('download');
    expect(await here.status(waiting)).toBe('running');
    up = true;
    expect(await here.engine.sourceUp('qq')).toBeDefined();
    await here.time.settle();
    expect(await here.statuses(waiting)).toEqual(['song:1 succeeded', 'song:2 succeeded', 'gone failed', 'other pending']);
    await here.time.pass(60_000);
    expect(await here.statuses(failed)).toEqual(['song:1 succeeded', 'song:2 succeeded', 'gone failed', 'other failed']);
    expect(await here.engine.sourceUp('qq')).toBeUndefined();
  });
});

describe('when a volume has no room', () => {
  const fullAt = (volume: string): Outcome => ({ kind: 'failed', errorClass: 'disk_full', message: 'no space left', volume });

  it('the downloads pause once, name the volume, and go on by themselves when there is room (behaviour 62)', async () => {
    const gate = new Gate();
    const here = world({
      download: { items: songs(3), execute: gate.execute },
      sync: { items: [{ type: 'playlist', key: 'playlist:1' }] },
    });
    here.full.add('/music');
    await here.start();
    const id = await here.createJob('download');
    gate.end('song:1', fullAt('/music'));
    await here.time.settle();
    expect(await here.status(id)).toBe('pause_requested');
    gate.end('song:2', fullAt('/music'));
    await here.time.settle();
    expect(await here.status(id)).toBe('paused');
    const next = await here.createJob('download');
    const general = await here.createJob('sync');
    expect([await here.status(next), await here.status(general)]).toEqual(['queued', 'completed']);
    const events = await open.store.events(id, { after: 0, limit: 99 });
    expect(events.filter((event) => event.type === 'disk_full')).toHaveLength(1);
    expect(events.find((event) => event.type === 'disk_full')?.message).toContain('/music');
    await here.time.pass(120_000);
    expect(gate.begun).toEqual(['song:1', 'song:2']);
    here.full.clear();
    await here.time.pass(40_000);
    expect(await here.status(id)).toBe('running');
    expect(gate.begun).toEqual(['song:1', 'song:2', 'song:1', 'song:2']);
    expect((await here.items(id))[0]).toMatchObject({ failures: 0 });
    for (const key of ['song:1', 'song:2']) gate.end(key);
    await here.time.settle();
    gate.end('song:3');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
    expect(await open.notes()).toEqual(['playlist:1', 'song:1', 'song:2', 'song:3']);
  });

  it('another folder lets them go on at once, and a person may stop that', async () => {
    let full = true;
    const execute = async (item: Item): Promise<Outcome> => {
      if (full) throw new Fault('disk_full', 'no space left on the device: /music/a');
      return note(item);
    };
    const here = world({ download: { items: songs(2), execute, volume: () => '/music' } });
    here.full.add('/music');
    await here.start();
    const id = await here.createJob('download');
    expect(await here.status(id)).toBe('paused');
    expect(await here.engine.volumeReady('/elsewhere')).toBe(false);
    await here.command('pause', { jobId: id });
    full = false;
    expect(await here.engine.volumeReady('/music')).toBe(true);
    await here.time.settle();
    expect(await here.status(id)).toBe('paused');
    await here.command('resume', { jobId: id });
    expect(await here.status(id)).toBe('completed');
  });

  it('it stays paused over a restart, and goes on when there is room', async () => {
    const first = world({ download: { items: songs(1), execute: async () => fullAt('/music') } });
    first.full.add('/music');
    await first.start();
    const id = await first.createJob('download');
    await first.engine.stop(0);
    const second = world({ download: { items: songs(1) } }, {}, first.time);
    second.full.add('/music');
    await second.start();
    await second.time.pass(60_000);
    expect(await second.status(id)).toBe('paused');
    second.full.clear();
    await second.time.pass(60_000);
    expect(await second.status(id)).toBe('completed');
  });
});

describe('when a worker is late', () => {
  it('an attempt without news is aborted, its worker replaced, its item handed out again, and its end refused', async () => {
    const gate = new Gate();
    const here = world({ download: { items: songs(1), execute: gate.execute, concurrency: 1, stallAfterMs: 30_000 } }, { leaseMs: 60_000 });
    await here.start();
    const id = await here.createJob('download');
    const late: Outcome = { kind: 'succeeded', effect: (notes) => notes.add('late') };
    await here.time.pass(34_000);
    expect([gate.aborted('song:1'), gate.begun.length]).toEqual([true, 1]);
    const stuck = gate.take('song:1');
    await here.time.pass(90_000);
    expect(gate.begun).toEqual(['song:1', 'song:1']);
    expect((await here.items(id))[0]).toMatchObject({ fence: 2, attempts: 2, status: 'running' });
    stuck(late);
    await here.time.settle();
    expect((await here.items(id))[0]?.status).toBe('running');
    gate.end('song:1');
    await here.time.settle();
    expect([await here.status(id), await open.notes()]).toEqual(['completed', ['song:1']]);
    expect(await here.events(id)).toContain('lease_expired');
    expect(here.problems).toHaveLength(1);
  });

  it('one that reports progress keeps its lease for as long as it takes', async () => {
    const gate = new Gate();
    const here = world({
      download: {
        items: songs(1),
        stallAfterMs: 30_000,
        execute: (item, context) => {
          void (async () => {
            for (let done = 0; done < 40; done += 1) {
              context.report({ done, total: 40, unit: 'parts', bytesPerSecond: 1_000 });
              await here.time.sleep(10_000, context.signal);
            }
          })();
          return gate.execute(item, context);
        },
      },
    });
    await here.start();
    const id = await here.createJob('download');
    await here.time.pass(390_000);
    expect((await here.items(id))[0]).toMatchObject({ status: 'running', fence: 1 });
    expect(await open.store.workers()).toMatchObject([{ bytesPerSecond: 1_000, status: 'running' }, { status: 'idle' }]);
    expect(here.engine.runningItems()).toMatchObject([{ workerName: 'download-1', progress: { unit: 'parts' } }]);
    gate.end('song:1');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
  });
});

describe('when the store or an effect fails', () => {
  it('a commit that fails is tried again with the same ends, and nothing takes effect twice', async () => {
    const gate = new Gate();
    const here = world({ download: { items: songs(2), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('download');
    open.store.failNextCommit(new Fault('disk_full', 'no space left on the device'));
    gate.end('song:1');
    gate.end('song:2');
    await here.time.settle();
    expect([await open.notes(), here.problems.length]).toEqual([[], 1]);
    await here.time.pass(5_000);
    expect([await here.status(id), await open.notes()]).toEqual(['completed', ['song:1', 'song:2']]);
  });

  it('an effect that throws fails its own item only, undone with everything it wrote', async () => {
    const execute = async (item: Item): Promise<Outcome> => ({
      kind: 'succeeded',
      effect: (notes) => {
        notes.add(item.key);
        if (item.key === 'song:2') throw new Fault('invalid_argument', 'no such playlist');
      },
    });
    const here = world({ download: { items: songs(3), execute, concurrency: 3 } });
    await here.start();
    const id = await here.createJob('download');
    expect(await here.statuses(id)).toEqual(['song:1 succeeded', 'song:2 failed', 'song:3 succeeded']);
    expect(await open.notes()).toEqual(['song:1', 'song:3']);
    expect((await here.items(id))[1]).toMatchObject({ lastError: 'no such playlist', errorClass: 'rejected' });
  });
});
