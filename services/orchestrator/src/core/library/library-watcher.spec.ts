import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import type { JobView } from '@catalogsync/job-engine';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobOrder } from '../jobs/job-starter.js';
import type { LibraryNews } from '../sources/source-catalog.js';
import { LibraryWatcher } from './library-watcher.js';

// Time passes a hundred times faster here.
const pacing = {
  sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
    await sleep(ms / 100, undefined, { signal }).catch(() => undefined);
  },
};
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };

let tell: (news: Partial<LibraryNews>) => void;
let orders: JobOrder[];
let views: { job: { id: number; template: string; status: string; createdAt: number; scope: object; choices: object }; stages: object[] }[];
let watcher: LibraryWatcher;
let startFault: Fault | undefined;

async function* newsFrom(signal: AbortSignal): AsyncGenerator<LibraryNews> {
  const kept: LibraryNews[] = [];
  tell = (news) => kept.push({ watched: [], changed: [], ...news });
  while (!signal.aborted) {
    yield* kept.splice(0);
    await pacing.sleep(100, signal);
  }
}

beforeEach(() => {
  [orders, views, startFault] = [[], [], undefined];
  const store = {
    jobView: async (id: number) => views.find(({ job }) => job.id === id),
    jobsIn: async () => views.filter(({ job }) => job.status === 'running'),
    listJobs: async () => views,
    listItems: async () => ({ items: [{ type: 'collect_source', result: { files: 9, added: 2, changed: 0, moved: 1, removed: 0 } }] }),
  };
  const start = async (order: JobOrder): Promise<number> => {
    if (startFault !== undefined) throw startFault;
    orders.push(order);
    return addJob('scan').job.id;
  };
  const surroundings = { clock: { now: () => Date.now() }, pacing, log };
  const parts = { library: { watch: newsFrom }, store, start, surroundings } as unknown as ConstructorParameters<typeof LibraryWatcher>[0];
  watcher = new LibraryWatcher(parts);
  watcher.start();
});
afterEach(() => watcher.stop());

function addJob(template: string): (typeof views)[number] {
  const job = { id: views.length + 1, template, status: 'running', createdAt: Date.now(), scope: {}, choices: {} };
  const view = { job, stages: [{ status: 'running' }] as unknown as JobView['stages'][number][] };
  views.push(view);
  return view;
}

const changed = (...paths: readonly string[]) => tell({ changed: paths.map((path) => ({ path, whole: false })) });
const foldersOf = (order: JobOrder | undefined): unknown => order?.folders?.map(({ path }) => path);

describe('when folders of the library change', () => {
  it('they are scanned by one job at a time; what changes meanwhile is in the next one', async () => {
    const ended = watcher.ended.read(new AbortController().signal);
    const first = ended.next();
    changed('/m/a', '/m/b');
    await sleep(50);
    changed('/m/c');
    changed('/m/a', '/m/d');
    await sleep(50);
    expect(orders.map(foldersOf)).toEqual([['/m/a', '/m/b']]);
    (views[0] as (typeof views)[number]).job.status = 'completed';
    await sleep(50);
    expect(orders.map(foldersOf)).toEqual([
      ['/m/a', '/m/b'],
      ['/m/c', '/m/a', '/m/d'],
    ]);
    expect((await first).value).toEqual({ jobId: 1, state: 'completed', files: 9, added: 2, changed: 0, moved: 1, removed: 0 });
  });

  it('they are not forgotten if the job cannot start', async () => {
    startFault = new Fault('unavailable', 'not now');
    changed('/m/a');
    await sleep(50);
    startFault = undefined;
    await sleep(200);
    expect(orders.map(foldersOf)).toEqual([['/m/a']]);
  });
});

describe('when the watch begins', () => {
  const begin = () => tell({ watched: [{ path: '/m', isWatched: true, reason: '' }] });

  it('everything is scanned once, for what changed before', async () => {
    begin();
    await sleep(250);
    expect(orders).toEqual([{ template: 'scan', folders: undefined, reason: 'the library folders may have changed' }]);
  });

  it('nothing is scanned if another job does that anyway', async () => {
    begin();
    await sleep(20);
    addJob('full');
    await sleep(250);
    expect(orders).toEqual([]);
  });

  it('nothing is scanned if nothing is watched', async () => {
    tell({ watched: [{ path: '/m', isWatched: false, reason: 'WATCH_LIBRARY is off' }] });
    await sleep(250);
    expect(orders).toEqual([]);
  });
});
