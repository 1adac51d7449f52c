import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { executor, things } from '../../test/engine-world.js';
import { FakeTime } from '../../test/fake-time.js';
import { type Notes, type OpenMemoryStore, openMemoryStore } from '../../test/notes.js';
import { defaultEngineOptions } from '../records/engine-options.js';
import type { StagePatch } from '../records/engine-records.js';
import type { WorkingStage } from '../turn/advance.js';
import { Turns } from '../turn/turn-scope.js';
import { Planner } from './planner.js';

describe('when a stage is planned', () => {
  let open: OpenMemoryStore;
  let time: FakeTime;
  let planner: Planner<Notes>;
  let wish: WorkingStage;
  let news: number[];
  let problems: unknown[];
  beforeEach(async () => {
    open = await openMemoryStore();
    time = new FakeTime();
    [news, problems] = [[], []];
    const log = { warn: () => undefined, error: (details: unknown) => void problems.push(details) };
    const surroundings = { clock: time, pacing: time, random: () => 0.5, volumes: { hasRoom: async () => true }, log };
    const options = { ...defaultEngineOptions, planBatch: 2 };
    const turns = new Turns(open.store, time, { options, lanes: new Map() });
    planner = new Planner(turns, surroundings, options, (jobId) => void news.push(jobId));
    await open.store.transact(async ({ jobs }) => {
      const id = await jobs.insertJob({ template: 'fetch', config: {}, choices: {}, scope: {}, stages: ['fetch'] }, 0);
      await jobs.updateJobs([id], { status: 'running' });
      await jobs.updateStages([1], { status: 'running', failures: 1, lastError: 'the last time' });
    });
    wish = await stored();
  });
  const stored = async (): Promise<WorkingStage> => {
    const view = await open.store.jobView(1);
    const [stage] = view?.stages ?? [];
    if (view === undefined || stage === undefined) throw new Error('the job is missing');
    return { job: view.job, stage };
  };
  const change = (patch: StagePatch): Promise<void> => open.store.transact(({ jobs }) => jobs.updateStages([wish.stage.id], patch));

  it('its items are stored batch by batch, with news of each and of the end, and it is planned', async () => {
    planner.start(executor('fetch', { items: things(5) }), wish);
    expect(planner.isPlanning(wish.stage.id)).toBe(true);
    await time.pass(1_000);
    expect((await stored()).stage).toMatchObject({ planned: true, failures: 0, lastError: undefined, counts: { pending: 5 } });
    expect([news, planner.isPlanning(wish.stage.id), problems]).toEqual([[1, 1, 1, 1], false, []]);
  });

  it.each<[string, StagePatch]>([
    ['paused', { status: 'paused' }],
    ['already planned', { planned: true }],
  ])('nothing is stored once it is %s', async (_name, patch) => {
    await change(patch);
    planner.start(executor('fetch', { items: things(5) }), wish);
    await time.pass(1_000);
    expect((await stored()).stage).toMatchObject({ ...patch, failures: 1, lastError: 'the last time', counts: { pending: 0 } });
    // The rest of the plan is not even read.
    expect(news).toEqual([1]);
  });

  it('a failure counts only while the stage runs', async () => {
    await change({ status: 'paused' });
    const plan = (): never => {
      throw new Fault('unsupported', 'no bucket');
    };
    planner.start(executor('fetch', { plan }), wish);
    await time.pass(1_000);
    expect((await stored()).stage).toMatchObject({ status: 'paused', failures: 1, lastError: 'the last time' });
    expect([(await stored()).job.status, await open.store.events(1, { after: 0, limit: 9 })]).toEqual(['running', []]);
  });

  it('the end of a plan that was stopped is not its completion, and what it throws then is no failure', async () => {
    for (const ending of [() => undefined, () => Promise.reject(new Error('aborted'))]) {
      const plan = async function* (_job: unknown, _stage: unknown, signal: AbortSignal) {
        yield* things(1);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await ending();
      };
      planner.start(executor('fetch', { plan }), wish);
      await time.pass(1_000);
      planner.stop([4_711]);
      await time.settle();
      expect(planner.isPlanning(wish.stage.id)).toBe(true);
      await planner.stopAll();
      expect([planner.isPlanning(wish.stage.id), (await stored()).stage.planned, problems]).toEqual([false, false, []]);
    }
  });

  it('a failure that cannot be stored is reported, and the stage is not planned again at once', async () => {
    const failure = new Fault('disk_full', 'no space left on the device');
    open.store.failNextCommit(failure);
    const plan = (): never => {
      throw new Fault('unsupported', 'no bucket');
    };
    planner.start(executor('fetch', { plan }), wish);
    await time.pass(999);
    expect([planner.isPlanning(wish.stage.id), problems]).toMatchObject([true, [{ stageId: 1 }, { stageId: 1, err: failure }]]);
    await time.pass(1);
    expect([planner.isPlanning(wish.stage.id), (await stored()).stage.status]).toEqual([false, 'running']);
  });
});
