import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { audioBytes, requireProgram } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import type { SearchHit } from '../src/core/sources/search.js';
import type { Source, SourceLimits } from '../src/core/sources/source.js';
import { DownloadWorld, wish } from './download-world.js';
import { statisticsOf } from './statistics.js';

// Real here: the engine and resolving as the service builds them, SQLite, files, HTTP, TagLib, processes. Sources are emulated.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
let world: DownloadWorld | undefined;
afterEach(async () => {
  await world?.dispose();
  world = undefined;
});

suite('when the source of a song knows it by its id', () => {
  it('a download asks it by that id, and takes what no search would have found', async () => {
    world = new DownloadWorld();
    const files = await world.source('files');
    const bytes = await audioBytes({ ext: 'mp3', duration: 3 });
    files.songs = [{ id: 'id-七里香', title: '七里香', artist: '周杰伦', durationMs: 3000, ext: 'mp3', bytes }];
    const [hit] = await files.source.searcher!.searchTracks(
      { keyword: '七里香', limit: 1, target: undefined } as never,
      new AbortController().signal,
    );
    const asked: string[] = [];
    const own: Source = {
      name: 'qq',
      configured: true,
      searcher: { searchTracks: async () => [] },
      refresher: {
        refreshTrack: async (id): Promise<SearchHit | undefined> => {
          asked.push(id);
          return id === 'id-七里香' ? hit : undefined;
        },
      },
      fetcher: files.source.fetcher!,
    };
    world.others.push(own);
    await world.start();
    const { record } = await world.fetch(wish('七里香', { platform: 'qq', remoteId: 'id-七里香' }));
    expect(record).toMatchObject({ state: 'succeeded', file: { source: 'qq', remoteId: 'id-七里香' } });
    expect(asked).toEqual(['id-七里香']);
  });
});

describe('when a source allows only so many calls in a time', () => {
  it('the searches of downloads keep to it, however many run at once', async () => {
    world = new DownloadWorld({ DOWNLOAD_WORKERS: '8', DOWNLOAD_SEARCH_SECONDS: '60' });
    const times: number[] = [];
    const limits: SourceLimits = { concurrency: 8, rate: { tokens: 2, perMs: 600 } };
    const searcher = {
      searchTracks: async () => {
        times.push(performance.now());
        return [];
      },
    };
    world.others.push({
      name: 'slow',
      configured: true,
      searcher,
      fetcher: { fetchTrack: () => Promise.reject(new Error('nothing')) },
      limits,
    });
    await world.start();
    const { fetch } = world;
    const views = await Promise.all([1, 2, 3, 4, 5, 6].map((id) => fetch.call(world, wish(`song ${id}`))));
    expect(views.map(({ record }) => record.state)).toEqual(views.map(() => 'not_found'));
    expect(times).toHaveLength(6);
    // Two at once, then one each 300 ms; timers may be a little early, never much.
    for (let at = 2; at < times.length; at += 1) expect((times[at] ?? 0) - (times[0] ?? 0)).toBeGreaterThan((at - 1) * 300 - 30);
  });
});

describe('when many processes count at the same time', () => {
  it('the counters of 20 of them are exact', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'counters-'));
    try {
      const database = join(folder, 'catalogsync.db');
      const root = fileURLToPath(new URL('../../..', import.meta.url));
      const flags = ['--conditions=catalogsync-source', '--import', join(root, 'tools/swc-register.mjs')];
      const program = fileURLToPath(new URL('counter-child.ts', import.meta.url));
      const { NODE_OPTIONS: _jest, ...env } = process.env;
      const count = (): Promise<number | null> =>
        new Promise((resolve, reject) => {
          const child = spawn(process.execPath, [...flags, program, database, '10'], {
            cwd: root,
            env,
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          child.once('error', reject);
          child.once('close', resolve);
        });
      expect(await Promise.all(Array.from({ length: 20 }, count))).toEqual(Array(20).fill(0));
      const opened = await openSideDatabase(database);
      const [kuwo] = await statisticsOf(new SqliteRankingStore(opened), 'qq');
      await opened.close();
      expect(kuwo).toMatchObject({ source: 'kuwo', attempts: 200, found: 100 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
