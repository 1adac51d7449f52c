import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { audioBytes, requireProgram, silentWav, until } from '@catalogsync/testkit';
import { Browser, type BrowserTab } from '@catalogsync/testkit/browser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { Product } from './product.js';
import { type Tried, tryOut } from './try-out.js';

// Real here: the command as a process with all six services, a browser, files with pictures, HTTP on loopback.
const suite = requireProgram('chromium', '--version') && requireProgram('ffmpeg') ? describe : describe.skip;
const picture = (file: string, source: string): void =>
  void execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', file]);

interface Track {
  readonly id: number;
  readonly cover: { readonly hash: string } | null;
  readonly lyrics: string | null;
}

let product: Product;
let browser: Browser;
let tab: BrowserTab;
/** Of somebody else, whose pages use the API. */
let site: Server;
let body: string;
let address: string;
let tracks: readonly Track[];
let hash: string;

beforeAll(async () => {
  // Builds what is stale.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  const base = temporaryFolder();
  const music = join(base, 'music');
  mkdirSync(join(music, 'album'), { recursive: true });
  for (let seed = 1; seed <= 50; seed += 1) writeFileSync(join(music, `Artist ${seed % 5} - Song ${seed}.wav`), silentWav(seed));
  const tags = { title: 'With all', artist: 'Somebody', album: 'An album', genre: 'Pop', date: '2001' };
  writeFileSync(join(music, 'album/1.mp3'), await audioBytes({ ext: 'mp3', duration: 2, tags }));
  writeFileSync(join(music, 'album/1.lrc'), '[00:01.00]words\n');
  picture(join(music, 'album/cover.jpg'), 'testsrc2=size=900x900');
  product = await Product.make(base);
  const up = product.run(['up', '--home', product.home, '--library', music]);
  await up.waitFor(/Catalogue: 51 tracks/);
  await until(async () => {
    tracks = ((await (await fetch(`${product.api}/v1/tracks?limit=100`)).json()) as { items: Track[] }).items;
    return tracks.some(({ cover }) => cover !== null);
  });
  hash = tracks.find(({ cover }) => cover !== null)?.cover?.hash ?? '';
  site = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(body));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  browser = await Browser.start();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  await product?.close();
  removeFolders();
});

beforeEach(async () => {
  tab = await browser.tab();
  body = '<!doctype html><title>a player</title>';
});

afterEach(() => tab.page.close());

/** Requests for this path since the given one, as the browser sent them. */
const asked = (path: string) => tab.requests.filter(({ url }) => url === `${product.api}${path}`);
const load = (path: string, cache = 'default'): Promise<{ status: number; items: number }> =>
  tab.page.evaluate(
    `fetch('${product.api}${path}', { cache: '${cache}' }).then(async (a) => ({ status: a.status, items: (await a.json()).items.length }))`,
  );

suite('when a page of another site reads the catalogue in a browser', () => {
  const list = '/v1/tracks?limit=50';

  it('gets a page of fifty tracks compressed, and later asks only whether it has changed', async () => {
    await tab.page.goto(address);
    expect(await load(list)).toEqual({ status: 200, items: 50 });
    const first = await until(() => asked(list).find(({ status }) => status !== undefined));
    expect(first.status).toBe(200);
    // A loopback address is as good as TLS to a browser: without either it offers gzip and deflate alone.
    expect(first.headers['content-encoding']).toBe('zstd');
    expect(first.headers['access-control-allow-origin']).toBe('*');
    // Fresh for a moment: the browser's own cache answers. Later it asks whether the list has changed, as a reload does at once.
    expect(await load(list)).toEqual({ status: 200, items: 50 });
    expect(await load(list, 'no-cache')).toEqual({ status: 200, items: 50 });
    await until(() => asked(list)[2]?.status !== undefined);
    expect(asked(list).map(({ status }) => status)).toEqual([200, undefined, 304]);
  });

  it('shows covers in three sizes, and never asks for one again', async () => {
    const sizes = [96, 300, 640];
    body += sizes.map((size) => `<img src="${product.api}/v1/covers/${hash}/${size}">`).join('');
    for (const visit of ['first', 'second']) {
      await tab.page.goto(`${address}${visit}`);
      expect(await tab.page.evaluate('[...document.images].map((image) => image.naturalWidth)')).toEqual(sizes);
    }
    for (const size of sizes) {
      await until(() => asked(`/v1/covers/${hash}/${size}`)[0]?.status !== undefined);
      // The second time the browser's own cache answers: nothing comes over the network.
      expect([size, asked(`/v1/covers/${hash}/${size}`).map(({ status }) => status)]).toEqual([size, [200, undefined]]);
    }
    expect(tab.errors).toEqual([]);
  });

  it('plays a track from its address', async () => {
    const { id } = tracks.find(({ lyrics }) => lyrics !== null) as Track;
    await tab.page.goto(address);
    const played = `new Promise((resolve) => {
      const audio = new Audio('${product.api}/v1/tracks/${id}/stream');
      audio.onloadedmetadata = () => resolve(Math.round(audio.duration));
      audio.onerror = () => resolve(audio.error.message);
    })`;
    expect(await tab.page.evaluate(played)).toBe(2);
  });
});

suite('when every operation of /docs is tried out', () => {
  it('each answers 200, a cover is seen and a track is heard', async () => {
    const firstOf = async (path: string): Promise<unknown> =>
      ((await (await fetch(`${product.api}${path}`)).json()) as { items: { id: unknown }[] }).items[0]?.id;
    const shown = tracks.find(({ lyrics }) => lyrics !== null)?.id;
    const kinds = ['playlists', 'toplists', 'albums', 'artists'];
    const ids = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await firstOf(`/v1/${kind}`)])));
    const snapshot = (await fetch(`${product.api}/v1/stats`)).headers.get('x-snapshot-id');
    const values = { hash, size: '300', since: snapshot ?? '', q: 'song', quality: '', platform: '', limit: '2' };
    await tab.page.goto(`${product.api}/docs/`);
    const tried = await tryOut(tab, { ids: { ...ids, tracks: shown }, values });
    const problems = tried.filter(({ status }) => status !== '200');
    expect(problems).toEqual([]);
    expect(tried.length).toBeGreaterThan(25);
    const seen = (operation: string): Tried | undefined => tried.find((one) => one.operation === operation);
    expect(seen('getCover')?.media).toBe('picture of 300');
    expect(seen('streamTrack')?.media).toBe('sound of 2 s');
    expect(seen('listTracks')?.text).toContain('"items"');
    expect(tab.errors).toEqual([]);
    if (process.env.SCREENSHOTS !== undefined)
      await tab.page.screenshot({ path: join(process.env.SCREENSHOTS, 'docs.png'), fullPage: true });
  });
});
