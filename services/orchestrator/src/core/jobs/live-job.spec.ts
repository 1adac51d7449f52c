import { describe, expect, it } from '@jest/globals';
import type { JobView } from './job-runner.js';
import type { JobRecord } from './job-store.js';
import { LiveJob } from './live-job.js';

const stage = (id: number, type: string) => ({ id, type, status: 'pending' as const, startedAt: undefined, endedAt: undefined });
const queued: JobRecord = {
  id: 7,
  type: 'full',
  status: 'queued',
  sources: [],
  scope: undefined,
  createdAt: 1,
  startedAt: undefined,
  endedAt: undefined,
  lastError: undefined,
  stages: [stage(1, 'collect'), stage(2, 'sync')],
};
const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('when a job is watched', () => {
  it('shows the latest state to a slow watcher, and every notice once', async () => {
    const job = new LiveJob(queued);
    const watch = job.watch(never)[Symbol.asyncIterator]();
    expect((await watch.next()).value).toMatchObject({ status: 'queued', notices: [] });
    job.apply({ jobId: 7, at: 2, job: { status: 'running' } });
    for (let done = 1; done <= 100; done++) job.report(1, { done, total: 100, unit: 'files', current: '' });
    job.notice('a');
    job.notice('b');
    const second = (await watch.next()).value as JobView;
    expect(second).toMatchObject({ status: 'running', notices: ['a', 'b'] });
    expect(second.stages[0]?.progress).toMatchObject({ done: 100 });
    job.notice('c');
    expect((await watch.next()).value).toMatchObject({ notices: ['c'] });
  });

  it('loses no change that happens while the watcher is busy', async () => {
    const job = new LiveJob(queued);
    const seen: string[] = [];
    const watching = (async () => {
      for await (const view of job.watch(never)) {
        seen.push(view.status);
        await turn();
      }
    })();
    await turn();
    job.apply({ jobId: 7, at: 2, job: { status: 'running' } });
    await turn();
    job.apply({ jobId: 7, at: 3, job: { status: 'completed' } });
    await watching;
    expect(seen.at(-1)).toBe('completed');
  });

  it('ends at an end state, at a pause, and when the watcher leaves', async () => {
    for (const status of ['completed', 'failed', 'canceled', 'paused'] as const) {
      const job = new LiveJob({ ...queued, status });
      const seen = [];
      for await (const view of job.watch(never)) seen.push(view.status);
      expect(seen).toEqual([status]);
    }
    const abort = new AbortController();
    const left = (async () => {
      for await (const _ of new LiveJob(queued).watch(abort.signal)) setImmediate(() => abort.abort());
    })();
    await expect(left).rejects.toMatchObject({ code: 'canceled' });
  });
});
