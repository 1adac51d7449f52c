import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineStore } from '@catalogsync/job-engine';
import { type Database, openDatabase } from '@catalogsync/sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { SqliteEngineStore } from '../src/adapters/sqlite/engine-store/sqlite-engine-store.js';
import { engineMigrations } from './engine-stores.js';

// Real here: SQLite and its planner over the engine's own statements.
const now = Date.parse('2026-11-21T00:00:00Z');
const asked = new Set<string>();
let folder: string;
let database: Database;
let store: EngineStore<unknown>;

/** The same database, noting every statement. */
function noting(inner: Database): Database {
  const note = <S extends { statement(sql: string): unknown }>(session: S): S =>
    new Proxy(session, {
      get(target, property) {
        if (property !== 'statement') return Reflect.get(target, property);
        return (sql: string) => {
          asked.add(sql);
          return target.statement(sql);
        };
      },
    });
  return { ...inner, reads: note(inner.reads), unitOfWork: (bind) => inner.unitOfWork((session) => bind(note(session))) };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'engine-queries-'));
  database = await openDatabase({ file: join(folder, 'catalogsync.db'), migrations: engineMigrations });
  store = new SqliteEngineStore(noting(database), () => undefined);
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Full scans and sorts in SQLite's plan for a statement. */
function scans(sql: string): string[] {
  const connection = new Connection(join(folder, 'catalogsync.db'), { readonly: true });
  try {
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array((sql.match(/\?/g) ?? []).length).fill(1)) as Array<{
      detail: string;
    }>;
    return plan
      .map(({ detail }) => detail)
      .filter(
        (detail) =>
          /^SCAN (job_(items|stages|runs|commands|events|logs))\b(?!.* USING (COVERING )?INDEX)/.test(detail) ||
          /USE TEMP B-TREE/.test(detail),
      );
  } finally {
    connection.close();
  }
}

describe('when the engine and lists of its items query the database', () => {
  it('no query reads a whole table or sorts, whatever its filter', async () => {
    await store.transact(async (tx) => {
      const jobId = await tx.jobs.insertJob({ template: 'sync', config: {}, choices: {}, scope: {}, stages: ['sync'] }, now);
      const [view] = await tx.jobs.jobs([jobId]);
      const stageId = view?.stages[0]?.id ?? 0;
      const items = Array.from({ length: 20 }, (_, index) => ({ type: 'song', key: `${index}`, source: index % 2 === 0 ? 'qq' : 'kuwo' }));
      await tx.items.insertItems(stageId, 1, items, now);
      const [workerId = 0] = await tx.ledger.registerWorkers(['sync-1'], now);
      const claimed = await tx.items.claim({
        stageIds: [stageId],
        now,
        leaseUntil: now,
        itemsPerWorker: 8,
        workerIds: [workerId],
        heldSources: ['other'],
      });
      const ending = { runAt: now, failures: 1, lastError: 'x', result: undefined, endedAt: now };
      const ends = claimed.slice(0, 6).map(({ id: itemId, fence }) => ({ itemId, stageId, fence }));
      await tx.items.finish(ends.map((claim) => ({ ...claim, to: 'failed', errorClass: 'source_down', ...ending })));
      await tx.items.renewLeases(
        claimed.map(({ id: itemId, fence }) => ({ itemId, fence })),
        now + 1,
      );
      await tx.items.expired(now + 1, 10);
      await tx.jobs.jobsIn(['queued', 'running']);
      await tx.jobs.jobsOfStages([stageId]);
      await tx.jobs.updateStages([stageId], { planned: true });
      await tx.jobs.updateJobs([jobId], { status: 'running' });
      await tx.ledger.pendingCommands(10);
      await tx.ledger.beginRun({ now, since: now, interrupted: false });
      const filter = { statuses: ['failed', 'interrupted'], waitingAt: now - 1, source: 'qq', errorClass: 'source_down' } as const;
      await tx.items.move({ filter, after: 0, limit: 1, to: 'pending', now, afresh: true });
    });
    const jobId = 1;
    const statuses = ['pending', 'running', 'succeeded', 'failed', 'interrupted', 'canceled'] as const;
    for (const status of [undefined, ...statuses]) {
      for (const errorClass of [undefined, 'source_down'] as const) {
        await store.listItems({ jobId, status, errorClass, after: 0, limit: 5 });
        await store.countItems({ jobId, statuses: status === undefined ? statuses : [status], errorClass });
      }
    }
    await store.countItems({ statuses: ['failed'], source: 'qq' });
    await store.listJobs({ limit: 10 });
    await store.events(jobId, { after: 0, limit: 10 });
    await store.notices(jobId, { after: 0, limit: 10 });
    await store.failures([1, 2]);
    await store.stage(1);
    await store.item(1);
    expect(asked.size).toBeGreaterThan(25);
    const slow = [...asked].map((sql) => ({ sql, scans: scans(sql) })).filter((question) => question.scans.length > 0);
    expect(slow).toEqual([]);
  });

  it('items that are already counted are not read to be counted', async () => {
    asked.clear();
    expect(await store.countItems({ jobId: 1, statuses: ['pending', 'running', 'failed'] })).toBe(20);
    expect([...asked].filter((sql) => sql.includes('job_items'))).toEqual([]);
    await store.countItems({ jobId: 1, statuses: ['pending'], source: 'qq' });
    expect([...asked].filter((sql) => sql.includes('job_items'))).toHaveLength(1);
  });

  it('a planted query without an index is found', () => {
    expect(scans('SELECT id FROM job_items WHERE last_error = ? ORDER BY item_key')).toHaveLength(2);
  });
});
