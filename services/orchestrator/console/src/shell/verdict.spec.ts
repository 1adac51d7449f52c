import { expect, it } from '@jest/globals';
import { markedPages, placeOf } from './verdict.js';

const job = (id: number, failed: number) => ({
  id,
  stages: [{ id, stageType: 'download', itemCounts: { pending: 1, running: 0, succeeded: 0, failed, interrupted: 0, canceled: 0 } }],
});
const jobs = (...all: ReturnType<typeof job>[]) => all as unknown as Parameters<typeof placeOf>[1];

it('leads from failures to the failed items of the job that has most of them', () => {
  const place = placeOf({ kind: 'failures', jobId: null }, jobs(job(1, 2), job(2, 7), job(3, 0)));
  expect(place).toEqual({ to: '/jobs/2', search: { status: 'failed' } });
});

it('leads from failures to all jobs once the job is over', () => {
  expect(placeOf({ kind: 'failures', jobId: null }, jobs(job(1, 0)))).toEqual({ to: '/jobs' });
});

it('leads from a failed job to that job', () => {
  expect(placeOf({ kind: 'jobFailed', jobId: 17 }, jobs())).toEqual({ to: '/jobs/17' });
});

it('marks each page once, and as stopping if one of its causes stops work', () => {
  const marks = markedPages([{ kind: 'jobPaused' }, { kind: 'jobFailed' }, { kind: 'failures' }, { kind: 'quarantine' }]);
  expect([...marks]).toEqual([
    ['jobs', true],
    ['ranking', false],
  ]);
});
