import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeTime } from '../../test/fake-time.js';
import { type OpenMemoryStore, openMemoryStore } from '../../test/notes.js';
import { defaultEngineOptions } from '../records/engine-options.js';
import { Turns } from '../turn/turn-scope.js';
import { RoomWatch } from './room-watch.js';

describe('when volumes are full', () => {
  let open: OpenMemoryStore;
  let time: FakeTime;
  let watch: RoomWatch<unknown>;
  let asked: string[];
  let answer: (volume: string) => Promise<boolean>;
  let warnings: unknown[];
  let resumed: number[];
  beforeEach(async () => {
    open = await openMemoryStore();
    time = new FakeTime();
    [asked, warnings, resumed] = [[], [], []];
    answer = async () => false;
    const volumes = {
      hasRoom: (volume: string) => {
        asked.push(volume);
        return answer(volume);
      },
    };
    const log = { warn: (details: unknown) => void warnings.push(details), error: () => undefined };
    const surroundings = { clock: time, pacing: time, random: () => 0, volumes, log };
    const turns = new Turns(open.store, time, { options: defaultEngineOptions, lanes: new Map() });
    watch = new RoomWatch(open.store, turns, surroundings, 30_000, (jobIds) => void resumed.push(...jobIds));
    await open.store.transact(async ({ ledger, jobs }) => {
      for (const name of ['/a', '/b']) await ledger.hold({ kind: 'volume', name, since: 0 });
      await ledger.hold({ kind: 'source', name: 'east', since: 0 });
      const id = await jobs.insertJob({ template: 'fetch', config: {}, choices: {}, scope: {}, stages: ['fetch'] }, 0);
      await jobs.updateJobs([id], { status: 'paused', pausedBy: 'disk_full', pausedVolume: '/b' });
    });
  });
  const check = async (): Promise<string[]> => {
    watch.check(time.now());
    await time.settle();
    return asked.splice(0);
  };
  const held = async (): Promise<string[]> => (await open.store.holds()).map(({ name }) => name);

  it('each is asked for room at once, then at the given interval, and sources are not', async () => {
    expect([await check(), await check()]).toEqual([['/a', '/b'], []]);
    await time.pass(29_999);
    expect(await check()).toEqual([]);
    await time.pass(1);
    expect([await check(), await held()]).toEqual([
      ['/a', '/b'],
      ['/a', '/b', 'east'],
    ]);
  });

  it('one with room is released and its jobs resume; the others stay held', async () => {
    answer = async (volume) => volume === '/b';
    await check();
    expect([await held(), resumed]).toEqual([['/a', 'east'], [1]]);
    expect((await open.store.jobView(1))?.job).toMatchObject({ status: 'queued', pausedBy: undefined, pausedVolume: undefined });
  });

  it('none is asked again while one still thinks about it', async () => {
    let decide = (_room: boolean): void => undefined;
    answer = () =>
      new Promise((resolve) => {
        decide = resolve;
      });
    expect(await check()).toEqual(['/a']);
    await time.pass(60_000);
    expect(await check()).toEqual([]);
    answer = async () => false;
    decide(false);
    await time.settle();
    expect([asked.splice(0), await check()]).toEqual([['/b'], ['/a', '/b']]);
  });

  it('one that cannot be asked counts as full, is reported, and is asked again', async () => {
    const failure = new Fault('unavailable', 'the volume does not answer');
    answer = () => Promise.reject(failure);
    await check();
    expect([warnings, await held()]).toEqual([[{ err: failure }], ['/a', '/b', 'east']]);
    answer = async () => true;
    await time.pass(30_000);
    await check();
    expect(await held()).toEqual(['east']);
  });

  it.each([
    ['an answer', (resolve: (room: boolean) => void) => resolve(true)],
    ['a failure', (_resolve: unknown, reject: (reason: Error) => void) => reject(new Error('aborted'))],
  ])('after the stop %s that comes late changes nothing, and none is asked any more', async (_name, end) => {
    let late = (): void => undefined;
    answer = () =>
      new Promise((resolve, reject) => {
        late = () => end(resolve, reject);
      });
    await check();
    const stopped = watch.stop();
    late();
    await stopped;
    await time.pass(60_000);
    expect([await check(), warnings, await held()]).toEqual([[], [], ['/a', '/b', 'east']]);
  });
});
