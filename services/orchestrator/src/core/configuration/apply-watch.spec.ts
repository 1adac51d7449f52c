import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryRevisionStore } from '../../../test/memory/memory-revision-store.js';
import { ApplyRevision } from './apply-revision.js';
import { ApplyWatch } from './apply-watch.js';
import { Configuration, type ConfigurationParts } from './configuration.js';
import { describeRevisionStore } from './revision-store.contract.js';
import type { ConfigurationEvent, Restarts } from './service-watch.js';
import type { SettingsFile, SettingsRules } from './settings.js';

// Real here: only the use cases. Time, the file, the services and the store are in memory.
const before = 'PORT=1';
const after = 'PORT=2';

class MemoryFile implements SettingsFile {
  readonly path = '/home/catalogsync.env';
  constructor(public text: string) {}
  async read(): Promise<string> {
    return this.text;
  }
  async replace(expected: string, text: string): Promise<void> {
    if (this.text !== expected) throw new Fault('failed_precondition', 'changed meanwhile');
    this.text = text;
  }
}

/** Every change affects these services. */
let readers: readonly string[];
const rules: SettingsRules = {
  check: async () => [],
  describe: async () => [],
  whyNotKept: () => undefined,
  mask: (text) => text,
  change: async (from, to) => (from === to ? { keys: [], services: [] } : { keys: ['PORT'], services: readers }),
  machineChanges: () => [],
};

let now: number;
let file: MemoryFile;
let revisions: MemoryRevisionStore;
let events: ConfigurationEvent[];
/** The services that are healthy at a given time. */
let healthAt: (ms: number) => readonly string[];
let diary: string[];
let parts: ConfigurationParts;
const person = commandLine('grpc');

beforeEach(() => {
  now = 1000;
  readers = [];
  file = new MemoryFile(before);
  revisions = new MemoryRevisionStore();
  events = [];
  diary = [];
  healthAt = () => ['resolver', 'snapshot'];
  const audit = new Audit({ log: new MemoryAuditLog(), now: () => now, onFault: () => undefined });
  parts = { audit, file, rules, revisions, tools: { digest: (text) => `#${text}`, compare: () => [] }, now: () => now };
});

/** One orchestrator process. */
function startProcess(restarts?: Restarts) {
  const watch = new ApplyWatch(parts, {
    health: { healthy: async () => new Set(healthAt(now)) },
    restarts,
    pause: async (ms, signal) => {
      if (signal.aborted) throw new Fault('canceled', 'stopped');
      now += ms;
    },
    report: (event) => events.push(event),
  });
  return { watch, applying: new ApplyRevision(parts, watch), configuration: new Configuration(parts) };
}

/** Restarts that fail for a service that `refuses` the text in the file. */
const restartsOf = (hosted: readonly string[], refuses: (name: string, text: string) => boolean): Restarts => ({
  hosted,
  self: 'orchestrator',
  restart: async (names) => {
    for (const name of names) {
      diary.push(`${name} with ${file.text}`);
      if (refuses(name, file.text)) throw new Fault('failed_precondition', `${name} cannot start: the port is in use`);
    }
  },
  restartSelf: () => {
    diary.push(`orchestrator later with ${file.text}`);
  },
  takeFailedStart: () => undefined,
});

const saved = async (process: ReturnType<typeof startProcess>): Promise<number> => (await process.configuration.save('', after, person)).id;
const kinds = (): string[] => events.map(({ kind }) => kind);
const stateOf = async (id: number) => (await startProcess().configuration.revision(id)).revision;

describeRevisionStore('memory', async () => new MemoryRevisionStore());

describe('when a revision is applied and everything stays healthy', () => {
  it('settles after 30 s, and not before', async () => {
    const process = startProcess();
    const id = await saved(process);
    await process.applying.apply(id, person);
    expect(await stateOf(id)).toMatchObject({ watchedUntil: 31_000, inForce: true });
    await process.watch.settled();
    expect(now).toBe(31_000);
    expect(kinds()).toEqual(['applied', 'stayed']);
    expect(await stateOf(id)).toMatchObject({ watchedUntil: undefined, returned: undefined, inForce: true });
  });

  it('tolerates a service that is down for less than 5 s, as when somebody restarts it to pick up the change', async () => {
    const process = startProcess();
    healthAt = (at) => (at >= 5000 && at < 9000 ? ['snapshot'] : ['resolver', 'snapshot']);
    await process.applying.apply(await saved(process), person);
    await process.watch.settled();
    expect(kinds()).toEqual(['applied', 'stayed']);
  });

  it('ignores services that were already unhealthy', async () => {
    const process = startProcess();
    healthAt = () => ['snapshot'];
    await process.applying.apply(await saved(process), person);
    await process.watch.settled();
    expect(kinds()).toEqual(['applied', 'stayed']);
  });
});

