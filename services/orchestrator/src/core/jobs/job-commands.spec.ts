import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { JobEngine } from '@catalogsync/job-engine';
import { executor, FakeTime, MemoryEngineStore, type Notes } from '@catalogsync/job-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JobCommands, type JobCommandsParts } from './job-commands.js';

// Real here: the engine. In memory: its store, the audit log. Fake: time.
const signal = new AbortController().signal;
const person = commandLine('grpc');
const items = ['a', 'b'].map((key) => ({ type: 'song', key, source: 'qq' }));
let time: FakeTime;
let engine: JobEngine<Notes>;
let log: MemoryAuditLog;
let jobIds: number[];
let commands: JobCommands;
/** What happens after a command's items were counted, before it is given. */
let meanwhile: () => Promise<unknown>;

beforeEach(async () => {
  time = new FakeTime();
  const store = new MemoryEngineStore<Notes>(() => ({ effects: { add: () => undefined }, undo: () => undefined }));
  const quiet = { warn: () => undefined, error: () => undefined };
  const surroundings = { clock: time, pacing: time, random: () => 0.5, volumes: { hasRoom: async () => true }, log: quiet };
  engine = new JobEngine({ store, executors: [executor('sync', { items })], surroundings });
  await engine.start();
  await engine.command('pause', { source: 'qq' });
  jobIds = [];
  for (let made = 0; made < 3; made += 1) jobIds.push(await engine.createJob({ template: 'sync', stages: ['sync'] }));
  await time.settle();
  log = new MemoryAuditLog();
  const audit = new Audit({ log, now: () => 0, onFault: () => undefined });
  meanwhile = async () => undefined;
  const given: JobCommandsParts['engine'] = {
    command: async (...command) => {
      await meanwhile();
      return engine.command(...command);
    },
    cancelCommand: (id) => engine.cancelCommand(id),
    settled: (id, until) => engine.settled(id, until),
    countMatching: (type, target) => engine.countMatching(type, target),
    isRunning: true,
  };
  commands = new JobCommands({ engine: given, store, sources: { sources: async () => [] }, audit });
});
afterEach(async () => {
  const stopped = engine.stop(0);
  await time.pass(60_000);
  await stopped;
});

const cancel = async (ids: readonly number[], seen?: number) => {
  const sent = commands.send('cancel', { jobIds: ids }, person, signal, seen).catch((error: unknown) => error);
  await time.settle();
  return sent;
};

describe('when a command is given to several jobs', () => {
  it('it is one command and one entry in the audit log, and all their items count', async () => {
    expect(await commands.count('cancel', { jobIds }, signal)).toMatchObject({ affected: 6 });
    expect(await cancel(jobIds, 6)).toMatchObject({ affected: 6, pending: false });
    expect((await log.list({ limit: 9 })).map(({ action, target }) => [action, target])).toEqual([
      ['cancelMany', `jobs ${jobIds.join(' ')}`],
    ]);
  });

  it('a job that does not exist is named, and nothing is done', async () => {
    expect(await cancel([...jobIds, 99])).toMatchObject({ code: 'not_found', message: 'there is no job 99' });
    expect(await engine.countMatching('cancel', { jobIds })).toBe(6);
  });

  it('another number of items is refused in the same way before and after it was given', async () => {
    const drifted = { code: 'failed_precondition', message: '4 items match now, you saw 6', affected: 4 };
    meanwhile = () => engine.command('cancel', { jobId: jobIds[0] });
    expect(await cancel(jobIds, 6)).toMatchObject(drifted);
    meanwhile = async () => undefined;
    expect(await cancel(jobIds, 6)).toMatchObject(drifted);
    expect(await engine.countMatching('cancel', { jobIds })).toBe(4);
  });
});
