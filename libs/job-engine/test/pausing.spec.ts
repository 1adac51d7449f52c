import { describe, expect, it } from '@jest/globals';
import type { Job } from '../src/index.js';
import { Gate, order, things, type World } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();
const jobOf = async (id: number): Promise<Job | undefined> => (await memory.open.store.jobView(id))?.job;
const stageIdsOf = async (id: number): Promise<number[]> => ((await memory.open.store.jobView(id))?.stages ?? []).map((stage) => stage.id);

/** A job with one item that met a full volume, and one that still runs. */
async function fullVolume(): Promise<{ here: World; gate: Gate; id: number }> {
  const gate = new Gate();
  const here = memory.world({ fetch: { items: things(3), execute: gate.execute } });
  here.full.add('/music');
  await here.start();
  const id = await here.createJob('fetch');
  gate.end('thing:1', { kind: 'failed', errorClass: 'disk_full', message: 'no space left', volume: '/music' });
  await here.time.settle();
  expect(await jobOf(id)).toMatchObject({ status: 'pause_requested', pausedBy: 'disk_full', pausedVolume: '/music' });
  return { here, gate, id };
}

describe('when a job that the program paused is paused or resumed by a person', () => {
  it('the pause is theirs from then on, and a second one is refused', async () => {
    const { here, gate, id } = await fullVolume();
    expect(await here.command('pause', { jobId: id })).toBe('applied');
    expect(await jobOf(id)).toMatchObject({ pausedBy: 'user', pausedVolume: undefined });
    expect(await here.command('pause', { jobId: id })).toBe('rejected: the job is already pause_requested');
    gate.end('thing:2');
    await here.time.settle();
    expect(await here.command('pause', { jobId: id })).toBe('rejected: the job is already paused');
    expect(await here.events(id)).toEqual([
      'job_created',
      'job_started',
      'stage_started',
      'disk_full',
      'pause_requested',
      'pause_requested',
      'paused',
    ]);
  });

  it('a resume tries the full volume again, also for the jobs that waited for it', async () => {
    const { here, gate, id } = await fullVolume();
    const waiting = await here.createJob('fetch');
    gate.end('thing:2');
    await here.time.settle();
    expect([await here.status(id), await here.status(waiting)]).toEqual(['paused', 'queued']);
    await here.command('cancel', { jobId: waiting });
    expect(await here.command('resume', { jobId: id })).toBe('applied');
    expect([await here.status(id), await memory.open.store.holds()]).toEqual(['running', []]);
    expect(await jobOf(id)).toMatchObject({ pausedBy: undefined, pausedVolume: undefined });
    expect(gate.begun).toEqual(['thing:1', 'thing:2', 'thing:1', 'thing:3']);
  });
});

describe('when a job is paused and resumed', () => {
  it('it remembers when it first began, and tells each start', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(3), concurrency: 1, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const began = here.time.now();
    await here.time.pass(5_000);
    await here.command('pause', { jobId: id });
    gate.end('thing:1');
    await here.time.pass(5_000);
    await here.command('resume', { jobId: id });
    const view = await memory.open.store.jobView(id);
    expect([view?.job.startedAt, view?.stages[0]?.startedAt]).toEqual([began, began]);
    const told = await memory.open.store.events(id, { after: 0, limit: 99 });
    expect(told.filter(({ type }) => type === 'job_started').map(({ message }) => message)).toEqual(['fetch', 'fetch']);
  });

  it('a second resume of one that is still pausing is refused', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(2), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.command('pause', { jobId: id });
    await here.command('resume', { jobId: id });
    expect(await here.command('resume', { jobId: id })).toBe('rejected: the job already resumes as soon as it is paused');
    expect(await jobOf(id)).toMatchObject({ status: 'pause_requested', resumeWanted: true });
    gate.end('thing:1');
    gate.end('thing:2');
    await here.time.settle();
    expect(await jobOf(id)).toMatchObject({ status: 'completed', resumeWanted: false, pausedBy: undefined });
  });

  it('a cancel while it is paused clears why it was', async () => {
    const here = memory.world({ fetch: { items: things(1) } });
    const id = await here.engine.createJob(order('fetch'));
    await here.engine.command('pause', { jobId: id });
    await here.start();
    expect(await jobOf(id)).toMatchObject({ status: 'paused', pausedBy: 'user' });
    await here.command('cancel', { jobId: id });
    expect(await jobOf(id)).toMatchObject({ status: 'canceled', pausedBy: undefined, endedAt: here.time.now() });
  });

  it('items claimed ahead that failed before keep their count of failures and their error', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(2), concurrency: 1, itemsPerClaim: 2, execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    for (const key of ['thing:1', 'thing:2']) {
      gate.end(key, { kind: 'failed', errorClass: 'source_down', message: 'east does not answer' });
      await here.time.settle();
    }
    await here.time.pass(24_000);
    expect(await here.statuses(id)).toEqual(['thing:1 running', 'thing:2 running']);
    await here.command('pause', { jobId: id });
    expect((await here.items(id))[1]).toMatchObject({
      status: 'pending',
      attempts: 1,
      failures: 1,
      errorClass: 'source_down',
      lastError: 'east does not answer',
    });
    gate.end('thing:1');
    await here.time.settle();
    expect((await here.items(id))[0]).toMatchObject({ status: 'succeeded', failures: 0, errorClass: undefined, lastError: undefined });
  });
});

