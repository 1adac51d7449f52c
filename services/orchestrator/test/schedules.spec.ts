import { commandLine } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { days, hours, minutes, SchedulesWorld } from './schedules-world.js';

// Real here: the scheduler over an in-memory store, croner, the time zones. Fake: jobs, and time, which starts at 2026-11-21T00:00:00Z.
let world: SchedulesWorld;
beforeEach(() => {
  world = new SchedulesWorld();
});
afterEach(() => world.close());

const nextRun = async (): Promise<string | undefined> => {
  const { plan } = await world.only();
  return plan === undefined ? undefined : new Date(plan.runAt).toISOString().replace('.000Z', 'Z');
};

describe('when a run is due', () => {
  beforeEach(() => world.restart());

  it('it starts one job at that instant, and the next one a day later', async () => {
    await world.add({ sources: ['qq'] });
    await world.time.pass(2 * days);
    expect(world.jobs.begun()).toEqual(['2026-11-21T03:00:00Z', '2026-11-22T03:00:00Z']);
    expect(await world.only()).toMatchObject({ lastJobId: 2, lastRunAt: Date.parse('2026-11-22T03:00:00Z'), lastError: undefined });
    expect(await nextRun()).toBe('2026-11-23T03:00:00Z');
  });

  it('all of them start if several are due at once', async () => {
    await world.add();
    await world.add({ name: 'second' });
    await world.time.pass(4 * hours);
    expect(world.jobs.begun()).toEqual(['2026-11-21T03:00:00Z', '2026-11-21T03:00:00Z']);
  });

  it('a disabled one never starts, and makes up for nothing once enabled again', async () => {
    const { id } = await world.add({ enabled: false });
    await world.time.pass(2 * days);
    expect(world.jobs.begun()).toEqual([]);
    await world.replace(id, { enabled: true });
    await world.time.pass(2 * hours);
    expect(world.jobs.begun()).toEqual([]);
    expect(await nextRun()).toBe('2026-11-23T03:00:00Z');
  });

  it('a deleted one never starts', async () => {
    const { id } = await world.add();
    await world.book.delete(id, commandLine('grpc'));
    await world.time.pass(2 * days);
    expect(world.jobs.begun()).toEqual([]);
  });

  it('it is skipped while its previous job has not ended, and says why', async () => {
    await world.add();
    await world.time.pass(4 * hours);
    world.jobs.active.add(1);
    await world.time.pass(days);
    expect(world.jobs.begun()).toHaveLength(1);
    expect((await world.only()).lastError).toContain('job 1');
    expect(await nextRun()).toBe('2026-11-23T03:00:00Z');
    world.jobs.active.clear();
    await world.time.pass(days);
    expect(world.jobs.begun()).toEqual(['2026-11-21T03:00:00Z', '2026-11-23T03:00:00Z']);
    expect((await world.only()).lastError).toBeUndefined();
  });

  it('a job that cannot be created is reported, and the next run is tried', async () => {
    await world.add();
    world.jobs.failure = new Fault('failed_precondition', 'the source "qq" is not configured');
    await world.time.pass(4 * hours);
    expect(await world.only()).toMatchObject({ lastError: 'the source "qq" is not configured', lastJobId: undefined });
    world.jobs.failure = undefined;
    await world.time.pass(days);
    expect(world.jobs.begun()).toEqual(['2026-11-22T03:00:00Z']);
  });

  it('a run that fails for a temporary reason is retried each minute', async () => {
    await world.add();
    world.jobs.failure = new Fault('unavailable', 'the resolver does not answer');
    await world.time.pass(3 * hours + 90_000);
    expect(await world.only()).toMatchObject({ lastError: 'the resolver does not answer' });
    world.jobs.failure = undefined;
    await world.time.pass(10 * minutes);
    expect(world.jobs.begun()).toEqual(['2026-11-21T03:02:00Z']);
    expect(await nextRun()).toBe('2026-11-22T03:00:00Z');
  });

  it('it starts no job if its schedule changes while the job is being created', async () => {
    const { id } = await world.add();
    world.jobs.meanwhile = async () => {
      world.jobs.meanwhile = undefined;
      await world.replace(id, { pattern: '0 5 * * *' });
    };
    await world.time.pass(4 * hours);
    expect(world.jobs.begun()).toEqual([]);
    await world.time.pass(2 * hours);
    expect(world.jobs.begun()).toEqual(['2026-11-21T05:00:00Z']);
  });

  it('two programs on one store start one job per firing', async () => {
    const second = world.newScheduler();
    second.start();
    await world.add();
    await world.time.pass(3 * days);
    await second.stop();
    expect(world.jobs.begun()).toEqual(['2026-11-21T03:00:00Z', '2026-11-22T03:00:00Z', '2026-11-23T03:00:00Z']);
  });
});

