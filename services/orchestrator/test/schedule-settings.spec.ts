import { commandLine } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ScheduleText } from '../src/core/schedules/parse-schedule.js';
import { SchedulesWorld } from './schedules-world.js';

// Real here: the scheduler over an in-memory store, croner, the time zones. Fake: time, which stands at 2026-11-21T00:00:00Z.
let world: SchedulesWorld;
beforeEach(() => {
  world = new SchedulesWorld();
});
afterEach(() => world.close());

const codeOf = async (attempt: Promise<unknown>): Promise<string | undefined> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return (error as Fault | undefined)?.code;
};
const nextRun = async (): Promise<string | undefined> => {
  const { plan } = await world.only();
  return plan === undefined ? undefined : new Date(plan.runAt).toISOString().replace('.000Z', 'Z');
};

describe('when a schedule is saved', () => {
  it('keeps everything given, with its next run', async () => {
    const text: ScheduleText = {
      name: '每晚',
      template: 'sync+download',
      sources: ['qq', 'library'],
      downloadSources: ['library'],
      pattern: '30 3 * * 1-5',
      timeZone: 'Asia/Shanghai',
      jitterSeconds: 600,
      blackoutHours: ['22:00-06:30', '12:00-13:00'],
      enabled: true,
    };
    const saved = await world.add(text);
    expect(await world.store.list()).toEqual([saved]);
    expect(saved).toMatchObject({
      ...text,
      blackoutHours: [
        { from: 1320, to: 390 },
        { from: 720, to: 780 },
      ],
    });
    expect(await nextRun()).toBe('2026-11-22T22:30:00Z');
  });

  it.each<[string, Partial<ScheduleText>, string]>([
    ['no name', { name: ' ' }, 'invalid_argument'],
    ['a name with a line break', { name: 'a\nb' }, 'invalid_argument'],
    ['an overlong name', { name: 'x'.repeat(101) }, 'invalid_argument'],
    ['an unknown template', { template: 'everything' }, 'invalid_argument'],
    ['an unknown source', { sources: ['napster'] }, 'invalid_argument'],
    ['an unknown download source', { downloadSources: ['qq', 'napster'] }, 'invalid_argument'],
    ['a source that is not configured', { sources: ['tidal'] }, 'failed_precondition'],
    ['no pattern', { pattern: '' }, 'invalid_argument'],
    ['a malformed pattern', { pattern: 'at night' }, 'invalid_argument'],
    ['an overlong pattern', { pattern: `${'0,'.repeat(200)}0 3 * * *` }, 'invalid_argument'],
    ['a pattern that never fires', { pattern: '0 0 30 2 *' }, 'invalid_argument'],
    ['a disabled pattern that never fires', { pattern: '0 0 30 2 *', enabled: false }, 'invalid_argument'],
    ['blackout hours over the whole day', { blackoutHours: ['00:00-24:00'] }, 'invalid_argument'],
    ['blackout hours that together cover the day', { blackoutHours: ['20:00-08:00', '08:00-20:00'] }, 'invalid_argument'],
    ['malformed blackout hours', { blackoutHours: ['at night'] }, 'invalid_argument'],
    ['too many blackout hours', { blackoutHours: Array<string>(25).fill('01:00-02:00') }, 'invalid_argument'],
    ['a time zone that does not exist', { timeZone: 'Mars/Olympus' }, 'invalid_argument'],
    ['a negative jitter', { jitterSeconds: -1 }, 'invalid_argument'],
    ['a jitter longer than a day', { jitterSeconds: 86_401 }, 'invalid_argument'],
    ['half a second of jitter', { jitterSeconds: 0.5 }, 'invalid_argument'],
  ])('refuses %s and changes nothing', async (_, wrong, code) => {
    const { id } = await world.add();
    const before = await world.store.list();
    expect(await codeOf(world.add({ name: 'other', ...wrong }))).toBe(code);
    expect(await codeOf(world.replace(id, wrong))).toBe(code);
    expect(await world.store.list()).toEqual(before);
  });

  it('refuses the name of another schedule, but not its own', async () => {
    const { id } = await world.add();
    const { id: second } = await world.add({ name: 'second' });
    expect(await codeOf(world.add())).toBe('already_exists');
    expect(await codeOf(world.replace(second))).toBe('already_exists');
    expect(await codeOf(world.replace(id, { template: 'publish' }))).toBeUndefined();
  });

  it('refuses one that does not exist', async () => {
    expect(await codeOf(world.replace(7))).toBe('not_found');
    expect(await codeOf(world.book.delete(7, commandLine('grpc')))).toBe('not_found');
    expect(await world.store.list()).toEqual([]);
  });

  it('keeps its sources under their proper names (205)', async () => {
    expect(await world.add({ sources: ['QQMusicClient', 'qq'], downloadSources: [' Library '] })).toMatchObject({
      sources: ['qq'],
      downloadSources: ['library'],
    });
  });

  it('says so if named sources cannot be checked, and needs no resolver if none are named', async () => {
    world.resolverFault = new Fault('unavailable', 'the resolver does not answer');
    expect(await codeOf(world.add({ sources: ['qq'] }))).toBe('unavailable');
    expect(await codeOf(world.add())).toBeUndefined();
  });

  it('keeps the planned run unless its timing changes', async () => {
    world.chance = 0.5;
    const { id, plan } = await world.add({ jitterSeconds: 600 });
    world.chance = 0.9;
    expect((await world.replace(id, { name: 'renamed', jitterSeconds: 600, template: 'publish' })).plan).toEqual(plan);
    expect((await world.replace(id, { jitterSeconds: 601 })).plan?.runAt).toBeGreaterThan(plan!.runAt);
  });
});