describe('when a stage is paused', () => {
  it('its running items finish, no more begin, and its job goes on once it is resumed', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(3), execute: gate.execute } });
    await here.start();
    const id = await here.createJob('fetch');
    const [stageId] = await stageIdsOf(id);
    expect(await here.command('pause', { stageId })).toBe('applied');
    expect([await here.status(id), await here.stages(id)]).toEqual(['running', ['fetch pause_requested']]);
    expect(await here.command('pause', { stageId })).toBe('rejected: the stage is pause_requested');
    gate.end('thing:1');
    await here.time.settle();
    expect(await here.stages(id)).toEqual(['fetch pause_requested']);
    gate.end('thing:2');
    await here.time.settle();
    expect([await here.status(id), await here.stages(id), gate.begun.length]).toEqual(['running', ['fetch paused'], 2]);
    expect(await here.command('pause', { stageId })).toBe('rejected: the stage is paused');
    expect(await here.command('resume', { stageId })).toBe('applied');
    gate.end('thing:3');
    await here.time.settle();
    expect([await here.status(id), (await here.events(id)).filter((type) => type === 'resumed')]).toEqual(['completed', ['resumed']]);
  });

  it('by a crash, its resume makes its interrupted items wait again, and the job still waits for its own', async () => {
    const gate = new Gate();
    const first = memory.world({ fetch: { items: things(3), execute: gate.execute } }, { commandBatch: 1 });
    await first.start();
    const id = await first.createJob('fetch');
    first.kill();
    const here = memory.world({ fetch: { items: things(3) } }, { recovery: 'pause', commandBatch: 1 }, first.time);
    await here.start();
    expect(await here.statuses(id)).toEqual(['thing:1 interrupted', 'thing:2 interrupted', 'thing:3 pending']);
    const [stageId] = await stageIdsOf(id);
    expect(await here.command('resume', { stageId })).toBe('applied');
    expect(await here.statuses(id)).toEqual(['thing:1 pending', 'thing:2 pending', 'thing:3 pending']);
    expect([await here.status(id), await here.stages(id)]).toEqual(['paused', ['fetch pending']]);
    await here.command('resume', { jobId: id });
    expect(await here.status(id)).toBe('completed');
  });

  it('by a person, its later stages do not start before it', async () => {
    const here = memory.world({ fetch: { items: things(1) }, send: { items: things(1) } });
    const id = await here.engine.createJob(order('fetch+send'));
    const [stageId] = await stageIdsOf(id);
    await here.engine.command('pause', { stageId });
    await here.start();
    await here.time.pass(5_000);
    expect([await here.status(id), await here.stages(id), await memory.open.notes()]).toEqual([
      'running',
      ['fetch paused', 'send pending'],
      [],
    ]);
  });
});
