import { Fault } from '@catalogsync/faults';
import type { JobView } from '@catalogsync/job-engine';
import { FakeTime } from '@catalogsync/job-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobOrder } from '../jobs/job-starter.js';
import type { LibraryNews } from '../sources/source-catalog.js';
import { LibraryWatcher } from './library-watcher.js';

const second = 1_000;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };

let time: FakeTime;
let tell: (news: Partial<LibraryNews>) => void;
let orders: JobOrder[];
let views: { job: { id: number; template: string; status: string; createdAt: number; scope: object; choices: object }; stages: object[] }[];
let watcher: LibraryWatcher;
let startFault: Fault | undefined;

async function* newsFrom(signal: AbortSignal): AsyncGenerator<LibraryNews> {
  const kept: LibraryNews[] = [];
  let wake = (): void => undefined;
  tell = (news) => {
    kept.push({ watched: [], changed: [], ...news });
    wake();
  };
  signal.addEventListener('abort', () => wake(), { once: true });
  while (!signal.aborted) {
    const arrival = new Promise<void>((resolve) => {
      wake = resolve;
    });
    yield* kept.splice(0);
    if (kept.length === 0 && !signal.aborted) await arrival;
  }
}

beforeEach(() => {
  time = new FakeTime();
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
  const surroundings = { clock: time, pacing: time, log };
  const parts = { library: { watch: newsFrom }, store, start, surroundings } as unknown as ConstructorParameters<typeof LibraryWatcher>[0];
  watcher = new LibraryWatcher(parts);
  watcher.start();
});
afterEach(() => watcher.stop());

function addJob(template: string): (typeof views)[number] {
  const job = { id: views.length + 1, template, status: 'running', createdAt: time.now(), scope: {}, choices: {} };
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
    await time.pass(5 * second);
    changed('/m/c');
    changed('/m/a', '/m/d');
    await time.pass(5 * second);
    expect(orders.map(foldersOf)).toEqual([['/m/a', '/m/b']]);
    (views[0] as (typeof views)[number]).job.status = 'completed';
    await time.pass(5 * second);
    expect(orders.map(foldersOf)).toEqual([
      ['/m/a', '/m/b'],
      ['/m/c', '/m/a', '/m/d'],
    ]);
    expect((await first).value).toEqual({ jobId: 1, state: 'completed', files: 9, added: 2, changed: 0, moved: 1, removed: 0 });
  });

  it('they are not forgotten if the job cannot start', async () => {
    startFault = new Fault('unavailable', 'not now');
    changed('/m/a');
    await time.pass(5 * second);
    startFault = undefined;
    await time.pass(20 * second);
    expect(orders.map(foldersOf)).toEqual([['/m/a']]);
  });
});

describe('when the watch begins', () => {
  const begin = () => tell({ watched: [{ path: '/m', isWatched: true, reason: '' }] });

  it('everything is scanned once, for what changed before', async () => {
    begin();
    await time.pass(25 * second);
    expect(orders).toEqual([{ template: 'scan', folders: undefined, reason: 'the library folders may have changed' }]);
  });

  it('nothing is scanned if another job does that anyway', async () => {
    begin();
    await time.pass(2 * second);
    addJob('full');
    await time.pass(25 * second);
    expect(orders).toEqual([]);
  });

  it('nothing is scanned if nothing is watched', async () => {
    tell({ watched: [{ path: '/m', isWatched: false, reason: 'WATCH_LIBRARY is off' }] });
    await time.pass(25 * second);
    expect(orders).toEqual([]);
  });
});
