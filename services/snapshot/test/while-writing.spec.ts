import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import DatabaseFile from 'better-sqlite3';
import { WorkerBuilder } from '../src/adapters/builder/worker-builder.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: threads with connections of their own, SQLite in WAL mode as the orchestrator opens it.

const songs = 2_000;
let fixture: CatalogueFixture;
let targets = 0;

beforeEach(() => {
  fixture = CatalogueFixture.full();
  const source = new DatabaseFile(fixture.file);
  source.pragma('journal_mode = WAL');
  source.exec(`WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < ${songs + 99})
    INSERT INTO songs(id, platform, remote_song_id, name, singers) SELECT i, 'kuwo', 'many-' || i, 'song', 'somebody' FROM n`);
  source.exec(`INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (100, 'kuwo', 'many', 'many')`);
  source.exec('INSERT INTO playlist_songs(playlist_id, song_id, position) SELECT 100, id, id FROM songs WHERE id >= 100');
  source.close();
});
afterEach(() => fixture.remove());

async function build(): Promise<string> {
  const target = fixture.path(`built-${targets++}.db`);
  const identity = { snapshotId: `snap-20260102T030405Z-00000000000${targets % 10}`, generatedAt: '2026-01-02T03:04:05Z', sequence: 1_767_323_045 };
  const signal = new AbortController().signal;
  await new WorkerBuilder().build({ source: fixture.file, target, identify: () => identity, onPhase: () => undefined, signal });
  return target;
}

/** Gives every playlist and every song the name of the next generation, in one transaction after another. */
const writer = `
  const { workerData, parentPort } = require('node:worker_threads');
  const Database = require(${JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'))});
  const database = new Database(workerData, { timeout: 30_000 });
  database.pragma('synchronous = OFF');
  const songs = database.prepare('UPDATE songs SET name = ?');
  const playlists = database.prepare('UPDATE playlists SET name = ?');
  const next = database.transaction((name) => { songs.run(name); playlists.run(name); });
  for (let generation = 1; ; generation += 1) {
    next.immediate('generation ' + generation);
    parentPort.postMessage(generation);
  }`;

describe('when a snapshot is built while another connection writes', () => {
  it('everything in it is of one moment', async () => {
    let generation = 0;
    const writing = new Worker(writer, { eval: true, workerData: fixture.file });
    const failed = new Promise<never>((_resolve, reject) => writing.once('error', reject));
    writing.on('message', (done: number) => {
      generation = done;
    });
    try {
      for (let round = 0; round < 3; round += 1) {
        const before = generation;
        await Promise.race([until(() => generation > before), failed]);
        const begun = generation;
        const target = await Promise.race([build(), failed]);
        const names = read(target, 'SELECT name FROM catalog_tracks UNION SELECT name FROM catalog_playlists');
        expect(names).toEqual([[expect.stringMatching(/^generation \d+$/)]]);
        expect(read(target, 'SELECT count(*) FROM catalog_tracks')).toEqual([[songs + 3]]);
        // Otherwise nothing was proven.
        await Promise.race([until(() => generation > begun + 1), failed]);
      }
    } finally {
      await writing.terminate();
    }
  });

  it('what is not committed is not in it, and the writer goes on undisturbed', async () => {
    const writing = new DatabaseFile(fixture.file);
    writing.exec(
      "BEGIN IMMEDIATE; UPDATE songs SET name = 'not yet'; INSERT INTO songs(id, platform, remote_song_id, name) VALUES (9, 'qq', 'x', 'new')",
    );
    try {
      const target = await build();
      expect(read(target, "SELECT count(*) FROM catalog_tracks WHERE name IN ('not yet', 'new')")).toEqual([[0]]);
      writing.exec('COMMIT');
      expect(read(await build(), "SELECT count(DISTINCT name) FROM catalog_tracks WHERE name = 'not yet'")).toEqual([[1]]);
    } finally {
      writing.close();
    }
  });
});
