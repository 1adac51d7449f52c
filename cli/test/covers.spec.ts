import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audioBytes, requireProgram, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { Product } from './product.js';

// Real here: the command as a process with all six services, inotify, files with pictures in them and beside them, sharp, HTTP on loopback.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
const ffmpeg = (...args: string[]): void => void execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);

interface Track {
  readonly name: string;
  readonly cover: { readonly hash: string; readonly width: number } | null;
}

let product: Product;
let base: string;
let music: string;

/** As taggers do: the whole file beside it, then in its place. */
function tag(name: string, side: number): void {
  const [drawn, tagged] = [join(base, 'drawn.jpg'), join(base, 'tagged.mp3')];
  ffmpeg('-f', 'lavfi', '-i', `testsrc2=size=${side}x${side}`, '-frames:v', '1', drawn);
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=600:duration=1'];
  const about = ['-metadata', `title=${name}`, '-metadata', 'artist=Somebody', '-id3v2_version', '3'];
  ffmpeg(...sound, '-i', drawn, '-map', '0', '-map', '1', '-c:v', 'copy', ...about, tagged);
  renameSync(tagged, join(music, `in/${name}.mp3`));
}

beforeAll(async () => {
  // Builds what is stale.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  base = temporaryFolder();
  music = join(base, 'music');
  for (const folder of ['in', 'beside']) mkdirSync(join(music, folder), { recursive: true });
  tag('Tagged', 700);
  writeFileSync(join(music, 'beside/1.flac'), await audioBytes({ ext: 'flac', tags: { title: 'Beside', artist: 'Nobody' } }));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=500x500', '-frames:v', '1', join(music, 'beside/Folder.webp'));
  product = await Product.make(base);
  Object.assign(product.environment, { SNAPSHOT_KEEP: '1' });
}, 600_000);
afterAll(async () => {
  await product?.close();
  removeFolders();
});

async function coverOf(name: string): Promise<Track['cover'] | undefined> {
  const answer = await fetch(`${product.api}/v1/tracks?limit=100`).catch(() => undefined);
  const { items = [] } = answer?.status === 200 ? ((await answer.json()) as { items?: Track[] }) : {};
  return items.find((track) => track.name === name)?.cover;
}
const becomes = (name: string, wanted: (cover: Track['cover']) => boolean) =>
  until(async () => {
    const cover = await coverOf(name);
    return cover !== undefined && wanted(cover);
  }, 100);
const published = (folder = join(product.home, 'publication')): string[] =>
  readdirSync(join(folder, 'covers'), { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

suite('when files have pictures', () => {
  it('shows them, the new one after a file was tagged anew, and none where it was deleted', async () => {
    const up = product.run(['up', '--home', product.home, '--library', music]);
    await up.waitFor(/Catalogue: 2 tracks/);
    await becomes('Tagged', (cover) => cover?.width === 700);
    await becomes('Beside', (cover) => cover?.width === 500);
    const old = (await coverOf('Tagged'))?.hash ?? '';
    const picture = await fetch(`${product.api}/v1/covers/${old}/300`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);

    tag('Tagged', 800);
    await becomes('Tagged', (cover) => cover?.width === 800);
    expect((await fetch(`${product.api}/v1/covers/${old}/300`)).status).toBe(404);
    // With the last snapshot that names it; the catalogue keeps it for a day.
    await until(() => !published().some((name) => name.startsWith(old)));
    expect(existsSync(join(product.home, 'covers', old.slice(0, 2), `${old}-300.webp`))).toBe(true);

    const beside = (await coverOf('Beside'))?.hash ?? '';
    rmSync(join(music, 'beside/Folder.webp'));
    utimesSync(join(music, 'beside/1.flac'), new Date(), new Date());
    await becomes('Beside', (cover) => cover === null);
    await until(() => !published().some((name) => name.startsWith(beside)));
  }, 600_000);

  it('exports them with the catalogue', async () => {
    const target = join(base, 'out');
    const args = ['export-snapshot', '--db', join(product.home, 'catalogsync.db'), '--target-dir', target];
    expect(await catalogsync(args)).toMatchObject({ code: 0, stderr: '' });
    expect(published(target).sort()).toEqual(published().sort());
    expect(published(target)).toHaveLength(3);
    const elsewhere = await catalogsync([...args.slice(0, -1), join(base, 'bare'), '--covers-dir', join(base, 'nowhere')]);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      0,
      expect.stringMatching(/^3 pictures of covers are not in .*nowhere.*--covers-dir\n$/),
    ]);
  }, 120_000);
});
