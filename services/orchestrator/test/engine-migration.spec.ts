import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenStore } from '@catalogsync/job-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { openSqliteStore } from './engine-stores.js';

// Real here: a database as the earlier program left it, and the migrations.
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-migration-'));
  file = join(folder, 'catalogsync.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const old = [
  `CREATE TABLE job_runs(id INTEGER PRIMARY KEY, job_type TEXT, config_snapshot_json TEXT, sources TEXT, download_sources TEXT,
    playlist_scope_json TEXT, status TEXT, created_at TEXT, started_at TEXT, ended_at TEXT, last_error TEXT)`,
  'CREATE TABLE job_stages(id INTEGER PRIMARY KEY, job_run_id INTEGER, stage_type TEXT, seq_no INTEGER, status TEXT, started_at TEXT, ended_at TEXT)',
  `CREATE TABLE job_items(id INTEGER PRIMARY KEY, job_stage_id INTEGER, item_type TEXT, item_key TEXT, playlist_pool_id INTEGER, playlist_id INTEGER,
    song_id INTEGER, file_location_id INTEGER, payload_json TEXT, result_json TEXT, status TEXT, worker_id INTEGER, attempts INTEGER,
    started_at TEXT, ended_at TEXT, last_error TEXT, source TEXT)`,
  `INSERT INTO job_runs VALUES (4, 'full_chain', '{"library_root": "/音乐"}', 'qq,,kuwo', '', '{}', 'running', '2024-05-01 10:00:00', NULL, NULL, NULL)`,
  "INSERT INTO job_stages VALUES (9, 4, 'download', 1, 'running', '2024-05-01 10:00:01', NULL)",
  `INSERT INTO job_items VALUES (1, 9, 'song', 'song:1', NULL, NULL, 1, NULL, '{}', NULL, 'succeeded', NULL, 1, NULL, NULL, NULL, 'qq'),
    (2, 9, 'song', 'song:2', NULL, NULL, 2, NULL, NULL, NULL, 'running', 1, 1, NULL, NULL, NULL, NULL),
    (3, 9, 'song', 'song:2', NULL, NULL, 2, NULL, '', NULL, 'pending', NULL, 0, NULL, NULL, NULL, NULL)`,
];

describe('when the engine opens a database of the earlier program', () => {
  it('all its jobs are there, counted, planned and ready to be recovered', async () => {
    const connection = new Connection(file);
    for (const statement of old) connection.exec(statement);
    connection.close();
    const { store, close } = await openSqliteStore(file);
    try {
      const view = await store.jobView(4);
      expect(view?.job).toMatchObject({
        template: 'full_chain',
        status: 'running',
        choices: { sources: ['qq', 'kuwo'], downloadSources: [] },
        config: { library_root: '/音乐' },
        pausedBy: undefined,
      });
      expect(view?.stages).toMatchObject([{ id: 9, planned: true, round: 1, counts: { pending: 1, running: 1, succeeded: 1, failed: 0 } }]);
      const { items } = await store.listItems({ jobId: 4, after: 0, limit: 10 });
      expect(items.map(({ key, source, status }) => [key, source, status])).toEqual([
        ['song:1', 'qq', 'succeeded'],
        ['song:2', '', 'running'],
        ['song:2', '', 'pending'],
      ]);
      const claimed = await store.transact((tx) =>
        tx.items.claim({ stageIds: [9], now: 1, leaseUntil: 2, itemsPerWorker: 9, workerIds: [1], heldSources: [] }),
      );
      expect(claimed.map((item) => item.id)).toEqual([3]);
    } finally {
      await close();
    }
  });
});

