import { describe, expect, it } from '@jest/globals';
import { applies, currentStage, foundNothing, jobTally, stageRemainingMs, waitOf } from './job-facts.js';

const counts = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };
const startedAt = '2026-11-30T10:00:00.000Z';
const stage = (change: object) => ({
  ...{ stageType: 'download', status: 'running' as const, planned: true, itemCounts: counts, startedAt, endedAt: null },
  ...change,
});
const job = (change: object) => ({ status: 'running' as const, sources: [], downloadSources: [], stages: [stage({})], ...change });

describe('when a job is summed up', () => {
  it('counts the items of all stages', () => {
    const stages = [
      stage({ itemCounts: { ...counts, succeeded: 3, failed: 1 } }),
      stage({ itemCounts: { ...counts, pending: 5, canceled: 2 } }),
    ];
    expect(jobTally({ stages })).toEqual({ done: 3, failed: 1, canceled: 2, total: 11 });
  });

  it('found nothing to do if it ended well without an item', () => {
    expect(foundNothing({ status: 'completed', stages: [stage({})] })).toBe(true);
    expect(foundNothing({ status: 'failed', stages: [stage({})] })).toBe(false);
    expect(foundNothing({ status: 'running', stages: [stage({})] })).toBe(false);
    expect(foundNothing({ status: 'completed', stages: [stage({ itemCounts: { ...counts, canceled: 1 } })] })).toBe(false);
  });

  it('is at the first stage that has not ended', () => {
    const stages = [stage({ status: 'completed' }), stage({ status: 'paused' }), stage({ status: 'pending' })];
    expect(currentStage(stages)).toBe(stages[1]);
  });

  it('guesses the end from what is done, and not before there is enough', () => {
    const now = Date.parse(startedAt) + 60_000;
    expect(stageRemainingMs(stage({ itemCounts: { ...counts, succeeded: 20, pending: 40 } }), now)).toBe(120_000);
    expect(stageRemainingMs(stage({ itemCounts: { ...counts, succeeded: 2, pending: 40 } }), now)).toBeUndefined();
    expect(stageRemainingMs(stage({ planned: false, itemCounts: { ...counts, succeeded: 20, pending: 40 } }), now)).toBeUndefined();
  });
});

describe('when a job does not go on', () => {
  const pending = [stage({ itemCounts: { ...counts, pending: 3 } })];
  const holds = [{ kind: 'source' as const, name: 'qq' }];

  it('says what it waits for', () => {
    expect(waitOf(job({ status: 'queued' }), [])).toEqual({ kind: 'queued' });
    expect(waitOf(job({ stages: [stage({ planned: false })] }), [])).toEqual({ kind: 'planning' });
    expect(waitOf(job({ stages: pending }), [])).toEqual({ kind: 'retry' });
    expect(waitOf(job({ stages: pending }), holds)).toEqual({ kind: 'source', names: ['qq'] });
  });

  it('waits for nothing while items run, or once it has ended', () => {
    expect(waitOf(job({ stages: [stage({ itemCounts: { ...counts, running: 1, pending: 3 } })] }), holds)).toBeUndefined();
    expect(waitOf(job({ status: 'completed' }), holds)).toBeUndefined();
  });
});

describe('when an action is offered', () => {
  it('fits the state of the job', () => {
    expect(applies('pause', job({}))).toBe(true);
    expect(applies('resume', job({}))).toBe(false);
    expect(applies('resume', job({ status: 'paused' }))).toBe(true);
    expect(applies('cancel', job({ status: 'completed' }))).toBe(false);
    expect(applies('retry', job({ status: 'completed', stages: [stage({ itemCounts: { ...counts, failed: 1 } })] }))).toBe(true);
    expect(applies('retry', job({}))).toBe(false);
  });
});
