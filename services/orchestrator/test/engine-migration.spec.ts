import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