describe('when a healthy service becomes unhealthy', () => {
  it.each([2000, 15_000, 29_000])('restores the previous text by itself, at %p ms', async (at) => {
    const process = startProcess();
    healthAt = (ms) => (ms >= at ? ['snapshot'] : ['resolver', 'snapshot']);
    const id = await saved(process);
    const { previousId } = await process.applying.apply(id, person);
    await process.watch.settled();
    expect(file.text).toBe(before);
    expect(now).toBeLessThanOrEqual(at + 7000);
    expect(kinds()).toEqual(['applied', 'returned']);
    expect(await stateOf(id)).toMatchObject({ inForce: false, returned: { reason: expect.stringContaining('resolver') } });
    expect(await stateOf(previousId)).toMatchObject({ inForce: true, appliedAt: now });
  });

  it('leaves the file alone if somebody edited it meanwhile', async () => {
    const process = startProcess();
    healthAt = (ms) => (ms >= 9000 ? [] : ['resolver', 'snapshot']);
    await process.applying.apply(await saved(process), person);
    file.text = 'PORT=3';
    await process.watch.settled();
    expect(file.text).toBe('PORT=3');
    expect(kinds()).toEqual(['applied', 'edited']);
    expect(await revisions.openApply()).toBeUndefined();
  });
});

describe('when services can be restarted', () => {
  it('restarts those that read a changed key, itself last', async () => {
    readers = ['resolver', 'orchestrator', 'public-api', 'origin'];
    const process = startProcess(restartsOf(['resolver', 'orchestrator', 'public-api'], () => false));
    const applied = await process.applying.apply(await saved(process), person);
    expect(applied).toMatchObject({ restartedServices: ['resolver', 'orchestrator', 'public-api'], restartServices: ['origin'] });
    await process.watch.settled();
    expect(diary).toEqual(['resolver with PORT=2', 'public-api with PORT=2', 'orchestrator later with PORT=2']);
    // The restarted process continues the watch.
    expect(kinds()).toEqual(['applied']);
    const next = startProcess(restartsOf(['resolver', 'orchestrator', 'public-api'], () => false));
    await next.watch.resume();
    await next.watch.settled();
    expect(kinds()).toEqual(['applied', 'stayed']);
  });

  it('restores the previous text if a service cannot start, and restarts the service with that text', async () => {
    readers = ['public-api'];
    const process = startProcess(restartsOf(['orchestrator', 'public-api'], (_, text) => text === after));
    const id = await saved(process);
    await process.applying.apply(id, person);
    await process.watch.settled();
    expect(diary).toEqual(['public-api with PORT=2', 'public-api with PORT=1']);
    expect(file.text).toBe(before);
    expect(now).toBe(1000);
    expect((await stateOf(id)).returned?.reason).toContain('in use');
  });

  it('reports a service that cannot start with the previous text either', async () => {
    readers = ['public-api'];
    const process = startProcess(restartsOf(['public-api'], () => true));
    await process.applying.apply(await saved(process), person);
    await process.watch.settled();
    expect(kinds()).toEqual(['applied', 'returned', 'not_restarted']);
    expect(file.text).toBe(before);
  });

  it('restarts itself too if it runs with a text that is reverted', async () => {
    readers = ['orchestrator'];
    const first = startProcess(restartsOf(['orchestrator'], () => false));
    await first.applying.apply(await saved(first), person);
    await first.watch.settled();
    healthAt = () => [];
    const second = startProcess(restartsOf(['orchestrator'], () => false));
    await second.watch.resume();
    await second.watch.settled();
    expect(diary).toEqual(['orchestrator later with PORT=2', 'orchestrator later with PORT=1']);
    expect(kinds()).toEqual(['applied', 'returned']);
  });

  it('reports why it had to be started with the previous text', async () => {
    readers = ['resolver', 'orchestrator'];
    const first = startProcess(restartsOf(['resolver', 'orchestrator'], () => false));
    const id = await saved(first);
    await first.applying.apply(id, person);
    await first.watch.settled();
    file.text = before;
    const second = startProcess({
      ...restartsOf(['resolver', 'orchestrator'], () => false),
      takeFailedStart: () => 'orchestrator cannot start: the port is in use',
    });
    await second.watch.resume();
    await second.watch.settled();
    expect((await stateOf(id)).returned?.reason).toContain('in use');
    expect(diary).toEqual(['resolver with PORT=2', 'orchestrator later with PORT=2', 'resolver with PORT=1']);
  });
});

