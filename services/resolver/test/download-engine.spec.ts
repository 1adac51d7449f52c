import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DownloadEngine } from '../src/core/downloads/download-engine.js';
import type { DownloadRecord } from '../src/core/downloads/model.js';
import { MemoryDownloadStore } from './memory/memory-download-store.js';
import { audioFile } from './memory/memory-staging.js';
import { DownloadHarness, request } from './memory-downloads.js';
import { hit } from './resolve-harness.js';
import { hasItsEnd, untilDownload } from './until-download.js';

/** The engine with all its parts; sources, files and stores work in memory. */

const week = 7 * 24 * 3_600_000;
let harness: DownloadHarness;
let engine: DownloadEngine;

/** A harness whose song is found at `kuwo`, and never arrives. */
function begin(workers = 2, downloads = new MemoryDownloadStore()): void {
  harness = new DownloadHarness(['kuwo'], downloads);
  harness.searches.kuwo = [hit('k')];
  harness.deliveries['key:k'] = 'hang';
  engine = harness.open(workers).engine;
}
beforeEach(() => begin());
afterEach(() => harness.hearing.abort(new Fault('canceled', 'over')));

const start = async (remoteId: string, holder?: string): Promise<string> =>
  (await engine.start(request({ remoteId }), holder)).view.record.id;
const recordOf = async (id: string): Promise<DownloadRecord> => (await engine.get(id)).record;
const statesOf = async (...ids: string[]): Promise<string[]> => (await harness.downloads.get(ids)).map(({ state }) => state);
const isFetching = (id: string) => untilDownload(engine, id, ({ progress }) => progress.phase === 'fetching');
const ended = async (id: string): Promise<DownloadRecord> => (await untilDownload(engine, id, hasItsEnd)).record;
const filesOf = (id: string): string[] => [...harness.staging.files.keys()].filter((path) => path.startsWith(`/fetches/${id}/`));
/** A file in the folder of a download, which need not be its own. */
const leave = (id: string): unknown => harness.staging.files.set(`/fetches/${id}/left`, audioFile());

describe('when more downloads are requested than may run', () => {
  it('the oldest run, and each that ends makes room for the next one', async () => {
    const ids = [await start('a'), await start('b'), await start('c'), await start('d')];
    await Promise.all(ids.slice(0, 2).map(isFetching));
    expect(await statesOf(...ids)).toEqual(['running', 'running', 'queued', 'queued']);
    await engine.cancel(ids[1]!);
    await isFetching(ids[2]!);
    expect(await statesOf(...ids)).toEqual(['running', 'canceled', 'running', 'queued']);
    expect(harness.fetched).toHaveLength(3);
  });

  it('one that waits can be canceled, leaves no files and never runs', async () => {
    begin(1);
    const [first, second, third] = [await start('a'), await start('b'), await start('c')];
    await isFetching(first);
    leave(second);
    const { record } = await engine.cancel(second);
    expect(record).toMatchObject({ state: 'canceled', error: { code: 'canceled', message: 'the download was canceled' } });
    expect(filesOf(second)).toEqual([]);
    await engine.cancel(first);
    await isFetching(third);
    expect(await statesOf(first, second, third)).toEqual(['canceled', 'canceled', 'running']);
    expect(harness.warnings).toEqual([]);
  });
});

