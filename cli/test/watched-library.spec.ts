import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audioBytes, silentWav, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { Product } from './product.js';

// Real here: the command as a process with all six services, inotify on a folder of audio files, HTTP on loopback.

/** A new file is playable within this time of the end of its copying, on a machine that does nothing else. */
const goalMs = 10_000;

let product: Product;
let base: string;
let music: string;

beforeAll(async () => {
  // Builds what is stale.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  base = temporaryFolder();
  music = join(base, 'music');
  mkdirSync(join(music, 'one'), { recursive: true });
  for (const seed of [1, 2, 3]) writeFileSync(join(music, `one/Artist - Song ${seed}.wav`), silentWav(seed));
  product = await Product.make(base);
});

afterAll(async () => {
  await product.close();
  removeFolders();
});

interface Track {
  readonly id: string;
  readonly name: string;
}

async function tracks(): Promise<readonly Track[]> {
  const answer = await fetch(`${product.api}/v1/tracks?limit=100`).catch(() => undefined);
  return answer?.status === 200 ? ((await answer.json()) as { items: Track[] }).items : [];
}

const names = async (): Promise<string[]> => (await tracks()).map(({ name }) => name).sort();
const shows = (...wanted: string[]) => until(async () => JSON.stringify(await names()) === JSON.stringify(wanted), 50);

async function scansOf(home: string): Promise<number> {
  const listed = await product.run(['--json', 'jobs', 'list', '--home', home]).ended;
  return (JSON.parse(listed.stdout) as { jobs: { template: string }[] }).jobs.filter(({ template }) => template === 'scan').length;
}

describe('when the library changes while `up` runs', () => {
  it('is served as it is on disk, without being asked, and `scan` does it at once', async () => {
    const up = product.run(['up', '--home', product.home, '--library', music]);
    await up.waitFor(/Catalogue: 3 tracks/);
    const began = performance.now();
    writeFileSync(join(music, 'one/4.flac'), await audioBytes({ ext: 'flac', tags: { title: 'Vierte', artist: 'Jemand' } }));
    await shows('Song 1', 'Song 2', 'Song 3', 'Vierte');
    expect(performance.now() - began).toBeLessThan(3 * goalMs);
    expect((await up.waitFor(/Library: .*/))[0]).toBe('Library: 1 added; 4 files.');
    const before = await tracks();

    mkdirSync(join(music, 'two'));
    renameSync(join(music, 'one/Artist - Song 1.wav'), join(music, 'two/Artist - Renamed.wav'));
    rmSync(join(music, 'one/Artist - Song 2.wav'));
    await shows('Renamed', 'Song 3', 'Vierte');
    const idOf = (all: readonly Track[], name: string) => all.find((track) => track.name === name)?.id;
    expect(idOf(await tracks(), 'Renamed')).toBe(idOf(before, 'Song 1'));

    const scanned = await product.run(['--json', 'scan', join(music, 'two'), '--home', product.home]).ended;
    expect([scanned.code, JSON.parse(scanned.stdout)]).toMatchObject([0, { state: 'completed', files: 3, added: 0 }]);
    const outside = await product.run(['scan', '/', '--home', product.home]).ended;
    expect([outside.code, outside.stderr]).toEqual([expect.any(Number), expect.stringContaining(music)]);
    expect(outside.code).not.toBe(0);
    const doctor = await product.run(['doctor', '--home', product.home]).ended;
    expect(doctor.stdout).toContain(`${music}: 3 folders are watched`);
  }, 300_000);

  it('takes copies of one file for one song, and follows new tags and what is put back', async () => {
    copyFileSync(join(music, 'one/4.flac'), join(music, 'two/copy.flac'));
    // Whoever comes first, the watch or this, finds it.
    const scanned = await product.run(['--json', 'scan', join(music, 'two'), '--home', product.home]).ended;
    expect(JSON.parse(scanned.stdout)).toMatchObject({ state: 'completed', files: 4 });
    expect(await names()).toEqual(['Renamed', 'Song 3', 'Vierte']);
    const [before] = (await tracks()).filter(({ name }) => name === 'Vierte');
    const retagged = await audioBytes({ ext: 'flac', tags: { title: 'Neu benannt', artist: 'Jemand' } });
    // Both at once: whichever is seen first, the file that is left is the song.
    rmSync(join(music, 'two/copy.flac'));
    writeFileSync(join(music, 'one/4.flac'), retagged);
    await shows('Neu benannt', 'Renamed', 'Song 3');
    expect((await tracks()).find(({ name }) => name === 'Neu benannt')?.id).toBe(before?.id);
    renameSync(join(music, 'one'), join(base, 'away'));
    await shows('Renamed');
    renameSync(join(base, 'away'), join(music, 'back'));
    await shows('Neu benannt', 'Renamed', 'Song 3');
  }, 300_000);

  it('publishes a thousand files that are dropped at once with one job', async () => {
    const before = await scansOf(product.home);
    mkdirSync(join(music, 'many'));
    for (let seed = 0; seed < 1_000; seed++) writeFileSync(join(music, `many/A - ${seed}.wav`), silentWav(5_000 + seed));
    await until(async () => {
      const answer = await fetch(`${product.api}/v1/snapshot`);
      return ((await answer.json()) as { manifest: { trackCount: number } }).manifest.trackCount >= 1_000;
    }, 100);
    expect((await scansOf(product.home)) - before).toBe(1);
  }, 300_000);
});