describe('when the program was off', () => {
  it('missed runs are made up for by one, at the start', async () => {
    await world.add({ pattern: '0 * * * *' });
    await world.time.pass(5 * days + 10 * minutes);
    await world.restart();
    expect(world.jobs.begun()).toEqual(['2026-11-26T00:10:00Z']);
    expect(await nextRun()).toBe('2026-11-26T01:00:00Z');
  });

  it('a make-up run waits for the end of the blackout hours', async () => {
    await world.add({ blackoutHours: ['00:00-06:00'], pattern: '0 20 * * *' });
    await world.time.pass(1 * days + 10 * minutes);
    await world.restart();
    expect(world.jobs.begun()).toEqual([]);
    await world.time.pass(7 * hours);
    expect(world.jobs.begun()).toEqual(['2026-11-22T06:00:00Z']);
  });

  it('the random delay stays as it was drawn', async () => {
    world.chance = 0.5;
    await world.add({ jitterSeconds: 600 });
    const planned = await nextRun();
    world.chance = 0.9;
    await world.restart();
    await world.restart();
    expect(await nextRun()).toBe(planned);
    await world.time.pass(4 * hours);
    expect(world.jobs.begun()).toEqual([planned]);
  });

  it('nothing starts after it is stopped', async () => {
    await world.add();
    await world.restart();
    await world.scheduler.stop();
    await world.time.pass(2 * days);
    expect(world.jobs.begun()).toEqual([]);
  });
});

describe('when the machine’s clock is set', () => {
  beforeEach(() => world.restart());

  it('forward, what became due starts within a minute', async () => {
    await world.add();
    await world.time.pass(30 * minutes);
    world.skew = 5 * hours;
    await world.time.pass(1 * minutes);
    expect(world.jobs.begun()).toHaveLength(1);
  });

  it('back by some minutes, a firing that has had its run gets no second one', async () => {
    await world.add();
    await world.time.pass(3 * hours + 10 * minutes);
    expect(world.jobs.begun()).toHaveLength(1);
    world.skew = -30 * minutes;
    await world.time.pass(20 * hours);
    expect(world.jobs.begun()).toHaveLength(1);
    await world.time.pass(5 * hours);
    expect(world.jobs.begun()).toHaveLength(2);
  });

  it('to 1970, as on a machine without a battery, nothing starts or changes until it is right again', async () => {
    const { plan } = await world.add();
    world.skew = -world.time.now();
    await world.restart();
    await world.time.pass(6 * hours);
    expect((await world.only()).plan).toEqual(plan);
    expect(world.jobs.begun()).toEqual([]);
    world.skew = 0;
    await world.time.pass(1 * minutes);
    expect(world.jobs.begun()).toHaveLength(1);
  });

  it('back by years, the next run is planned again from the new time', async () => {
    world.skew = 3650 * days;
    await world.add();
    world.skew = 0;
    await world.time.pass(4 * hours);
    expect(world.jobs.begun()).toEqual(['2026-11-21T03:00:00Z']);
  });
});

describe('when things happen in any order', () => {
  it('no firing gets two jobs, none starts in a blackout hour, and what is due does start', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 180 }).map((count) => ({ kind: 'pass', count }) as const) },
      fc.constant({ kind: 'restart' } as const),
      fc.constant({ kind: 'off' } as const),
      fc.constant({ kind: 'busy' } as const),
      fc.constant({ kind: 'idle' } as const),
      fc.constant({ kind: 'second program' } as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.integer({ min: 0, max: 900 }), async (steps, jitterSeconds) => {
        const each = new SchedulesWorld();
        const second = each.newScheduler();
        try {
          each.chance = 0.5;
          await each.add({ pattern: '*/20 * * * *', jitterSeconds, blackoutHours: ['01:10-02:30', '23:00-00:15'] });
          await each.restart();
          for (const { kind, ...more } of steps) {
            if (kind === 'pass') await each.time.pass((more as { count: number }).count * minutes);
            if (kind === 'restart') await each.restart();
            if (kind === 'off') await each.scheduler.stop();
            if (kind === 'busy') for (const id of each.jobs.begun().keys()) each.jobs.active.add(id + 1);
            if (kind === 'idle') each.jobs.active.clear();
            if (kind === 'second program') second.start();
          }
          const begun = each.jobs.begun().map((text) => new Date(text));
          expect(new Set(begun.map((date) => Math.floor((date.getTime() - jitterSeconds * 500) / (20 * minutes)))).size).toBe(begun.length);
          for (const date of begun) {
            const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
            expect((minute >= 70 && minute < 150) || minute >= 1380 || minute < 15).toBe(false);
          }
          await each.restart();
          each.jobs.active.clear();
          await each.time.pass(3 * hours);
          expect(each.jobs.begun().length).toBeGreaterThan(begun.length);
        } finally {
          await second.stop();
          await each.close();
        }
      }),
      { numRuns: 15 },
    );
  });
});
