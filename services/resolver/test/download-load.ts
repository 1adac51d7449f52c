import { audioBytes } from '@catalogsync/testkit';
import { DownloadWorld, wish } from './download-world.js';
import type { EmulatedSource, OfferedSong } from './emulated-source.js';

/** The result of one run over many songs. */
export interface LoadResult {
  readonly elapsedMs: number;
  readonly succeeded: number;
  readonly notFound: number;
  readonly failed: number;
  /** Files of successful downloads whose hash and length match the record. */
  readonly verified: number;
  /** Files from the source that serves broken ones: there must be none. */
  readonly fromBroken: number;
}

/** One song in ten exists at no source. */
const missingEvery = 10;

/** Realistic answer times for a world that runs twenty times as fast: its time-outs are 1 s, not 20. */
const pace = { searchMs: 50, fileMs: 250 };
const limits = { concurrency: 2 };

const titleOf = (index: number): string => `song ${index} of the load`;

async function songs(count: number): Promise<OfferedSong[]> {
  const bytes = await audioBytes({ ext: 'mp3', duration: 3 });
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => index % missingEvery !== missingEvery - 1)
    .map((index) => ({ id: `id ${index}`, title: titleOf(index), artist: '周杰伦', durationMs: 3000, ext: 'mp3', bytes }));
}

/** One that hangs, one that refuses and one that serves broken files, all asked before the good ones. */
async function addBadSources(world: DownloadWorld, all: readonly OfferedSong[]): Promise<void> {
  const [hangs, refuses, broken] = [
    await world.source('hangs', limits),
    await world.source('refuses', limits),
    await world.source('broken', limits),
  ];
  await hangs.server.fail('hang');
  await refuses.server.fail('refuse');
  broken.pace = pace;
  broken.songs = all.map((song, index) => ({
    ...song,
    bytes: [Buffer.alloc(90_000), Buffer.from('<html>'), song.bytes.subarray(0, 9000)][index % 3] ?? song.bytes,
  }));
}

async function addGoodSources(world: DownloadWorld, all: readonly OfferedSong[]): Promise<EmulatedSource[]> {
  const good = [await world.source('even', limits), await world.source('odd', limits)];
  for (const [half, source] of good.entries()) {
    source.pace = pace;
    source.songs = all.filter((_, index) => index % 2 === half);
  }
  return good;
}

/** Downloads `count` songs through the engine as the service builds it. */
export async function runDownloadLoad(count: number, withBadSources: boolean): Promise<LoadResult> {
  const world = new DownloadWorld({ DOWNLOAD_WORKERS: '4' });
  try {
    const all = await songs(count);
    if (withBadSources) await addBadSources(world, all);
    await addGoodSources(world, all);
    await world.start();
    const started = performance.now();
    const views = await Promise.all(Array.from({ length: count }, (_, index) => world.fetch(wish(titleOf(index)))));
    const elapsedMs = performance.now() - started;
    const states = views.map(({ record }) => record.state);
    const files = views.flatMap(({ record }) => record.file ?? []);
    const checked = await Promise.all(files.map((file) => world.isAsRecorded(file)));
    return {
      elapsedMs,
      succeeded: states.filter((state) => state === 'succeeded').length,
      notFound: states.filter((state) => state === 'not_found').length,
      failed: states.filter((state) => state === 'failed' || state === 'canceled').length,
      verified: checked.filter(Boolean).length,
      fromBroken: files.filter(({ source }) => source === 'broken').length,
    };
  } finally {
    await world.dispose();
  }
}

/** `download-load.ts COUNT with|without` prints the result as JSON; the benchmark runs it in its own process. */
if (process.argv[1]?.endsWith('download-load.ts')) {
  const [count = '200', bad = 'with'] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await runDownloadLoad(Number(count), bad === 'with')));
}
