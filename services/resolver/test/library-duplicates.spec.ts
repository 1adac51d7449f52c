import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolverUpkeepV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';
import { silentWav } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { SqliteDuplicateStore } from '../src/adapters/sqlite/duplicate-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { LibraryHarness } from './library-harness.js';

// Real here: files, the whole resolver over SQLite and gRPC; in the second part SQLite alone.
const limits = { deadlineMs: 20_000 };

describe('when files of the library have the same content', () => {
  it('are listed together, in pages, and no longer once one of them is gone', async () => {
    const library = new LibraryHarness();
    await library.start();
    const client = createRpcClient(resolverUpkeepV1.UpkeepServiceService, { address: library.address, service: 'resolver' });
    const page = (pageToken = '', pageSize = 0) => client.listDuplicates({ pageSize, pageToken }, limits);
    try {
      for (const name of ['a/1.wav', 'b/1.wav', 'c/1.wav']) library.write(name, silentWav(1));
      for (const name of ['a/2.wav', 'b/2.wav']) library.write(name, silentWav(2));
      library.write('alone.wav', silentWav(3));
      await library.scan();
      const { duplicates } = await page();
      const shown = duplicates.map(({ count, paths }) => [count, paths.map((path) => path.slice(library.music.length + 1))]);
      expect(shown.sort()).toEqual([
        [2, ['a/2.wav', 'b/2.wav']],
        [3, ['a/1.wav', 'b/1.wav', 'c/1.wav']],
      ]);
      const first = await page('', 1);
      expect([first.duplicates.length, (await page(first.nextPageToken, 1)).duplicates.length]).toEqual([1, 1]);
      await expect(page('', 201)).rejects.toMatchObject({ code: 'invalid_argument' });
      rmSync(library.path('a/2.wav'));
      await library.scan();
      expect((await page()).duplicates.map(({ count }) => count)).toEqual([3]);
    } finally {
      client.close();
      await library.dispose();
    }
  });
});

describe('when the index is large', () => {
  it('finds them without reading the other files, and forgets those that are alone again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'duplicates-'));
    const file = join(folder, 'resolver_stats.db');
    const database = await openSideDatabase(join(folder, 'catalogsync.db'));
    try {
      const count = 45_000;
      const insert = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
        INSERT INTO library_files(root, path, size, mtime_ms, inode, state, track_id, tags_json, fingerprint, first_seen_at)
        SELECT '/music', i || '.flac', 10, 1, i, 'listed', i, '{}', printf('%06d', CASE WHEN i IN (20001, 40001) THEN i - 1 ELSE i END), 1 FROM n`;
      await database.unitOfWork((session) => session).run((session) => session.statement(insert).run());
      const store = new SqliteDuplicateStore(database);
      const { duplicates, next } = await store.duplicates('', 10);
      expect(duplicates.map(({ fingerprint, paths }) => [fingerprint, paths])).toEqual([
        ['020000', ['/music/20000.flac', '/music/20001.flac']],
        ['040000', ['/music/40000.flac', '/music/40001.flac']],
      ]);
      expect(next).toBeUndefined();
      const first = await store.duplicates('', 1);
      expect([first.next, (await store.duplicates(first.next ?? '', 1)).duplicates[0]?.fingerprint]).toEqual(['020000', '040000']);
      const change = (text: string) => database.unitOfWork((session) => session).run((session) => session.statement(text).run());
      await change("DELETE FROM library_files WHERE path = '20001.flac'");
      await change("UPDATE library_files SET fingerprint = '000007' WHERE path = '40001.flac'");
      expect((await store.duplicates('', 10)).duplicates.map(({ fingerprint }) => fingerprint)).toEqual(['000007']);
      const connection = new Connection(file, { readonly: true });
      expect(connection.prepare('SELECT fingerprint FROM library_twins').pluck().all()).toEqual(['000007']);
      const text = 'SELECT fingerprint FROM library_twins WHERE fingerprint > 1 ORDER BY fingerprint LIMIT 5';
      const plan = connection.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all();
      connection.close();
      expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH library_twins USING PRIMARY KEY (fingerprint>?)']);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