describe('when a download runs', () => {
  it('its progress is shown until it ends, with what it fetches from where', async () => {
    const id = await start('a');
    await untilDownload(engine, id, ({ progress }) => progress.bytesDone === 1);
    expect((await engine.get(id)).progress).toEqual({ phase: 'fetching', source: 'kuwo', bytesDone: 1, bytesTotal: 2 });
    const { views, next } = await engine.list({ states: ['running'], limit: 1, before: undefined });
    expect([views[0]?.record.id, views[0]?.progress.phase, next]).toEqual([id, 'fetching', undefined]);
    await engine.cancel(id);
    expect((await engine.get(id)).progress).toEqual({ phase: undefined, source: undefined, bytesDone: 0 });
  });

  it('its watchers hear a sign of life, and nothing of others', async () => {
    const id = await start('a');
    await isFetching(id);
    const left = new AbortController();
    const changes = engine.changes(left.signal)[Symbol.asyncIterator]();
    engine.sign(id);
    expect((await changes.next()).value).toEqual([id]);
    left.abort();
  });

  it('it can be canceled once, and its files go', async () => {
    const id = await start('a');
    await isFetching(id);
    leave(id);
    expect((await engine.cancel(id)).record).toMatchObject({ state: 'canceled', error: { code: 'canceled', hint: undefined } });
    expect(filesOf(id)).toEqual([]);
    await expect(engine.cancel(id)).rejects.toMatchObject({ code: 'failed_precondition', message: 'the download has ended' });
    for (const asked of [engine.cancel('nobody'), engine.get('nobody')]) await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends although its files cannot be removed', async () => {
    const id = await start('a');
    await isFetching(id);
    harness.staging.discardDownload = () => Promise.reject(new Fault('permission_denied', 'not yours'));
    expect((await engine.cancel(id)).record.state).toBe('canceled');
    expect(harness.warnings).toEqual([['cannot clear staging', 'not yours']]);
  });

  it('cannot be released, and can be once it has ended, with its file', async () => {
    const id = await start('a');
    await isFetching(id);
    await expect(engine.release(id)).rejects.toMatchObject({ code: 'failed_precondition', hint: 'Cancel it first.' });
    await engine.cancel(id);
    harness.deliveries['key:k'] = audioFile();
    const other = await start('b');
    await ended(other);
    expect(filesOf(other)).toHaveLength(1);
    await engine.release(other);
    expect(filesOf(other)).toEqual([]);
    expect(await recordOf(other)).toMatchObject({ state: 'succeeded', released: true });
    await expect(engine.release('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when a download fails in a way that nobody foresaw', () => {
  it('it says so, the operator is told why, and the next one runs', async () => {
    begin(1);
    harness.manual.find = () => Promise.reject(new Error('a defect of ours'));
    const record = await ended(await start('a'));
    expect(record).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(harness.warnings).toEqual([['a download failed unexpectedly', expect.any(String)]]);
    harness.manual.find = () => Promise.reject(new Fault('disk_full', 'no space left', { hint: 'Make room.' }));
    const full = await ended(await start('b'));
    expect(full.error).toEqual({ code: 'disk_full', message: 'no space left', hint: 'Make room.' });
    expect(harness.warnings).toHaveLength(1);
  });

  it('the operator hears of a state that cannot be stored, and the next one runs', async () => {
    begin(1);
    const { change } = harness.downloads;
    harness.downloads.change = () => Promise.reject(new Fault('disk_full', 'no space left'));
    await start('a');
    const other = await start('b');
    await until(() => harness.warnings.length === 2);
    expect(harness.warnings[0]).toEqual(['the state of a download could not be stored', 'no space left']);
    expect(await statesOf(other)).toEqual(['queued']);
    harness.downloads.change = change;
    await isFetching(await start('c'));
  });

  it('its watchers hear that it is over, even if its end cannot be stored', async () => {
    const id = await start('a');
    await isFetching(id);
    harness.downloads.change = () => Promise.reject(new Fault('disk_full', 'no space left'));
    const left = new AbortController();
    const heard = engine.changes(left.signal)[Symbol.asyncIterator]().next();
    expect(await engine.cancel(id)).toMatchObject({ record: { state: 'running' }, progress: { phase: undefined } });
    expect((await heard).value).toEqual([id]);
    left.abort();
  });
});

describe('when a download has another holder by now', () => {
  it('the earlier one can neither cancel nor release it, the latest and a person can', async () => {
    const id = await start('a', 'item-1');
    expect(await start('a', 'item-2')).toBe(id);
    await isFetching(id);
    expect((await engine.cancel(id, 'item-1')).record.state).toBe('running');
    await engine.release(id, 'item-1');
    expect((await engine.cancel(id, 'item-2')).record.state).toBe('canceled');
    await engine.release(id, 'item-1');
    expect((await recordOf(id)).released).toBe(false);
    await engine.release(id);
    expect((await recordOf(id)).released).toBe(true);
  });
});

describe('when an equal download has its file ready', () => {
  it('the file gets its new holder, unless somebody removed it', async () => {
    harness.deliveries['key:k'] = audioFile();
    const id = await start('a', 'item-1');
    const { file } = await ended(id);
    const again = await engine.start(request({ remoteId: 'a' }), 'item-2');
    expect(again).toMatchObject({ created: false, view: { record: { id, holder: 'item-2', state: 'succeeded' } } });
    harness.staging.files.delete(file!.path);
    const fresh = await engine.start(request({ remoteId: 'a' }), 'item-3');
    expect(fresh.created).toBe(true);
    expect(fresh.view.record.id).not.toBe(id);
    expect(await recordOf(id)).toMatchObject({ released: true, holder: 'item-2' });
    await ended(fresh.view.record.id);
    expect(harness.fetched).toHaveLength(2);
  });
});

describe('when the process ends', () => {
  it('running downloads are interrupted and keep their files, waiting ones wait, and new ones are refused', async () => {
    begin(1);
    const [first, second] = [await start('a'), await start('b')];
    await isFetching(first);
    leave(first);
    await engine.stop();
    expect(await statesOf(first, second)).toEqual(['interrupted', 'queued']);
    expect(filesOf(first)).toHaveLength(1);
    await expect(start('c')).rejects.toMatchObject({ code: 'unavailable' });
    harness.deliveries['key:k'] = audioFile();
    ({ engine } = harness.open(1));
    await engine.resume();
    for (const id of [first, second]) expect((await ended(id)).state).toBe('succeeded');
    expect(harness.fetched).toEqual(['key:k', 'key:k', 'key:k']);
    expect(harness.warnings).toEqual([]);
  });

  it.each<[string, 'canceled' | 'interrupted']>([
    ['what a person canceled stays canceled', 'canceled'],
    ['what nobody canceled continues at the next start', 'interrupted'],
  ])('%s, even if its source heard nothing', async (_, state) => {
    harness.deliveries['key:k'] = 'deaf';
    const id = await start('a');
    await isFetching(id);
    const canceled = state === 'canceled' ? engine.cancel(id) : undefined;
    await until(async () => true);
    const stopped = engine.stop();
    harness.hearing.abort(new Fault('unavailable', 'hung up'));
    await Promise.all([canceled, stopped]);
    expect(await statesOf(id)).toEqual([state]);
  });

  it.each<[string, string, (id: string) => Promise<unknown>]>([
    ['canceled', 'canceled', (id) => engine.cancel(id)],
    ['stopped', 'interrupted', () => engine.stop()],
  ])('a search that was %s is no answer, even if its last word came at that moment', async (_, state, leaving) => {
    const store = new MemoryDownloadStore();
    begin(1, store);
    harness.searches.kuwo = [];
    const { addAttempt } = store;
    let left: Promise<unknown> | undefined;
    store.addAttempt = async (id, attempt) => {
      left = leaving(id);
      await addAttempt.call(store, id, attempt);
    };
    const id = await start('a');
    await until(() => left !== undefined);
    await left;
    expect(await statesOf(id)).toEqual([state]);
    if (state === 'canceled') expect((await recordOf(id)).error).toMatchObject({ code: 'canceled' });
  });
});

describe('when the process starts', () => {
  it('files of downloads that are gone or collected are removed, those still wanted are kept', async () => {
    harness.deliveries['key:k'] = audioFile();
    const [kept, released] = [await start('a'), await start('b')];
    await Promise.all([ended(kept), ended(released)]);
    await harness.downloads.release(released, 0);
    leave('orphan');
    await engine.stop();
    ({ engine } = harness.open());
    await engine.resume();
    expect([filesOf(kept).length, filesOf(released), filesOf('orphan')]).toEqual([1, [], []]);
  });

  it('files that nobody collected for a week are dropped, no earlier', async () => {
    harness.deliveries['key:k'] = audioFile();
    await harness.timing.pass(5);
    const id = await start('a');
    await ended(id);
    await engine.stop();
    for (const [pass, held] of [
      [week, 1],
      [1, 0],
    ] as const) {
      await harness.timing.pass(pass);
      ({ engine } = harness.open());
      await engine.resume();
      expect(filesOf(id)).toHaveLength(held);
    }
  });

  it('what was requested before the earlier ones were read runs once', async () => {
    begin(1);
    await start('a');
    await start('b');
    await engine.resume();
    await until(() => harness.fetched.length > 0);
    expect((await engine.list({ states: [], limit: 9, before: undefined })).views).toHaveLength(2);
    const [second, first] = (await engine.list({ states: [], limit: 9, before: undefined })).views.map(({ record }) => record.id);
    await engine.cancel(first!);
    await isFetching(second!);
    await engine.cancel(second!);
    expect([harness.fetched.length, harness.warnings]).toEqual([2, []]);
  });
});