describe('when the program ends while a revision is on trial', () => {
  it('continues the watch at the next start, and acts on it', async () => {
    const first = startProcess();
    const id = await saved(first);
    healthAt = (ms) => (ms >= 12_000 ? [] : ['resolver', 'snapshot']);
    const applied = first.applying.apply(id, person);
    await applied;
    await first.watch.stop();
    expect(await revisions.openApply()).toBeDefined();
    const second = startProcess();
    await second.watch.resume();
    await second.watch.settled();
    expect(file.text).toBe(before);
    expect(await stateOf(id)).toMatchObject({ returned: { reason: expect.any(String) } });
  });

  it('waits for services that are still starting with it', async () => {
    const first = startProcess();
    const id = await saved(first);
    await first.applying.apply(id, person);
    await first.watch.stop();
    const start = now;
    healthAt = (ms) => (ms >= start + 20_000 ? ['resolver', 'snapshot'] : ['snapshot']);
    const second = startProcess();
    await second.watch.resume();
    await second.watch.settled();
    expect(kinds()).toEqual(['applied', 'stayed']);
  });

  it('reverts it if a service is not back after 30 s', async () => {
    const first = startProcess();
    const id = await saved(first);
    await first.applying.apply(id, person);
    await first.watch.stop();
    healthAt = () => ['snapshot'];
    const second = startProcess();
    await second.watch.resume();
    await second.watch.settled();
    expect(file.text).toBe(before);
    expect(kinds()).toEqual(['applied', 'returned']);
  });

  it('keeps it if the 30 s ended long ago', async () => {
    const first = startProcess();
    await first.applying.apply(await saved(first), person);
    await first.watch.stop();
    now += 3_600_000;
    healthAt = () => [];
    const second = startProcess();
    await second.watch.resume();
    await second.watch.settled();
    expect(file.text).toBe(after);
    expect(kinds()).toEqual(['applied', 'stayed']);
  });

  it('reverts nothing if restarts are canceled because everything is stopping', async () => {
    readers = ['resolver'];
    const canceled = async () => {
      throw new Fault('canceled', 'everything is being stopped');
    };
    const first = startProcess({ ...restartsOf(['resolver'], () => false), restart: canceled });
    await first.applying.apply(await saved(first), person);
    await first.watch.settled();
    expect(file.text).toBe(after);
    expect(await revisions.openApply()).toBeDefined();
    expect(kinds()).toEqual(['applied']);
  });

  it.each([
    ['before the file is replaced', before, 'not_written'],
    ['and somebody has edited the file', 'PORT=9', 'edited'],
  ])('%s, it is settled and the file is left alone', async (_, text, kind) => {
    const first = startProcess();
    const [revision, previous] = [await saved(first), (await first.configuration.save('', undefined, person)).id];
    await revisions.beginApply({ revisionId: revision, previousId: previous, startedAt: now, watchUntil: now + 30_000, watched: [] });
    file.text = text;
    const second = startProcess();
    await second.watch.resume();
    expect(kinds()).toEqual([kind]);
    expect(file.text).toBe(text);
    expect(await revisions.openApply()).toBeUndefined();
  });

  it('marks it applied if the program ended after writing the file but before marking it', async () => {
    const first = startProcess();
    const [revision, previous] = [await saved(first), (await first.configuration.save('', undefined, person)).id];
    await revisions.beginApply({ revisionId: revision, previousId: previous, startedAt: now, watchUntil: now + 30_000, watched: [] });
    file.text = after;
    const second = startProcess();
    await second.watch.resume();
    await second.watch.settled();
    expect(await stateOf(revision)).toMatchObject({ appliedAt: 1000, inForce: true });
    expect(kinds()).toEqual(['stayed']);
  });
});
