import type { RunningItem } from '../src/index.js';
import type { Claimed } from '../src/turn/claims.js';
import { things } from './engine-world.js';
import { openMemoryStore } from './notes.js';

/** Items as a claim hands them out, all of the one stage of a job. */
export async function claimedThings(count: number): Promise<Claimed[]> {
  const { store } = await openMemoryStore();
  return store.transact(async ({ jobs, items }) => {
    const jobId = await jobs.insertJob({ template: 'fetch', config: {}, choices: {}, scope: {}, stages: ['fetch'] }, 0);
    const [view] = await jobs.jobs([jobId]);
    const [stage] = view?.stages ?? [];
    if (view === undefined || stage === undefined) throw new Error('the job is missing');
    await items.insertItems(stage.id, 1, things(count), 0);
    const claim = { stageIds: [stage.id], now: 0, leaseUntil: 1, workerIds: [1], itemsPerWorker: count, heldSources: [] };
    return (await items.claim(claim)).map((item) => ({ item, stage, job: view.job }));
  });
}

export async function runningThings(count: number): Promise<RunningItem[]> {
  return (await claimedThings(count)).map((claimed) => ({ ...claimed, workerName: 'fetch-1', progress: undefined }));
}
