import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { Gate, type Outcome, order, type Plan, things, type World } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();

/** How long the engine takes to stop, in milliseconds. */
async function stop(here: World, graceMs: number): Promise<number> {
  const began = here.time.now();
  let took = Number.NaN;
  const stopped = here.engine.stop(graceMs).then(() => {
    took = here.time.now() - began;
  });
  await here.time.pass(300_000);
  await stopped;
  return took;
}

describe('when the engine is started and stopped', () => {
  it('a second start changes nothing', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(1), execute: gate.execute } });
    expect(here.engine.isRunning).toBe(false);
    await here.start();
    const id = await here.createJob('fetch');
    await here.start();
    expect([here.engine.isRunning, await here.statuses(id), gate.begun]).toEqual([true, ['thing:1 running'], ['thing:1']]);
    expect(await here.events(id)).not.toContain('recovery_requeued');
  });

  it('a stop before the start, and a second stop, end at once', async () => {
    const here = memory.world({ fetch: { items: things(1) } });
    expect([await stop(here, 5_000), here.engine.isRunning]).toEqual([0, false]);
    const other = memory.world({ fetch: { items: things(1) } });
    await other.start();
    expect([await stop(other, 5_000), await stop(other, 5_000), other.engine.isRunning]).toEqual([0, 0, false]);
  });

  it.each([
    [0, 0],
    [4_000, 8_000],
    [60_000, 70_000],
  ])('with %i ms of grace, work that ignores everything delays it by %i ms', async (graceMs, expected) => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(1), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await stop(here, graceMs)).toBe(expected);
    expect(await here.statuses(id)).toEqual(['thing:1 interrupted']);
    expect(await memory.open.store.workers()).toMatchObject([{ status: 'idle' }, { status: 'idle' }]);
  });

  it('what fails within the grace period has failed, what ends well upon the abort is done, and the rest is not begun', async () => {
    const ends: Readonly<Record<string, Plan['execute']>> = {
      'thing:1': async (_item, { signal }) => {
        await here.time.sleep(2_000, signal);
        return { kind: 'failed', errorClass: 'not_found', message: 'none' };
      },
      'thing:2': async (item, { signal }) => {
        await here.time.sleep(60_000, signal);
        return { kind: 'succeeded', effect: (notes) => notes.add(item.key) };
      },
    };
    const execute: Plan['execute'] = (item, context) => ends[item.key]?.(item, context) ?? Promise.reject(new Error('not wanted'));
    const here = memory.world({ fetch: { items: things(4), itemsPerClaim: 2, execute } });
    await here.start();
    const id = await here.createJob('fetch');
    expect(await stop(here, 5_000)).toBe(5_000);
    expect(await here.statuses(id)).toEqual(['thing:1 failed', 'thing:2 succeeded', 'thing:3 pending', 'thing:4 pending']);
    expect((await here.items(id)).map(({ attempts }) => attempts)).toEqual([1, 1, 0, 0]);
    expect([await memory.open.notes(), await here.status(id), here.problems]).toEqual([['thing:2'], 'paused', []]);
  });

  it('an effect that throws meanwhile fails its item, and the others still count', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(2), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const stopped = here.engine.stop(5_000);
    await here.time.settle();
    const effect = (): never => {
      throw new Fault('invalid_argument', 'no such thing');
    };
    gate.end('thing:1', { kind: 'succeeded', effect });
    gate.end('thing:2');
    await here.time.settle();
    await stopped;
    expect([await here.statuses(id), await memory.open.notes()]).toEqual([['thing:1 failed', 'thing:2 succeeded'], ['thing:2']]);
  });

  it('a stop in the middle of a turn begins no more planning', async () => {
    let plans = 0;
    async function* plan() {
      plans += 1;
      yield* things(1);
    }
    const here = memory.world({ fetch: { plan } });
    await here.engine.start();
    await here.engine.createJob(order('fetch'));
    await here.engine.stop(0);
    await here.time.pass(5_000);
    expect(plans).toBe(0);
  });
});

describe('when the program starts anew', () => {
  it('only what the restart paused is kept back after too many crashes, and it says why', async () => {
    const gate = new Gate();
    const plans = { fetch: { items: things(1), execute: gate.execute }, read: { items: things(1), execute: gate.execute } };
    let here = memory.world(plans, { crashLimit: 2, crashWindowMs: 1_800_000 });
    await here.start();
    const [id, other] = [await here.createJob('fetch'), await here.createJob('read')];
    await here.command('pause', { jobId: other });
    for (let crash = 0; crash < 2; crash += 1) {
      here.kill();
      await here.time.pass(1_000);
      here = memory.world(plans, { crashLimit: 2, crashWindowMs: 1_800_000 }, here.time);
      await here.start();
    }
    const causes = [await memory.open.store.jobView(id), await memory.open.store.jobView(other)].map((view) => view?.job.pausedBy);
    expect(causes).toEqual(['crash_loop', 'user']);
    const told = (await memory.open.store.events(id, { after: 0, limit: 99 })).filter(({ type }) => type === 'crash_loop_guard');
    expect(told.map(({ message }) => message)).toEqual(['2 crashes within 30 minutes: jobs stay paused until you resume them']);
    expect(await here.events(other)).not.toContain('crash_loop_guard');
  });

  it('a job that was pausing for a full volume still waits for room, and then resumes', async () => {
    const gate = new Gate();
    const first = memory.world({ fetch: { items: things(2), execute: gate.execute } });
    first.full.add('/music');
    await first.start();
    const id = await first.createJob('fetch');
    gate.end('thing:1', { kind: 'failed', errorClass: 'disk_full', message: 'no space left', volume: '/music' } satisfies Outcome);
    await first.time.settle();
    expect(await first.status(id)).toBe('pause_requested');
    first.kill();
    const second = memory.world({ fetch: { items: things(2) } }, {}, first.time);
    second.full.add('/music');
    await second.start();
    expect((await memory.open.store.jobView(id))?.job).toMatchObject({ status: 'paused', pausedBy: 'disk_full', pausedVolume: '/music' });
    second.full.clear();
    await second.time.pass(60_000);
    expect(await second.status(id)).toBe('completed');
  });
});
