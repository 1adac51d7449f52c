import type { Job, JobView } from '@catalogsync/job-engine';
import { describe, expect, it } from '@jest/globals';
import { type Situation, verdictOf } from './verdict.js';

const view = (id: number, job: Partial<Job>): JobView => ({ job: { id, template: 'full', ...job } as Job, stages: [] });
const well: Situation = {
  down: [],
  volumes: [],
  holds: [],
  open: [],
  recent: [],
  isRunning: true,
  openSources: [],
  failures: 0,
  quarantined: 0,
};
const none = { since: undefined, count: undefined, jobId: undefined };
const volume = {
  path: '/volume4',
  totalBytes: 1000,
  freeBytes: 1,
  keepFreeBytes: 100,
  full: true,
  uses: ['library'] as const,
  folders: ['/volume4/music'],
};

describe('when the dashboard says whether all is well', () => {
  it('is ok without a cause, also while jobs run or wait for their turn', () => {
    expect(verdictOf(well)).toEqual({ state: 'ok', causes: [] });
    const open = [view(2, { status: 'queued' }), view(1, { status: 'running' })];
    expect(verdictOf({ ...well, open, recent: open }).state).toBe('ok');
  });

  it('tells what stops work first, each with its name, time and count', () => {
    const verdict = verdictOf({
      ...well,
      down: [{ name: 'resolver', since: 5 }],
      openSources: [{ name: 'kuwo', since: undefined }],
      holds: [{ kind: 'source', name: 'qq', since: 7 }],
      recent: [view(9, { status: 'failed', endedAt: 8 }), view(8, { status: 'completed', template: 'publish' })],
      open: [view(3, { status: 'paused', pausedBy: 'user' })],
      failures: 4,
      quarantined: 2,
    });
    expect(verdict).toEqual({
      state: 'trouble',
      causes: [
        { ...none, kind: 'serviceDown', name: 'resolver', since: 5 },
        { ...none, kind: 'jobFailed', name: 'full', since: 8, jobId: 9 },
        { ...none, kind: 'sourceOpen', name: 'kuwo' },
        { ...none, kind: 'sourcePaused', name: 'qq', since: 7 },
        { ...none, kind: 'jobPaused', name: 'full', jobId: 3 },
        { ...none, kind: 'failures', name: '', count: 4 },
        { ...none, kind: 'quarantine', name: '', count: 2 },
      ],
    });
  });

  it('only asks for attention while work goes on in spite of it', () => {
    expect(verdictOf({ ...well, failures: 1 }).state).toBe('attention');
    expect(verdictOf({ ...well, holds: [{ kind: 'source', name: 'qq', since: 7 }] }).state).toBe('attention');
    expect(verdictOf({ ...well, isRunning: false }).state).toBe('ok');
    expect(verdictOf({ ...well, isRunning: false, open: [view(1, { status: 'queued' })] })).toMatchObject({
      state: 'trouble',
      causes: [{ kind: 'noRunner', count: 1 }],
    });
  });

  it('tells of a full volume once, with the jobs that wait for it, even if its folder is no longer there', () => {
    const waits = (id: number, pausedVolume: string) => view(id, { status: 'paused', pausedBy: 'disk_full', pausedVolume });
    const holds = [
      { kind: 'volume', name: '/volume4/music', since: 3 },
      { kind: 'volume', name: '/unplugged', since: 4 },
    ] as const;
    const open = [waits(1, '/volume4/music'), waits(2, '/volume4/music'), waits(3, '/unplugged')];
    expect(verdictOf({ ...well, volumes: [volume], holds, open }).causes).toEqual([
      { ...none, kind: 'volumeFull', name: '/volume4', since: 3, count: 2 },
      { ...none, kind: 'volumeFull', name: '/unplugged', since: 4, count: 1 },
    ]);
  });

  it('forgets a failed job once a later one of its template did not fail', () => {
    const recent = [view(9, { status: 'completed' }), view(8, { status: 'failed' })];
    expect(verdictOf({ ...well, recent }).state).toBe('ok');
  });
});