describe('when another program reads or writes the same database', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  /** A job with a stage and an item, and what `write` made of them. */
  async function opened<T>(write: (connection: Connection.Database) => void, read: (open: OpenStore) => Promise<T>): Promise<T> {
    const open = await openSqliteStore(file);
    try {
      await open.store.transact(async ({ jobs, items, ledger }) => {
        const choices = { sources: ['qq'], downloadSources: [] };
        const jobId = await jobs.insertJob({ template: 'sync', config: {}, choices, scope: {}, stages: ['sync', 'scan'] }, now);
        await jobs.updateJobs([jobId], { startedAt: now, lastError: 'x', resumeWanted: true });
        const references = { playlistPoolId: 1, playlistId: 2, songId: 3, fileLocationId: 4 };
        await items.insertItems(1, 1, [{ type: 'song', key: 'song:1', references }], now);
        await ledger.registerWorkers(['sync-1'], now);
        await ledger.insertCommands([{ type: 'pause', target: { jobId } }], now);
        await ledger.hold({ kind: 'volume', name: '/音乐', since: now });
      });
      const connection = new Connection(file);
      write(connection);
      connection.close();
      return await read(open);
    } finally {
      await open.close();
    }
  }

  it('instants that people read are text in UTC, and yes and no are numbers', async () => {
    const at = '2026-11-21T00:00:00.000Z';
    const rows: unknown[] = [];
    const look = (connection: Connection.Database): void => {
      for (const text of [
        'SELECT created_at, started_at, ended_at, resume_wanted FROM job_runs',
        'SELECT heartbeat_at, bytes_per_second FROM job_workers',
        'SELECT created_at, applied_at FROM job_commands',
        'SELECT since FROM job_holds',
      ])
        rows.push(connection.prepare(text).get());
    };
    await opened(look, async ({ store }) => {
      await store.transact(async ({ jobs, ledger }) => {
        await jobs.updateJobs([1], { resumeWanted: false, endedAt: now });
        const shown = { references: {}, displayText: undefined, heartbeatAt: now, status: 'running' } as const;
        await ledger.updateWorkers([{ name: 'sync-1', bytesPerSecond: 12.6, ...shown }]);
        const [command] = await ledger.pendingCommands(9);
        if (command === undefined) throw new Error('the command is missing');
        const told = { ...command, cursor: 5, reason: undefined } as const;
        await ledger.updateCommands([{ ...told, status: 'pending' }], now);
        look(new Connection(file));
        await ledger.updateCommands([{ ...told, status: 'applied' }], now);
      });
      look(new Connection(file));
    });
    expect(rows.slice(0, 4)).toEqual(rows.slice(4, 8));
    expect(rows.slice(0, 4)).toEqual([
      { created_at: at, started_at: at, ended_at: null, resume_wanted: 1 },
      { heartbeat_at: at, bytes_per_second: 0 },
      { created_at: at, applied_at: null },
      { since: at },
    ]);
    expect(rows.slice(8)).toEqual([
      { created_at: at, started_at: at, ended_at: at, resume_wanted: 0 },
      { heartbeat_at: at, bytes_per_second: 13 },
      { created_at: at, applied_at: at },
      { since: at },
    ]);
  });

  it('a command that goes on in the next turn is not yet marked as applied', async () => {
    const appliedAt = await opened(
      () => undefined,
      async ({ store }) => {
        await store.transact(async ({ ledger }) => {
          const [command] = await ledger.pendingCommands(9);
          if (command !== undefined) await ledger.updateCommands([{ ...command, cursor: 5, reason: undefined, status: 'pending' }], now);
        });
        const connection = new Connection(file, { readonly: true });
        try {
          return connection.prepare('SELECT applied_at, cursor_id FROM job_commands').get();
        } finally {
          connection.close();
        }
      },
    );
    expect(appliedAt).toEqual({ applied_at: null, cursor_id: 5 });
  });

  it('words that the engine does not know are nothing that it would continue', async () => {
    const write = (connection: Connection.Database): void => {
      for (const text of [
        "UPDATE job_runs SET status = 'exploded', paused_by = 'a cat', config_snapshot_json = 'no JSON', sources = ',', playlist_scope_json = '', created_at = 'once'",
        "UPDATE job_stages SET status = 'exploded', items_failed = 1, items_pending = 0",
        "UPDATE job_items SET status = 'exploded', error_class = 'teapot', payload_json = '', started_at = '2024-05-01 10:00:00'",
        "UPDATE job_commands SET status = 'exploded', error_class = 'teapot'",
        "UPDATE job_workers SET status = 'exploded', heartbeat_at = NULL, current_song_id = 7",
        "INSERT INTO job_items(job_stage_id, item_key, status, error_class) VALUES (1, 'song:2', 'failed', 'teapot')",
      ])
        connection.exec(text);
    };
    const seen = await opened(write, async ({ store }) => ({
      view: await store.jobView(1),
      item: await store.item(1),
      command: await store.command(1),
      workers: await store.workers(),
      failures: await store.failures([1]),
    }));
    expect(seen.view?.job).toMatchObject({ status: 'canceled', pausedBy: undefined, config: { text: 'no JSON' }, scope: {}, createdAt: 0 });
    expect(seen.view?.job).toMatchObject({ choices: { sources: [], downloadSources: [] }, startedAt: now, endedAt: undefined });
    expect(seen.view?.stages[0]).toMatchObject({ status: 'canceled', counts: { failed: 1 } });
    const references = { playlistPoolId: 1, playlistId: 2, songId: 3, fileLocationId: 4 };
    const startedAt = Date.parse('2024-05-01T10:00:00Z');
    expect(seen.item).toMatchObject({ status: 'canceled', errorClass: undefined, payload: {}, references, startedAt });
    expect(seen.command).toMatchObject({ status: 'pending', target: { jobId: 1, errorClass: undefined } });
    expect(seen.workers).toMatchObject([{ status: 'idle', heartbeatAt: 0, references: { songId: 7 } }]);
    expect(seen.failures).toEqual([]);
  });

  it('stages are in the order of their numbers, and with the same number in that of their ids', async () => {
    const write = (connection: Connection.Database): void => {
      connection.exec('UPDATE job_stages SET seq_no = 3 WHERE id = 1');
      connection.exec(
        "INSERT INTO job_stages(id, job_run_id, stage_type, seq_no, status) VALUES (9, 1, 'b', 3, 'pending'), (5, 1, 'a', 3, 'pending')",
      );
    };
    const view = await opened(write, ({ store }) => store.jobView(1));
    expect(view?.stages.map(({ id }) => id)).toEqual([2, 1, 5, 9]);
  });

  it('a turn in which nothing moves writes nothing, so that it does not wait for the disk', async () => {
    const watcher: { connection?: Connection.Database } = {};
    const version = (): unknown => watcher.connection?.pragma('data_version', { simple: true });
    await opened(
      () => undefined,
      async ({ store }) => {
        watcher.connection = new Connection(file, { readonly: true });
        const before = version();
        const claim = { stageIds: [1, 2], now: now - 1, leaseUntil: now, itemsPerWorker: 1, workerIds: [1], heldSources: [] };
        const claimed = await store.transact(async ({ items, jobs, ledger }) => {
          await items.finish([]);
          await items.renewLeases([], now);
          await items.expired(now, 9);
          await jobs.jobsIn(['queued', 'running']);
          for (const write of [ledger.addEvents([], now), ledger.addLogs([], now), ledger.updateCommands([], now)]) await write;
          await items.move({ filter: { statuses: ['failed'] }, after: 0, limit: 9, to: 'canceled', now, afresh: false });
          return items.claim(claim);
        });
        expect([claimed, version()]).toEqual([[], before]);
        expect(await store.transact(({ items }) => items.claim({ ...claim, now }))).toHaveLength(1);
        expect(version()).not.toBe(before);
        watcher.connection.close();
      },
    );
  });
});
