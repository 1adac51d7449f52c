import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineStore, Finish, Item } from '@catalogsync/job-engine';
import { type Database, openDatabase } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEngineStore } from '../src/adapters/sqlite/engine-store/sqlite-engine-store.js';
import { engineMigrations } from './engine-stores.js';

// Real here: SQLite.
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const now = Math.floor(Date.parse('2026-11-21T00:00:00Z') / minuteMs) * minuteMs;
let folder: string;
let database: Database;
let store: EngineStore<unknown>;
let stageId: number;
let workerId: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stage-minutes-'));
  database = await openDatabase({ file: join(folder, 'catalogsync.db'), migrations: engineMigrations });
  store = new SqliteEngineStore(database, () => undefined);
  await store.transact(async (tx) => {
    const jobId = await tx.jobs.insertJob({ template: 'full', config: {}, choices: {}, scope: {}, stages: ['download'] }, now);
    stageId = (await tx.jobs.jobs([jobId]))[0]?.stages[0]?.id ?? 0;
    const items = Array.from({ length: 9 }, (_, index) => ({ type: 'song', key: `${index}` }));
    await tx.items.insertItems(stageId, 1, items, now);
    [workerId = 0] = await tx.ledger.registerWorkers(['download-1'], now);
  });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const claimed = (count: number): Promise<Item[]> =>
  store.transact((tx) =>
    tx.items.claim({
      stageIds: [stageId],
      now: now + 99 * dayMs,
      leaseUntil: now,
      itemsPerWorker: count,
      workerIds: [workerId],
      heldSources: [],
    }),
  );
const end = ({ id: itemId, fence }: Item, more: Partial<Finish>): Finish => {
  const usual = {
    runAt: now,
    failures: 0,
    errorClass: undefined,
    lastError: undefined,
    result: undefined,
    endedAt: now,
    to: 'succeeded',
  } as const;
  return { itemId, stageId, fence, ...usual, ...more };
};
const finish = (finishes: readonly Finish[]) => store.transact((tx) => tx.items.finish(finishes));
const minutes = () =>
  database.reads.statement<object>('SELECT minute, succeeded, failed, bytes FROM job_stage_minutes ORDER BY minute').all();

describe('when items end', () => {
  it('they are counted in their minute, with the bytes that arrived, once each', async () => {
    const [one, two, three, four] = await claimed(4);
    if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('nothing claimed');
    const bytes = { result: { file_size_bytes: 100 } };
    const waits = end(three, { to: 'pending', endedAt: undefined, errorClass: 'source_down' });
    await finish([end(one, bytes), end(one, bytes), end(two, { to: 'failed', errorClass: 'rejected' }), waits]);
    await finish([end(four, { ...bytes, endedAt: now + minuteMs - 1 })]);
    expect(minutes()).toEqual([{ minute: now / minuteMs, succeeded: 2, failed: 1, bytes: 200 }]);
  });

  it('nothing is counted of a transaction that is undone', async () => {
    const [one] = await claimed(1);
    if (one === undefined) throw new Error('nothing claimed');
    const failing = store.transact(async (tx) => {
      await tx.items.finish([end(one, {})]);
      throw new RangeError('planted');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(minutes()).toEqual([]);
  });

  it('minutes older than eight days are forgotten', async () => {
    const [one, two, three] = await claimed(3);
    if (one === undefined || two === undefined || three === undefined) throw new Error('nothing claimed');
    await finish([end(one, {})]);
    await finish([end(two, { endedAt: now + 7 * dayMs })]);
    await finish([end(three, { endedAt: now + 9 * dayMs })]);
    expect(minutes()).toMatchObject([{ minute: (now + 7 * dayMs) / minuteMs }, { minute: (now + 9 * dayMs) / minuteMs }]);
  });

  it('failures are counted by class, and no longer once they are tried again or gone', async () => {
    const [one, two, three] = await claimed(3);
    if (one === undefined || two === undefined || three === undefined) throw new Error('nothing claimed');
    const failed = (item: Item, errorClass: Finish['errorClass']) => end(item, { to: 'failed', errorClass });
    await finish([failed(one, 'rejected'), failed(two, 'rejected'), failed(three, 'source_down')]);
    const counts = async () => (await store.failures([stageId])).map(({ errorClass, count }) => [errorClass, count]).sort();
    expect(await counts()).toEqual([
      ['rejected', 2],
      ['source_down', 1],
    ]);
    const again = { to: 'pending', now, afresh: true, statuses: ['failed'] } as const;
    await store.transact((tx) => tx.items.moveOne(one.id, again));
    await database.unitOfWork((session) => session).run((session) => session.change('DELETE FROM job_items WHERE id = ?', three.id));
    expect(await counts()).toEqual([['rejected', 1]]);
  });
});
