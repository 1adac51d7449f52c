import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { faultProblems, HttpServer, requestFault } from '@catalogsync/http';
import { silentLogger } from '@catalogsync/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleFiles } from '../src/adapters/http/pages/console-files.js';
import { PageAnswers } from '../src/adapters/http/pages/page-answers.js';
import { completePage } from '../src/adapters/http/pages/page-shell.js';
import { pageRoutes } from '../src/adapters/http/routes/page-routes.js';
import { httpLimits } from '../src/config.js';
import { rawBytes } from './console-world.js';

// Real here: HTTP on loopback and files; the front end is a small one made here.
const script = `export const words = '${'七里香'.repeat(1_000)}';`;
const template = '<html lang="zh-CN"><title>Catalogsync</title><body data-sse-url="/api/events/stream"><div id="root"></div></body></html>';
const shell = {
  titles: { jobs: { 'zh-CN': '任务', en: 'Jobs' }, job: { 'zh-CN': '任务 {id}', en: 'Job {id}' } },
  navigation: ['jobs'],
  words: {},
  preload: { jobs: ['assets/jobs-12345678.js', 'assets/jobs-12345678.css'] },
};

let folder: string;
let server: HttpServer;
let base: string;

function build(at: string): void {
  mkdirSync(join(at, 'assets'), { recursive: true });
  mkdirSync(join(at, '.vite'));
  writeFileSync(join(at, 'assets/main-12345678.js'), script);
  writeFileSync(join(at, 'assets/main-12345678.js.br'), brotliCompressSync(script));
  writeFileSync(join(at, 'assets/main-12345678.js.gz'), gzipSync(script));
  writeFileSync(join(at, 'assets/main-12345678.css'), 'a{}');
  writeFileSync(join(at, 'boot.js'), '1;');
  writeFileSync(join(at, 'icon.svg'), '<svg/>');
  writeFileSync(join(at, '.vite/manifest.json'), '{}');
  writeFileSync(join(at, 'shell.json'), JSON.stringify(shell));
  writeFileSync(join(at, 'index.html'), template);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-assets-'));
  writeFileSync(join(folder, 'secrets.env'), 'PASSWORD=1');
  const files = new ConsoleFiles([join(folder, 'none'), join(folder, 'dist')]);
  const dashboard = { read: async () => Promise.reject(new Error('not asked')) };
  server = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'WEB_PORT', limits: httpLimits }, silentLogger());
  await server.mount({
    routes: pageRoutes(new PageAnswers(files, dashboard), files),
    access: { admit: () => undefined },
    problems: faultProblems('test'),
    style: { unknown: () => requestFault('unknown_route', 'no such route'), refusesOtherMethods: true },
  });
  base = await server.listen();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') => rawBytes(base, method, path, headers);
const asset = (name: string, headers: Record<string, string> = {}, method = 'GET') => ask(`/static/ops/${name}`, headers, method);

describe('when a page asks for its files (behaviour 128)', () => {
  beforeEach(() => build(join(folder, 'dist')));

  it('may keep those with a hash in their name for ever, and asks again for the others', async () => {
    const hashed = await asset('assets/main-12345678.js');
    expect([hashed.status, hashed.headers['cache-control'], hashed.headers['content-type']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
      'text/javascript; charset=utf-8',
    ]);
    expect((await asset('assets/main-12345678.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    for (const [name, type] of [
      ['boot.js', 'text/javascript; charset=utf-8'],
      ['icon.svg', 'image/svg+xml'],
    ] as const) {
      const { headers } = await asset(name);
      expect([headers['cache-control'], headers['content-type'], headers.etag]).toEqual(['no-cache', type, expect.any(String)]);
      expect((await asset(name, { 'if-none-match': headers.etag ?? '' })).status).toBe(304);
    }
  });

  it('gets the smallest form that it understands', async () => {
    for (const [accepted, coding, read] of [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip, deflate', 'gzip', gunzipSync],
      ['br;q=0.1, gzip;q=0.9', 'gzip', gunzipSync],
      ['zstd', undefined, (bytes: Buffer) => bytes],
      ['br;q=0', undefined, (bytes: Buffer) => bytes],
    ] as const) {
      const { headers, body } = await asset('assets/main-12345678.js', { 'accept-encoding': accepted });
      expect([accepted, headers['content-encoding'], headers.vary]).toEqual([accepted, coding, 'accept-encoding']);
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
      expect(read(body).toString()).toBe(script);
    }
    expect((await asset('boot.js', { 'accept-encoding': 'br' })).body.toString()).toBe('1;');
  });

  it('answers HEAD with the same headers', async () => {
    const headers = { 'accept-encoding': 'br' };
    const [get, head] = [await asset('assets/main-12345678.js', headers), await asset('assets/main-12345678.js', headers, 'HEAD')];
    for (const name of ['content-length', 'content-encoding', 'etag', 'cache-control'] as const) {
      expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
    }
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it('comes with the policy of the pages, which binds a worker that it starts', async () => {
    const { headers } = await asset('assets/main-12345678.js');
    expect(headers['content-security-policy']).toMatch(/connect-src 'self';.*trusted-types console$/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ...['', 'none.js', 'assets', 'assets/', 'index.html', 'shell.json', '.vite/manifest.json'],
    ...['assets/main-12345678.js.br', '../secrets.env', '..%2Fsecrets.env', 'assets/..%2F..%2F..%2Fsecrets.env'],
    ...['%2e%2e/secrets.env', 'assets%5C..%5C..%5Csecrets.env', '/etc/passwd', 'boot.js%00', 'boot.js/', 'assets//main-12345678.js'],
  ])('refuses %j, which is none of them', async (name) => {
    const { status, body } = await asset(name);
    expect([name, status, body.toString()]).toEqual([name, 404, expect.stringContaining('"code":"not_found"')]);
  });

  it('gets those of a later build without a restart', async () => {
    expect((await asset('late.js')).status).toBe(404);
    writeFileSync(join(folder, 'dist/late.js'), '2;');
    utimesSync(join(folder, 'dist/index.html'), 1, 1);
    expect((await asset('late.js')).status).toBe(200);
  });

  it('is told to fetch what only this page needs together with the rest', async () => {
    expect((await ask('/jobs')).headers.link).toBe(
      '</static/ops/assets/jobs-12345678.js>; rel=modulepreload, </static/ops/assets/jobs-12345678.css>; rel=preload; as=style',
    );
    expect((await ask('/songs')).headers.link).toBeUndefined();
  });
});

describe('when the front end is not built', () => {
  it.each(['/jobs', '/login', '/static/ops/boot.js'])('%s says how to build it', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(503);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('npm run build') });
  });
});

describe('when a page is completed', () => {
  it('shows markup in words, titles and ids as text', () => {
    const evil = '<img src=x onerror="alert(1)">&\'$&$1';
    const words = { 'zh-CN': evil, en: evil };
    const made = completePage(
      template,
      { titles: { jobs: words, job: { 'zh-CN': '{id}', en: '{id}' } }, navigation: ['jobs'], words: { songs: words }, preload: {} },
      { page: 'job', language: 'en', id: evil, summary: { songs: 1 } },
    );
    expect(made).not.toMatch(/<img/);
    expect(made).toContain('<title>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;$&amp;$1</title>');
    expect(made.match(/&lt;img/g)).toHaveLength(4);
    expect(made).toContain('<html lang="en">');
  });
});
