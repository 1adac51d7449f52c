import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EngineOptions } from '../src/index.js';
import { Gate, order, things, World } from './engine-world.js';
import { type OpenMemoryStore, openMemoryStore } from './notes.js';

// Real here: the whole engine. In memory: its store, which outlives the engines. Fake: time.
let open: OpenMemoryStore;
const worlds: World[] = [];
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

/** Leaves a job with one item done, two running, one pending, as a crash would. */
async function crash(options: Partial<EngineOptions> = {}, before?: World): Promise<{ world: World; id: number }> {
  const gate = new Gate();
  const world = new World(open, { fetch: { items: things(4), execute: gate.execute } }, options, before?.time);
  await world.start();
  const id = before === undefined ? await world.createJob('fetch') : 0;
  if (gate.begun.includes('thing:1')) gate.end('thing:1');
  await world.time.settle();
  return { world, id };
}

const next = (options: Partial<EngineOptions>, before: World, plan = {}): World => {
  before.kill();
  const world = new World(open, { fetch: { items: things(4), ...plan } }, options, before.time);
  worlds.push(world);
  return world;
};

describe('when the program starts after a crash', () => {
  it('with RECOVERY=pause jobs and stages are paused and running items interrupted, reported once (behaviours 96 to 100)', async () => {
    const { world, id } = await crash();
    const here = next({ recovery: 'pause' }, world);
    await here.start();
    expect([await here.status(id), await here.stages(id)]).toEqual(['paused', ['fetch paused']]);
    expect(await here.statuses(id)).toEqual(['thing:1 succeeded', 'thing:2 interrupted', 'thing:3 interrupted', 'thing:4 pending']);
    expect((await here.items(id))[1]).toMatchObject({
      lastError: 'Runner restarted during execution',
      workerId: undefined,
      endedAt: here.time.now(),
    });
    expect((await here.events(id)).filter((event) => event === 'recovery_requeued')).toHaveLength(1);
    await here.command('resume', { jobId: id });
    expect([await here.status(id), await open.notes()]).toEqual(['completed', ['thing:1', 'thing:2', 'thing:3', 'thing:4']]);
  });

  it('with RECOVERY=resume jobs continue by themselves and say so, leaving succeeded items alone', async () => {
    const { world, id } = await crash();
    const here = next({}, world);
    await here.start();
    expect(await here.status(id)).toBe('completed');
    expect(await here.events(id)).toEqual(expect.arrayContaining(['recovery_requeued', 'resumed', 'job_ended']));
    expect(await open.notes()).toEqual(['thing:1', 'thing:2', 'thing:3', 'thing:4']);
    expect((await here.items(id)).map((item) => item.attempts)).toEqual([1, 2, 2, 1]);
  });

  it('a job paused by a person stays paused', async () => {
    const { world, id } = await crash();
    await world.command('pause', { jobId: id });
    const here = next({}, world);
    await here.start();
    expect([await here.status(id), await open.notes()]).toEqual(['paused', ['thing:1']]);
  });

  it('a resume requested before the crash takes effect', async () => {
    const { world, id } = await crash();
    await world.command('pause', { jobId: id });
    await world.command('resume', { jobId: id });
    const here = next({}, world);
    await here.start();
    expect(await here.status(id)).toBe('completed');
  });

  it('the third crash within ten minutes pauses instead, until a person resumes', async () => {
    let last = await crash();
    for (let crashes = 1; crashes < 3; crashes += 1) {
      last.world.kill();
      await last.world.time.pass(60_000);
      last = { ...(await crash({}, last.world)), id: last.id };
      expect(await last.world.status(last.id)).toBe('running');
    }
    const here = next({}, last.world);
    await here.start();
    expect([await here.status(last.id), await open.notes()]).toEqual(['paused', expect.anything()]);
    expect(await here.events(last.id)).toContain('crash_loop_guard');
    await here.command('resume', { jobId: last.id });
    await here.time.settle();
    expect(await here.status(last.id)).toBe('completed');
  });

  it('crashes further apart do not count', async () => {
    let last = await crash();
    for (let crashes = 1; crashes < 6; crashes += 1) {
      last.world.kill();
      await last.world.time.pass(301_000);
      last = { ...(await crash({}, last.world)), id: last.id };
      expect(await last.world.status(last.id)).toBe('running');
    }
  });

  it('starts that ended in order do not count', async () => {
    let last = await crash();
    for (let starts = 1; starts < 6; starts += 1) {
      const stopped = last.world.engine.stop(0);
      await last.world.time.pass(60_000);
      await stopped;
      expect(await last.world.status(last.id)).toBe('paused');
      last = { ...(await crash({}, last.world)), id: last.id };
      expect(await last.world.status(last.id)).toBe('running');
    }
    expect(await last.world.events(last.id)).not.toContain('crash_loop_guard');
  });

  it('interrupted planning starts over and neither loses nor duplicates items', async () => {
    async function* endless() {
      yield* things(3);
      await new Promise(() => undefined);
    }
    const first = new World(open, { fetch: { plan: endless } });
    await first.start();
    const id = await first.createJob('fetch');
    await first.time.pass(1_000);
    expect(await open.notes()).toEqual(['thing:1', 'thing:2', 'thing:3']);
    const here = next({}, first, { items: things(6) });
    await here.start();
    await here.time.pass(1_000);
    expect(await here.status(id)).toBe('completed');
    expect(await open.notes()).toEqual(['thing:1', 'thing:2', 'thing:3', 'thing:4', 'thing:5', 'thing:6']);
  });
});

