import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { Item } from '../src/index.js';
import { Gate, note, type Outcome, things } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

// Real here: the whole engine. In memory: its store. Fake: time.
const memory = worldsInMemory();
const { world } = memory;

const down: Outcome = { kind: 'failed', errorClass: 'source_down', message: 'east does not answer' };

describe('when an item fails for a temporary reason', () => {
  it('it waits longer each time, pending with its error, then fails for good', async () => {
    const at: number[] = [];
    const here = world({
      fetch: {
        items: things(1),
        execute: async () => {
          at.push(here.time.now());
          return down;
        },
      },
    });
    await here.start();
    const id = await here.createJob('fetch');
    expect((await here.items(id))[0]).toMatchObject({
      status: 'pending',
      errorClass: 'source_down',
      lastError: 'east does not answer',
      failures: 1,
    });
    expect(await here.status(id)).toBe('running');
    await here.time.pass(3_600_000);
    const waits = at.slice(1).map((instant, index) => instant - (at[index] ?? 0));
    // Three quarters of 30, 60, 120 and 240 s, noticed by a turn at most one second later.
    for (const [index, planned] of [22_500, 45_000, 90_000, 180_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(planned);
      expect(waits[index]).toBeLessThanOrEqual(planned + 1_000);
    }
    expect(at).toHaveLength(5);
    expect([await here.status(id), (await here.items(id))[0]?.attempts]).toEqual(['completed_with_errors', 5]);
  });

  it('its wait survives a restart', async () => {
    const first = world({ fetch: { items: things(1), execute: async () => down } });
    await first.start();
    const id = await first.createJob('fetch');
    const runAt = (await first.items(id))[0]?.runAt ?? 0;
    await first.engine.stop(0);
    const second = world({ fetch: { items: things(1) } }, {}, first.time);
    await second.start();
    expect([await second.status(id), await memory.open.notes()]).toEqual(['running', []]);
    await second.time.pass(runAt - second.time.now() - 1);
    expect(await memory.open.notes()).toEqual([]);
    await second.time.pass(1_001);
    expect([await second.status(id), await memory.open.notes()]).toEqual(['completed', ['thing:1']]);
  });

  it('a source is left alone for as long as it asks', async () => {
    let tries = 0;
    const execute = async (item: Item): Promise<Outcome> => {
      tries += 1;
      if (tries === 1) throw new Fault('rate_limited', '429', { retryAfterMs: 600_000 });
      return note(item);
    };
    const here = world({ fetch: { items: things(1), execute } });
    await here.start();
    await here.createJob('fetch');
    await here.time.pass(599_000);
    expect(tries).toBe(1);
    await here.time.pass(2_000);
    expect(tries).toBe(2);
  });

  it('an executor may tell what its failure means for people', async () => {
    const here = world({
      fetch: {
        items: things(1),
        execute: async () => {
          throw new Fault('unavailable', 'east does not answer');
        },
        failureEvents: ({ source }, { message }) => [{ type: 'source_kept', message: `${source}: ${message}` }],
      },
    });
    await here.start();
    const told = await memory.open.store.events(await here.createJob('fetch'), { after: 0, limit: 99 });
    expect(told).toContainEqual(expect.objectContaining({ type: 'source_kept', message: 'east: east does not answer' }));
  });

  it('a retry by filter continues whatever failed or waits because a source was down', async () => {
    let up = false;
    const execute = async (item: Item): Promise<Outcome> => {
      if (up) return note(item);
      return item.key === 'gone' ? { kind: 'failed', errorClass: 'not_found', message: 'no such thing' } : down;
    };
    const items = [...things(2), { type: 'thing', key: 'gone', source: 'east' }, { type: 'thing', key: 'other', source: 'west' }];
    const here = world({ fetch: { items, execute } });
    await here.start();
    const failed = await here.createJob('fetch');
    await here.time.pass(7_200_000);
    expect(await here.status(failed)).toBe('completed_with_errors');
    const waiting = await here.createJob('fetch');
    expect(await here.status(waiting)).toBe('running');
    up = true;
    const stopped = { source: 'east', errorClass: 'source_down' } as const;
    expect(await here.engine.countMatching('retry_item', stopped)).toBe(4);
    await here.engine.command('retry_item', stopped);
    await here.time.settle();
    expect(await here.statuses(waiting)).toEqual(['thing:1 succeeded', 'thing:2 succeeded', 'gone failed', 'other pending']);
    await here.time.pass(60_000);
    expect(await here.statuses(failed)).toEqual(['thing:1 succeeded', 'thing:2 succeeded', 'gone failed', 'other failed']);
    expect(await here.engine.countMatching('retry_item', stopped)).toBe(0);
  });
});

describe('when a volume has no room', () => {
  const fullAt = (volume: string): Outcome => ({ kind: 'failed', errorClass: 'disk_full', message: 'no space left', volume });

  it('fetches pause once, name the volume, and resume by themselves when there is room (behaviour 62)', async () => {
    const gate = new Gate();
    const here = world({
      fetch: { items: things(3), execute: gate.execute },
      read: { items: [{ type: 'playlist', key: 'playlist:1' }] },
    });
    here.full.add('/music');
    await here.start();
    const id = await here.createJob('fetch');
    gate.end('thing:1', fullAt('/music'));
    await here.time.settle();
    expect(await here.status(id)).toBe('pause_requested');
    gate.end('thing:2', fullAt('/music'));
    await here.time.settle();
    expect(await here.status(id)).toBe('paused');
    const next = await here.createJob('fetch');
    const general = await here.createJob('read');
    expect([await here.status(next), await here.status(general)]).toEqual(['queued', 'completed']);
    const events = await memory.open.store.events(id, { after: 0, limit: 99 });
    expect(events.filter((event) => event.type === 'disk_full')).toHaveLength(1);
    expect(events.find((event) => event.type === 'disk_full')?.message).toContain('/music');
    await here.time.pass(120_000);
    expect(gate.begun).toEqual(['thing:1', 'thing:2']);
    here.full.clear();
    await here.time.pass(40_000);
    expect(await here.status(id)).toBe('running');
    expect(gate.begun).toEqual(['thing:1', 'thing:2', 'thing:1', 'thing:2']);
    expect((await here.items(id))[0]).toMatchObject({ failures: 0 });
    for (const key of ['thing:1', 'thing:2']) gate.end(key);
    await here.time.settle();
    gate.end('thing:3');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
    expect(await memory.open.notes()).toEqual(['playlist:1', 'thing:1', 'thing:2', 'thing:3']);
  });

  it('a pause by a person keeps them from resuming by themselves', async () => {
    let full = true;
    const execute = async (item: Item): Promise<Outcome> => {
      if (full) throw new Fault('disk_full', 'no space left on the device: /music/a');
      return note(item);
    };
    const here = world({ fetch: { items: things(2), execute, volume: () => '/music' } });
    here.full.add('/music');
    await here.start();
    const id = await here.createJob('fetch');
    expect(await here.status(id)).toBe('paused');
    await here.command('pause', { jobId: id });
    full = false;
    here.full.clear();
    await here.time.pass(60_000);
    expect(await here.status(id)).toBe('paused');
    await here.command('resume', { jobId: id });
    expect(await here.status(id)).toBe('completed');
  });

  it('a job stays paused across a restart, and resumes when there is room', async () => {
    const first = world({ fetch: { items: things(1), execute: async () => fullAt('/music') } });
    first.full.add('/music');
    await first.start();
    const id = await first.createJob('fetch');
    await first.engine.stop(0);
    const second = world({ fetch: { items: things(1) } }, {}, first.time);
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
  it('an attempt without progress is aborted, its worker replaced, its item claimed again, and its late result refused', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(1), execute: gate.execute, concurrency: 1, stallAfterMs: 30_000 } }, { leaseMs: 60_000 });
    await here.start();
    const id = await here.createJob('fetch');
    const late: Outcome = { kind: 'succeeded', effect: (notes) => notes.add('late') };
    await here.time.pass(34_000);
    expect([gate.aborted('thing:1'), gate.begun.length]).toEqual([true, 1]);
    const stuck = gate.take('thing:1');
    await here.time.pass(90_000);
    expect(gate.begun).toEqual(['thing:1', 'thing:1']);
    expect((await here.items(id))[0]).toMatchObject({ fence: 2, attempts: 2, status: 'running' });
    stuck(late);
    await here.time.settle();
    expect((await here.items(id))[0]?.status).toBe('running');
    gate.end('thing:1');
    await here.time.settle();
    expect([await here.status(id), await memory.open.notes()]).toEqual(['completed', ['thing:1']]);
    expect(await here.events(id)).toContain('lease_expired');
    expect(here.problems).toHaveLength(1);
  });

  it('one that reports progress keeps its lease however long it takes', async () => {
    const gate = new Gate();
    const here = world({
      fetch: {
        items: things(1),
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
    const id = await here.createJob('fetch');
    await here.time.pass(390_000);
    expect((await here.items(id))[0]).toMatchObject({ status: 'running', fence: 1 });
    expect(await memory.open.store.workers()).toMatchObject([{ bytesPerSecond: 1_000, status: 'running' }, { status: 'idle' }]);
    expect(here.engine.runningItems()).toMatchObject([{ workerName: 'fetch-1', progress: { unit: 'parts' } }]);
    gate.end('thing:1');
    await here.time.settle();
    expect(await here.status(id)).toBe('completed');
  });
});

describe('when the store or an effect fails', () => {
  it('a failed commit is retried with the same results, and nothing takes effect twice', async () => {
    const gate = new Gate();
    const here = world({ fetch: { items: things(2), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    memory.open.store.failNextCommit(new Fault('disk_full', 'no space left on the device'));
    gate.end('thing:1');
    gate.end('thing:2');
    await here.time.settle();
    expect([await memory.open.notes(), here.problems.length]).toEqual([[], 1]);
    await here.time.pass(5_000);
    expect([await here.status(id), await memory.open.notes()]).toEqual(['completed', ['thing:1', 'thing:2']]);
  });

  it('an effect that throws fails only its own item, and everything it wrote is undone', async () => {
    const execute = async (item: Item): Promise<Outcome> => ({
      kind: 'succeeded',
      effect: (notes) => {
        notes.add(item.key);
        if (item.key === 'thing:2') throw new Fault('invalid_argument', 'no such thing');
      },
    });
    const here = world({ fetch: { items: things(3), execute, concurrency: 3 } });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await here.statuses(id)).toEqual(['thing:1 succeeded', 'thing:2 failed', 'thing:3 succeeded']);
    expect(await memory.open.notes()).toEqual(['thing:1', 'thing:3']);
    expect((await here.items(id))[1]).toMatchObject({ lastError: 'no such thing', errorClass: 'rejected' });
  });
});
