import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { Fault } from '@catalogsync/faults';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WorkerBuilder } from '../src/adapters/builder/worker-builder.js';
import type { BuildRequest, Phase } from '../src/core/publication/snapshot-builder.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: the thread, started from source, and SQLite.
let fixture: CatalogueFixture;
let targets = 0;

beforeAll(() => {
  fixture = CatalogueFixture.full();
});
afterAll(() => fixture.remove());

/** Every thread that a test started, as Node announces them. */
let threads: Worker[] = [];
const onThread = (message: unknown): void => {
  threads.push((message as { worker: Worker }).worker);
};
/** A thread that has ended has the id -1. */
const running = (): Worker[] => threads.filter(({ threadId }) => threadId !== -1);
beforeEach(() => {
  threads = [];
  subscribe('worker_threads', onThread);
});
afterEach(() => {
  unsubscribe('worker_threads', onThread);
});

const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z', sequence: 1_767_323_045 };
const request = (given: Partial<BuildRequest> = {}): BuildRequest => ({
  source: fixture.file,
  target: fixture.path(`built-${targets++}.db`),
  identify: () => identity,
  onPhase: () => undefined,
  signal: new AbortController().signal,
  ...given,
});

describe('when a worker builds', () => {
  it('delivers a finished file while this thread keeps running', async () => {
    const order = request();
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    const outcome = await new WorkerBuilder().build(order);
    clearInterval(ticking);
    expect(outcome).toMatchObject({ unchanged: false, built: { identity, counts: { tracks: 3 }, sizeBytes: statSync(order.target).size } });
    expect(turns).toBeGreaterThan(20);
    expect([threads.length, running()]).toEqual([1, []]);
  });

  it('builds several at once, each into its own file', async () => {
    const orders = [request(), request()];
    const outcomes = await Promise.all(orders.map((order) => new WorkerBuilder().build(order)));
    expect(outcomes.map(({ unchanged }) => unchanged)).toEqual([false, false]);
    expect(orders.every(({ target }) => existsSync(target))).toBe(true);
  });

  it('stops once the rows are written, before any index, and leaves nothing when the content is known', async () => {
    const entered: Phase[] = [];
    const left = fixture.path('left.db');
    const order = request({
      identify: () => {
        // What the build had written when it stopped outlives the file's removal by this name.
        linkSync(order.target, left);
        return undefined;
      },
      onPhase: (phase) => entered.push(phase),
    });
    expect(await new WorkerBuilder().build(order)).toEqual({ unchanged: true });
    expect(entered).toEqual(['rows', 'indices']);
    expect(existsSync(order.target)).toBe(false);
    expect(read(left, 'SELECT count(*) FROM catalog_tracks')).toEqual([[3]]);
    expect(read(left, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")).toEqual([]);
    expect([threads.length, running()]).toEqual([1, []]);
  });
});

describe('when a worker fails', () => {
  it('leaves no file and no thread, and the fault says what to do', async () => {
    const order = request({ source: fixture.path('none.db') });
    await expect(new WorkerBuilder().build(order)).rejects.toMatchObject({ name: 'Fault', code: 'not_found', hint: expect.any(String) });
    expect(existsSync(order.target)).toBe(false);
    expect([threads.length, running()]).toEqual([1, []]);
  });

  it('ends the thread and leaves nothing when the caller cannot name the content', async () => {
    const order = request({
      identify: () => {
        throw new Fault('invalid_argument', 'no name');
      },
    });
    await expect(new WorkerBuilder().build(order)).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(existsSync(order.target)).toBe(false);
    expect([threads.length, running()]).toEqual([1, []]);
  });

  it('does not overwrite a file that is in the way', async () => {
    const order = request();
    writeFileSync(order.target, 'something of another');
    await expect(new WorkerBuilder().build(order)).rejects.toMatchObject({ code: 'already_exists' });
    expect(readFileSync(order.target, 'utf8')).toBe('something of another');
    expect(threads).toEqual([]);
  });

  it('names a folder that does not exist', async () => {
    const target = fixture.path('no', 'folder', 't.db');
    await expect(new WorkerBuilder().build(request({ target }))).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(fixture.path('no', 'folder')),
    });
    expect(threads).toEqual([]);
  });

  it('names a folder that it may not write to, not the source', async () => {
    const folder = fixture.path('locked');
    mkdirSync(folder, { mode: 0o555 });
    const target = join(folder, 't.db');
    // Root may write anywhere; nobody may not.
    const user = process.geteuid?.() ?? 0;
    chmodSync(dirname(folder), 0o755);
    if (user === 0) process.seteuid?.(65_534);
    try {
      await expect(new WorkerBuilder().build(request({ target }))).rejects.toMatchObject({
        code: 'permission_denied',
        message: expect.stringContaining(target),
      });
    } finally {
      process.seteuid?.(user);
    }
    expect(threads).toEqual([]);
  });
});
