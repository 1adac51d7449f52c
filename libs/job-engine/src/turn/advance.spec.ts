import { beforeEach, describe, expect, it } from '@jest/globals';
import { things } from '../../test/engine-world.js';
import { FakeTime } from '../../test/fake-time.js';
import { type OpenMemoryStore, openMemoryStore } from '../../test/notes.js';
import { defaultEngineOptions } from '../records/engine-options.js';
import { advanceJobs } from './advance.js';
import { Turns } from './turn-scope.js';

describe('when a job that is to pause still has something to do', () => {
  let open: OpenMemoryStore;
  const advance = (isPlanning: boolean) =>
    new Turns(open.store, new FakeTime(), { options: defaultEngineOptions, lanes: new Map() }).run((scope) =>
      advanceJobs(scope, () => isPlanning),
    );
  const states = async (): Promise<string[]> => {
    const view = await open.store.jobView(1);
    return [view?.job.status ?? '', ...(view?.stages ?? []).map(({ status }) => status)];
  };
  beforeEach(async () => {
    open = await openMemoryStore();
    await open.store.transact(async ({ jobs }) => {
      await jobs.insertJob({ template: 'fetch', config: {}, choices: {}, scope: {}, stages: ['fetch', 'send'] }, 0);
      await jobs.updateJobs([1], { status: 'pause_requested' });
      await jobs.updateStages([1], { status: 'pause_requested' });
    });
  });

  it('it waits until the planning has ended', async () => {
    await advance(true);
    expect(await states()).toEqual(['pause_requested', 'pause_requested', 'pending']);
    await advance(false);
    expect(await states()).toEqual(['paused', 'paused', 'pending']);
  });

  it('it waits for running items, also for those of a stage that was canceled', async () => {
    await open.store.transact(async ({ jobs, items }) => {
      await items.insertItems(1, 1, things(1), 0);
      await items.claim({ stageIds: [1], now: 0, leaseUntil: 1, workerIds: [1], itemsPerWorker: 1, heldSources: [] });
      await jobs.updateStages([1], { status: 'canceled' });
    });
    await advance(false);
    expect(await states()).toEqual(['pause_requested', 'canceled', 'pending']);
    await open.store.transact(({ items }) => items.moveOne(1, { statuses: ['running'], to: 'canceled', now: 0, afresh: false }));
    await advance(false);
    expect(await states()).toEqual(['paused', 'canceled', 'pending']);
  });
});
