import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsoleSize, largeSize, makeConsoleDatabase, smallSize, writeLogs } from './console-dataset.js';
import { measureScrolling } from './console-scrolling.js';
import { ConsoleService } from './console-service.js';
import { median, printTable } from './table.js';

const rounds = 25;
const logLinesPerMinute = 10_000;
const consoles = 50;
const watchedMs = 20_000;
const rowsToScroll = 58_000;

/** First pages of every list, and the dashboard. */
const paths = [
  '/api/dashboard?includeTaskRows=false',
  '/api/jobs?limit=100',
  '/api/jobs/1',
  '/api/jobs/1/items?limit=100',
  '/api/jobs/1/items?limit=100&status=failed',
  '/api/jobs/1/items?limit=100&status=failed&errorClass=not_found',
  '/api/jobs/1/errors',
  '/api/jobs/1/timeline',
  '/api/jobs/1/events?limit=100',
  '/api/logs?limit=100',
  '/api/logs?limit=100&level=error',
  '/api/logs?limit=100&jobId=1',
  '/api/logs/clusters?minutes=60',
  '/api/series?minutes=60',
  '/api/songs?limit=100',
  '/api/songs?limit=100&status=missing',
  '/api/songs?limit=100&text=%E6%AD%8C%E6%9B%B2%2012',
  '/api/songs/1',
  '/api/playlists?limit=100',
  '/api/playlists/1/songs?limit=100',
  '/api/audit?limit=100',
] as const;

async function withService<T>(size: ConsoleSize, use: (service: ConsoleService, db: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  const db = join(folder, 'catalogsync.db');
  try {
    await makeConsoleDatabase(db, size);
    const service = await ConsoleService.start(folder, db);
    try {
      return await use(service, db);
    } finally {
      await service.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timePaths(service: ConsoleService): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(paths.map((path) => [path, []]));
  for (let round = 0; round < rounds; round += 1) for (const path of paths) times.get(path)?.push(await service.time(path));
  return new Map([...times].map(([path, all]) => [path, median(all)]));
}

/** Processor time of the service a second, with this many consoles open. */
async function loadOf(service: ConsoleService, streams: number): Promise<number> {
  const open = await Promise.all(Array.from({ length: streams }, () => service.stream()));
  await sleep(2000);
  const before = service.processorSeconds();
  await sleep(watchedMs);
  const load = (service.processorSeconds() - before) / (watchedMs / 1000);
  for (const stream of open) stream.destroy();
  return load;
}

/**
 * The console with a million items, 100,000 songs and 10,000 new log lines a minute: first pages against those of a small catalogue,
 * what fifty open consoles cost, and scrolling in a browser. Goals: 1.5 times and 200 ms, the dashboard 50 ms; 10 % of a core; frames
 * of 33 ms and a heap of 60 MB.
 */
export async function runConsoleBench(): Promise<void> {
  const small = await withService(smallSize, timePaths);
  await withService(largeSize, async (service, db) => {
    const stop = writeLogs(db, logLinesPerMinute);
    try {
      const large = await timePaths(service);
      const rows = paths.map((path) => {
        const [few = 0, many = 0] = [small.get(path), large.get(path)];
        const goal = path.startsWith('/api/dashboard') ? 50 : 200;
        const missed = many > goal || (many > 2 * few && many / few > 1.5 && many > 5);
        return [path, few.toFixed(1), many.toFixed(1), (many / few).toFixed(2), `${goal}${missed ? ', missed' : ''}`];
      });
      printTable(['first page, milliseconds', '1,000 items', '1,000,000', 'ratio', 'limit'], rows);
      const [none, one, many] = [await loadOf(service, 0), await loadOf(service, 1), await loadOf(service, consoles)];
      const share = (load: number): string => `${(100 * load).toFixed(1)} %`;
      console.log();
      printTable(
        ['open consoles', 'of a core'],
        [
          ['0', share(none)],
          ['1', share(one)],
          [String(consoles), share(many)],
        ],
      );
      const {
        rows: reached,
        frameP95Ms,
        heapMb,
        elements,
      } = await measureScrolling(service.address, service.login, '/songs', rowsToScroll);
      console.log();
      printTable(
        [`${reached.toLocaleString('en')} rows scrolled`, 'figure', 'limit'],
        [
          ['frames, 95th percentile', `${frameP95Ms.toFixed(1)} ms`, '33 ms'],
          ['heap', `${heapMb.toFixed(1)} MB`, '60 MB'],
          ['elements', String(elements), ''],
        ],
      );
    } finally {
      stop();
    }
  });
}
