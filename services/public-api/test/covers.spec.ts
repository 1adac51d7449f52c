import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { silentLogger } from '@catalogsync/runtime';
import { coverPath } from '@catalogsync/snapshot-format';
import { requireProgram, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { CoverCacheFolder } from '../src/adapters/cover-files/cover-cache-folder.js';
import { coverSource } from '../src/adapters/cover-files/cover-sources.js';
import { CoverFiller } from '../src/core/covers/cover-filler.js';
import { CoverPictures } from '../src/core/covers/cover-pictures.js';
import { ApiWorld } from './api-world.js';
import { temporaryFolder } from './snapshot-fixture.js';

// Real here: HTTP on both sides, SQLite, files, and pictures made by sharp.
const hashes = ['aa', 'bb', 'cc'].map((word) => word.repeat(32)) as [string, string, string];
const rows = hashes.map((hash, at) => `(${at + 1}, '${hash}', 800, 600, '#ff0000', x'01')`).join(', ');
const picture = (side: number, color = '#ff0000'): Promise<Buffer> =>
  sharp({ create: { width: side, height: Math.round(side * 0.75), channels: 3, background: color } })
    .webp({ quality: 75 })
    .toBuffer();

let world: ApiWorld;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let publication: Server;
let files: Map<string, Buffer>;
let asked: string[];
/** That a proxy before the publication asks for. */
let token: string | undefined;
let base: string;
let cache: CoverCacheFolder;
let pictures: CoverPictures;
beforeEach(async () => {
  world = await ApiWorld.open({ more: `DELETE FROM catalog_covers; INSERT INTO catalog_covers VALUES ${rows}` });
  folder = await temporaryFolder();
  [files, asked] = [new Map(), []];
  for (const hash of hashes) {
    for (const size of [96, 300, 640] as const) files.set(`/${coverPath(hash, size)}`, await picture(size));
  }
  token = undefined;
  publication = createServer((request, response) => {
    asked.push(String(request.url));
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    const found = files.get(String(request.url));
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  await new Promise<void>((resolve) => publication.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(publication.address() as AddressInfo).port}`;
  await open();
});
afterEach(async () => {
  publication.closeAllConnections();
  publication.close();
  await world.close();
  folder.remove();
});

async function open(source = base, mostBytes = 1e9, shown = ''): Promise<void> {
  cache = new CoverCacheFolder(join(folder.path, 'cache'), mostBytes, silentLogger());
  await cache.open();
  pictures = new CoverPictures(cache, coverSource(source, shown), () => world.clock.time);
}
const kept = (): string[] =>
  readdirSync(join(folder.path, 'cache'), { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

describe('when a picture is asked for', () => {
  it('fetches it once for all who ask, and keeps it for when the publication is gone', async () => {
    const api = await world.serve({ covers: pictures });
    const address = `${api}/v1/covers/${hashes[0]}/300`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(address)));
    const bodies = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(bodies.every((body) => body.equals(files.get(`/${coverPath(hashes[0], 300)}`) as Buffer))).toBe(true);
    expect(asked).toHaveLength(1);
    publication.closeAllConnections();
    publication.close();
    expect((await fetch(address)).status).toBe(200);
    // Nor after a restart.
    await open();
    const again = await world.serve({ covers: pictures });
    expect((await fetch(`${again}/v1/covers/${hashes[0]}/300`)).status).toBe(200);
    expect((await fetch(`${again}/v1/covers/${hashes[1]}/300`)).status).toBe(503);
  });

  it('says that it never changes', async () => {
    const api = await world.serve({ covers: pictures, accessTokens: ['secret'] });
    const address = `${api}/v1/covers/${hashes[0]}/96`;
    const answer = await fetch(address);
    const { headers } = answer;
    expect([answer.status, headers.get('content-type'), headers.get('cache-control'), headers.get('etag')]).toEqual([
      ...[200, 'image/webp', 'public, max-age=31536000, immutable', `"${hashes[0]}-96"`],
    ]);
    expect(Number(headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
    expect((await fetch(address, { headers: { 'if-none-match': `"${hashes[0]}-96"` } })).status).toBe(304);
    const head = await fetch(address, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });

  it('knows only the covers of the snapshot, and three sizes', async () => {
    const api = await world.serve({ covers: pictures });
    const wrong = [`${'dd'.repeat(32)}/300`, `${hashes[0]}/301`, `${hashes[0].toUpperCase()}/300`, '..%2f/300'];
    for (const path of wrong) expect([path, (await fetch(`${api}/v1/covers/${path}`)).status]).toEqual([path, 404]);
    expect(asked).toEqual([]);
    files.delete(`/${coverPath(hashes[0], 300)}`);
    expect((await fetch(`${api}/v1/covers/${hashes[0]}/300`)).status).toBe(404);
  });

  it('refuses what is not the picture', async () => {
    const api = await world.serve({ covers: pictures });
    const whole = files.get(`/${coverPath(hashes[0], 300)}`) as Buffer;
    const wrong = [
      Buffer.from('<html>log in</html>'),
      whole.subarray(0, -9),
      await picture(200),
      await sharp(whole).png().toBuffer(),
      Buffer.alloc(2e6),
    ];
    for (const bytes of wrong) {
      files.set(`/${coverPath(hashes[0], 300)}`, bytes);
      world.clock.time += 60_000;
      expect((await fetch(`${api}/v1/covers/${hashes[0]}/300`)).status).toBe(503);
    }
    expect(kept()).toEqual([]);
  });

  it('shows a publication the token of its followers, and says which key is missing', async () => {
    token = 'follow';
    const api = await world.serve({ covers: pictures });
    const refused = await fetch(`${api}/v1/covers/${hashes[0]}/300`);
    expect([refused.status, await refused.text()]).toEqual([503, expect.stringContaining('asks for a token')]);
    await open(base, 1e9, 'follow');
    const allowed = await world.serve({ covers: pictures });
    expect((await fetch(`${allowed}/v1/covers/${hashes[0]}/300`)).status).toBe(200);
  });

  it('reads a publication in a folder', async () => {
    const file = join(folder.path, 'publication', coverPath(hashes[2], 640));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, await picture(640));
    await open(join(folder.path, 'publication'));
    const api = await world.serve({ covers: pictures });
    expect((await fetch(`${api}/v1/covers/${hashes[2]}/640`)).status).toBe(200);
    expect((await fetch(`${api}/v1/covers/${hashes[1]}/640`)).status).toBe(404);
  });
});

describe('when a snapshot comes into use', () => {
  const filler = (): CoverFiller => {
    const inUse = () =>
      world.snapshots.inUse && { snapshotId: world.snapshots.inUse.manifest.snapshot_id, covers: world.snapshots.inUse.reader.covers };
    const soon = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
    return new CoverFiller(pictures, inUse, soon, () => undefined);
  };

  it('fetches its pictures in the background, the newest first, and each once', async () => {
    const filling = filler();
    filling.start();
    await until(() => kept().length === 9);
    expect(asked[0]).toContain('cc');
    world.use(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toHaveLength(9);
    await filling.stop();
  });

  it('keeps to its room', async () => {
    const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
    await open(base, bytes / 2);
    const filling = filler();
    filling.start();
    await until(() => kept().length > 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await filling.stop();
    expect(kept().length).toBeLessThan(9);
    const signal = new AbortController().signal;
    const cover = { id: 1, hash: hashes[0], width: 800, height: 600 };
    for (const size of [640, 300, 96] as const) await pictures.picture(cover, size, signal);
    expect(kept().reduce((sum, name) => sum + (files.get(`/covers/${name.slice(0, 2)}/${name}`)?.length ?? 0), 0)).toBeLessThanOrEqual(
      bytes / 2,
    );
    expect(kept()).toContain(`${hashes[0]}-96.webp`);
  });
});

(requireProgram('chromium', '--version') ? describe : describe.skip)('when a page of another site shows a cover', () => {
  it('a browser decodes it in its size', async () => {
    const api = await world.serve({ covers: pictures, accessTokens: ['secret'] });
    const page = join(folder.path, 'page.html');
    const script = "cover.onload = () => document.title = 'shown ' + cover.naturalWidth; cover.onerror = () => document.title = 'failed'";
    writeFileSync(page, `<img id="cover" src="${api}/v1/covers/${hashes[0]}/640"><script>${script}</script>`);
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder.path, 'browser')}`];
    const { stdout } = await promisify(execFile)('chromium', [...flags, '--virtual-time-budget=10000', '--dump-dom', `file://${page}`]);
    expect(stdout).toContain('<title>shown 640</title>');
  });
});
