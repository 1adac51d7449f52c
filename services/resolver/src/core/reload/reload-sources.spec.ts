import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { TestTiming } from '../gate/fixtures/test-timing.js';
import { gatedSource, SourceGates } from '../gate/gated-source.js';
import { Breakers } from '../ranking/breakers.js';
import type { Source } from '../sources/source.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { type ChangedSettings, ReloadSources } from './reload-sources.js';

const person = commandLine('grpc');
const audit = new Audit({ log: new MemoryAuditLog(), now: () => 0, onFault: () => undefined });
const breakers = (): Breakers => new Breakers({ now: () => 0 }, () => 0);
const source = (name: string, configured = true): Source => ({ name, configured });

function reloading(read: () => Promise<ChangedSettings>) {
  const registry = new SourceRegistry([source('qq'), source('kuwo')]);
  const [searches, files] = [breakers(), breakers()];
  for (const name of ['qq', 'kuwo']) for (const all of [searches, files]) for (let fault = 0; fault < 3; fault++) all.faulted(name);
  const standing = () => ['qq', 'kuwo'].map((name) => `${searches.standing(name).state} ${files.standing(name).state}`);
  return { registry, standing, reload: new ReloadSources({ read }, registry, searches, files, audit) };
}

describe('when new settings are taken into use', () => {
  it('replaces only the changed source and forgets what failed with its old keys; the other stays as it is', async () => {
    const opened = source('kuwo', false);
    const { registry, standing, reload } = reloading(async () => ({
      opened: [{ source: opened, keys: ['KUWO_KEY'] }],
      restartKeys: ['A'],
      accept: () => undefined,
    }));
    const [qq] = registry.all();
    expect(await reload.run(person)).toEqual({
      sources: [{ name: 'kuwo', wasConfigured: true, configured: false, keys: ['KUWO_KEY'] }],
      restartKeys: ['A'],
    });
    expect(registry.all()).toEqual([qq, opened]);
    expect([registry.get('qq'), registry.get('kuwo')]).toEqual([qq, opened]);
    expect(standing()).toEqual(['open open', 'closed closed']);
  });

  it('changes nothing if they cannot be read, and can be asked again', async () => {
    let isBroken = true;
    const { registry, standing, reload } = reloading(async () => {
      if (isBroken) throw new Fault('invalid_argument', 'KUWO_KEY is wrong');
      return { opened: [], restartKeys: [], accept: () => undefined };
    });
    const before = registry.all();
    await expect(reload.run(person)).rejects.toMatchObject({ code: 'invalid_argument' });
    expect([registry.all(), standing()]).toEqual([before, ['open open', 'open open']]);
    isBroken = false;
    expect(await reload.run(person)).toEqual({ sources: [], restartKeys: [] });
  });
});

describe('when a source is opened again behind its gate', () => {
  const times = { searchMs: 1e9, stallMs: 1e9, fetchMs: 1e9 };
  const request = { keyword: 'a', target: { title: 'a', artists: [], album: undefined, durationMs: undefined, isrc: undefined }, limit: 1 };

  it.each([
    ['counts calls that are under way while the limits are the same', 1, false],
    ['starts afresh with other limits', 2, true],
  ])('%s', async (_title, concurrency, isAsked) => {
    const gates = new SourceGates(new TestTiming());
    const asked: string[] = [];
    const opened = (name: string, at: number): Source => {
      const searchTracks = (): Promise<never> => {
        asked.push(name);
        return new Promise(() => undefined);
      };
      return gatedSource({ ...source('qq'), limits: { concurrency: at }, searcher: { searchTracks } }, gates, times);
    };
    const left = new AbortController();
    const calls = [opened('old', 1), opened('new', concurrency)].map((one) => one.searcher?.searchTracks(request, left.signal));
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(asked.includes('new')).toBe(isAsked);
    left.abort();
    void Promise.allSettled(calls);
  });
});
