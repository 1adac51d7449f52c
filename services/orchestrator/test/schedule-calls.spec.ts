import { orchestratorSchedulesV1 } from '@catalogsync/contracts';
import type { Fault } from '@catalogsync/faults';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { ask, db, running, start } from './orchestrator-under-test.js';

// Real here: the whole service with its gRPC socket, its jobs and SQLite. The resolver and the snapshot
// service are fakes behind real sockets.
const wire = orchestratorSchedulesV1.ScheduleServiceService;
const deadlineMs = 60_000;
let client: RpcClient<typeof wire>;

const restart = async (more: Record<string, string> = {}): Promise<void> => {
  client?.close();
  await running?.stop();
  const { addresses } = await start(more);
  client = createRpcClient(wire, { address: addresses.grpc, service: 'orchestrator' });
};
beforeEach(() => restart());
afterEach(() => client.close());

const schedule = (more: Partial<orchestratorSchedulesV1.Schedule> = {}): orchestratorSchedulesV1.Schedule => ({
  id: 0,
  name: 'nightly',
  template: 'publish',
  sources: [],
  downloadSources: [],
  pattern: '0 3 * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  blackoutHours: [],
  enabled: true,
  nextRunAt: 0,
  lastRunAt: 0,
  lastJobId: 0,
  lastError: '',
  ...more,
});
const save = async (more: Partial<orchestratorSchedulesV1.Schedule> = {}) =>
  (await client.saveSchedule({ schedule: schedule(more) }, { deadlineMs })).schedule!;
const list = async () => (await client.listSchedules({}, { deadlineMs })).schedules;
const codeOf = async (attempt: Promise<unknown>): Promise<string | undefined> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return (error as Fault | undefined)?.code;
};
const begun = () => until(async () => (await list()).find(({ lastJobId }) => lastJobId > 0));

describe('when schedules are managed over gRPC', () => {
  it('they are saved with their next run, listed, replaced and deleted', async () => {
    const saved = await save({ blackoutHours: ['1:00-2:00'], sources: ['library'] });
    expect(saved).toMatchObject({ id: 1, blackoutHours: ['01:00-02:00'], sources: ['library'], lastJobId: 0, lastError: '' });
    expect(new Date(saved.nextRunAt).toISOString()).toMatch(/T03:00:00\.000Z$/);
    expect(await list()).toEqual([saved]);
    const off = await save({ id: saved.id, name: '每晚', enabled: false });
    expect(off).toMatchObject({ id: saved.id, name: '每晚', nextRunAt: 0 });
    await client.deleteSchedule({ scheduleId: saved.id }, { deadlineMs });
    expect(await list()).toEqual([]);
  });

  it('invalid requests fail with their own code and change nothing', async () => {
    await save();
    const before = await list();
    expect(await codeOf(client.saveSchedule({ schedule: undefined }, { deadlineMs }))).toBe('invalid_argument');
    expect(await codeOf(save({ name: 'other', template: 'everything' }))).toBe('invalid_argument');
    expect(await codeOf(save({ name: 'other', sources: ['napster'] }))).toBe('invalid_argument');
    expect(await codeOf(save({ name: 'other', pattern: '0 0 30 2 *' }))).toBe('invalid_argument');
    expect(await codeOf(save({ name: 'other', blackoutHours: ['00:00-24:00'] }))).toBe('invalid_argument');
    expect(await codeOf(save())).toBe('already_exists');
    expect(await codeOf(save({ id: 99 }))).toBe('not_found');
    expect(await codeOf(client.deleteSchedule({ scheduleId: 99 }, { deadlineMs }))).toBe('not_found');
    expect(await list()).toEqual(before);
  });
});

describe('when a schedule is due', () => {
  it('it starts a job of its template, which runs to its end', async () => {
    await save({ pattern: '* * * * * *' });
    const { lastJobId } = await begun();
    await save({ id: 1, pattern: '* * * * * *', enabled: false });
    const job = () => ask<{ job_type: string; status: string }>(`SELECT job_type, status FROM job_runs WHERE id = ${lastJobId}`)[0];
    expect(await until(() => (job()?.status === 'completed' ? job() : undefined))).toEqual({
      job_type: 'publish',
      status: 'completed',
    });
    expect(
      ask(`SELECT actor, via, target, outcome FROM console_audit WHERE action = 'createJob' AND target LIKE 'job ${lastJobId} %'`),
    ).toEqual([{ actor: 'schedule nightly', via: 'schedule', target: `job ${lastJobId} (publish)`, outcome: 'done' }]);
  });

  it('a run missed while the service was off is made up for once', async () => {
    const { nextRunAt } = await save();
    await running?.stop();
    const connection = new Connection(db);
    const early = Date.now() - 5 * 86_400_000;
    connection.prepare('UPDATE job_schedules SET firing_at = ?, run_at = ?, planned_at = ?').run(early, early, early);
    connection.close();
    await restart();
    const found = await begun();
    expect(found.nextRunAt).toBe(nextRunAt);
    await restart();
    expect((await list()).map(({ lastJobId }) => lastJobId)).toEqual([found.lastJobId]);
    expect(ask('SELECT id FROM job_runs')).toHaveLength(1);
  });

  it('it waits while no jobs run, and starts once they do', async () => {
    await restart({ START_RUNNER: 'false' });
    const { nextRunAt } = await save({ pattern: '* * * * * *' });
    await until(() => Date.now() > nextRunAt + 500);
    expect(await list()).toMatchObject([{ nextRunAt, lastJobId: 0 }]);
    await restart();
    expect((await begun()).lastJobId).toBeGreaterThan(0);
  });
});