describe('when the program stops cleanly', () => {
  /** Ends early and without a word once it is told to. */
  async function* cutOff(_job: unknown, _stage: unknown, signal: AbortSignal) {
    yield* things(3);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }

  it('planning cut off by a stop is not complete, and the next start plans the rest', async () => {
    const first = new World(open, { fetch: { plan: cutOff } });
    await first.start();
    const id = await first.createJob('fetch');
    await first.time.pass(1_000);
    await first.engine.stop(1_000);
    const stage = (await open.store.jobView(id))?.stages[0];
    expect([stage?.planned, stage?.status, await open.notes()]).toEqual([false, 'paused', ['thing:1', 'thing:2', 'thing:3']]);
    const here = next({}, first, { items: things(5) });
    await here.start();
    await here.time.pass(1_000);
    expect([await here.status(id), (await open.notes()).length]).toEqual(['completed', 5]);
  });

  it('planning cut off by a pause is not complete either', async () => {
    let plan = cutOff;
    const here = new World(open, { fetch: { plan: (...given) => plan(...given) } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(1_000);
    await here.command('pause', { jobId: id });
    await here.time.pass(1_000);
    expect([(await open.store.jobView(id))?.stages[0]?.planned, await here.status(id)]).toEqual([false, 'paused']);
    plan = async function* () {
      yield* things(5);
    };
    await here.command('resume', { jobId: id });
    await here.time.pass(1_000);
    expect([await here.status(id), (await open.notes()).length]).toEqual(['completed', 5]);
  });

  it('running items may finish within the grace period; the job is paused and resumes at the next start', async () => {
    const gate = new Gate();
    const first = new World(open, { fetch: { items: things(4), execute: gate.execute } });
    await first.start();
    const id = await first.createJob('fetch');
    const stopped = first.engine.stop(5_000);
    await first.time.pass(1_000);
    gate.end('thing:1');
    gate.end('thing:2');
    await first.time.pass(1_000);
    await stopped;
    expect([await first.status(id), gate.begun.length]).toEqual(['paused', 2]);
    expect(await first.statuses(id)).toEqual(['thing:1 succeeded', 'thing:2 succeeded', 'thing:3 pending', 'thing:4 pending']);
    const here = next({}, first);
    await here.start();
    expect([await here.status(id), await open.notes()]).toEqual(['completed', ['thing:1', 'thing:2', 'thing:3', 'thing:4']]);
  });

  it('items that do not finish are aborted and interrupted, not failed; their late results are discarded', async () => {
    const gate = new Gate();
    const execute: Gate['execute'] = (item, context) => {
      if (item.key === 'thing:1') return gate.execute(item, context);
      return new Promise((resolve) => {
        context.signal.addEventListener('abort', () => resolve({ kind: 'failed', errorClass: 'source_down', message: 'aborted' }));
      });
    };
    const first = new World(open, { fetch: { items: things(2), execute } });
    await first.start();
    const id = await first.createJob('fetch');
    const stopped = first.engine.stop(5_000);
    await first.time.pass(20_000);
    await stopped;
    expect(await first.statuses(id)).toEqual(['thing:1 interrupted', 'thing:2 interrupted']);
    expect((await first.items(id))[0]).toMatchObject({ failures: 0, lastError: 'Runner stopped during execution' });
    let discarded = false;
    const discard = async (): Promise<void> => {
      discarded = true;
    };
    gate.end('thing:1', { kind: 'succeeded', discard });
    await first.time.settle();
    expect(discarded).toBe(true);
  });
});

describe('when a job is watched', () => {
  it('it is reported immediately, then after changes, many merged into one, and the watch ends with the job', async () => {
    const gate = new Gate();
    const world = new World(open, { fetch: { items: things(30), concurrency: 30, execute: gate.execute } });
    worlds.push(world);
    await world.start();
    const id = await world.engine.createJob(order('fetch'));
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { job, stages, running } of world.engine.watch(id, new AbortController().signal)) {
        seen.push(`${job.status} ${stages[0]?.counts.succeeded} ${running.length}`);
      }
    })();
    await world.time.pass(1_000);
    for (let n = 1; n <= 30; n += 1) {
      gate.end(`thing:${n}`);
      await world.time.pass(10);
    }
    await world.time.pass(1_000);
    await watching;
    expect(seen.at(-1)).toBe('completed 30 0');
    expect(seen.length).toBeLessThan(10);
    expect(seen).toContain('running 0 30');
  });

  it('an unknown job is refused, and an aborted watch ends', async () => {
    const world = new World(open, { fetch: {} });
    const ended = new AbortController();
    const id = await world.createJob('fetch');
    await expect(world.engine.watch(id + 1, ended.signal).next()).rejects.toMatchObject({ code: 'not_found' });
    const watch = world.engine.watch(id, ended.signal);
    expect((await watch.next()).done).toBe(false);
    const pending = watch.next();
    ended.abort();
    expect((await pending).done).toBe(true);
  });
});
