import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { freePort, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, OriginHome } from './origin-home.js';

// Real here: nginx with the server of deploy/nginx, the whole service, files and links.
const song = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));
const odd = 'Ünï 中文/100% #1? "a"&b +;=.flac';
const locators = ['plain.flac', odd, 'alias.flac', 'outside.flac', '../secret.flac', 'swapped/song.flac', 'gone.flac'];

let home: OriginHome;
let nginx: ChildProcess;
let port: number;
let served: string;

/** The origin's server of the example, on this machine's folders and ports, without TLS. */
function configuration(root: string, library: string, origin: string): string {
  const example = readFileSync(new URL('../../../deploy/nginx/catalogsync.conf', import.meta.url), 'utf8');
  const [, headers = ''] = /(proxy_http_version[\s\S]*?)\n\n/.exec(example) ?? [];
  const [server = ''] = /server \{\n[\s\S]*?\n\}\n/.exec(example.slice(example.indexOf('# The private origin.'))) ?? [];
  const own = server
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replaceAll(/^ *ssl_.*\n/gm, '')
    .replaceAll('/srv/music/', `${library}/`)
    .replace('http://127.0.0.1:8423', origin);
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${root}/${name};`).join(' ');
  // Started by root, the worker would be another user, who cannot enter the home.
  return `daemon off; master_process off; pid ${root}/nginx.pid; error_log ${root}/error.log info;
events {}
http { ${folders} default_type text/plain; ${headers} ${own} }`;
}

beforeAll(async () => {
  home = await OriginHome.create();
  for (const locator of ['plain.flac', odd, 'swapped/song.flac']) home.put(locator, song);
  symlinkSync('plain.flac', join(home.library, 'alias.flac'));
  writeFileSync(join(home.root, 'secret.flac'), 'secret');
  symlinkSync(join(home.root, 'secret.flac'), join(home.library, 'outside.flac'));
  await home.publish(
    1,
    locators.map((locator, at) => ({ id: at + 1, locator, ext: 'flac' })),
  );
  port = await freePort();
  const origin = await home.start({ ORIGIN_ACCEL_REDIRECT: '/protected/', TRUSTED_PROXIES: '127.0.0.1' });
  writeFileSync(join(home.root, 'nginx.conf'), configuration(home.root, home.library, origin));
  nginx = spawn('nginx', ['-p', home.root, '-c', join(home.root, 'nginx.conf')], { stdio: 'inherit' });
  served = `http://127.0.0.1:${port}`;
  await until(async () => (await get('/healthz').catch(() => undefined))?.status === 200);
});
afterAll(async () => {
  nginx.kill('SIGTERM');
  await once(nginx, 'exit');
  await home.end();
});

/** One request through nginx; `host` decides nothing here. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(served, { path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const link = (locator: string): Promise<string> => home.path(locators.indexOf(locator) + 1);
/** What changes with the time or with who sends. */
const unlike = new Set(['date', 'connection', 'server', 'keep-alive', 'transfer-encoding']);
const headersOf = ({ headers }: Answer): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !unlike.has(name)));

describe('when nginx is told to send the files of the origin', () => {
  it.each(['plain.flac', odd, 'alias.flac'])('sends %s with the headers of the origin', async (locator) => {
    const forwarded = { 'x-forwarded-for': '192.0.2.1' };
    const path = await link(locator);
    const handed = await home.ask(path, forwarded);
    expect(handed.headers['x-accel-redirect']).toMatch(/^\/protected\/local\/[\w%.!~*'()/-]+$/);
    expect(handed.body.length).toBe(0);
    const [whole, own] = [await get(path), await home.ask(path)];
    expect(own.headers).not.toHaveProperty('x-accel-redirect');
    expect([whole.status, whole.body.equals(song)]).toEqual([200, true]);
    expect(headersOf(whole)).toEqual(headersOf(own));
    const part = { range: 'bytes=1000-1999' };
    const [range, ownRange] = [await get(path, part), await home.ask(path, part)];
    expect([range.status, range.body.equals(song.subarray(1000, 2000))]).toEqual([206, true]);
    // nginx leaves it out of an answer that is a part.
    expect({ ...headersOf(range), 'accept-ranges': 'bytes' }).toEqual(headersOf(ownRange));
  });

  it('answers each condition and range as the origin does', async () => {
    const path = await link('plain.flac');
    const { etag = '', 'last-modified': modified = '' } = (await home.ask(path)).headers as Record<string, string>;
    const asked: Record<string, string>[] = [
      { 'if-none-match': etag },
      { 'if-none-match': '"other"' },
      { 'if-none-match': '"other"', 'if-modified-since': modified },
      { 'if-modified-since': modified },
      { 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
      { 'if-match': etag },
      { 'if-match': '"other"' },
      { 'if-match': etag, range: 'bytes=5-9' },
      { 'if-unmodified-since': modified },
      { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
      { range: 'bytes=5-9', 'if-range': etag },
      { range: 'bytes=5-9', 'if-range': '"other"' },
      { range: 'bytes=5-9', 'if-range': modified },
      { range: 'bytes=-10' },
      { range: 'bytes=99990-' },
      { range: 'bytes=99990-500000' },
      { range: 'bytes=100000-' },
      { range: 'bytes=0-1,5-6' },
      { range: 'nonsense' },
    ];
    for (const headers of asked) {
      for (const method of ['GET', 'HEAD']) {
        const [through, own] = [await get(path, headers, method), await home.ask(path, headers, method)];
        expect([headers, method, through.status, through.body.equals(own.body)]).toEqual([headers, method, own.status, true]);
        expect([headers, method, through.headers['content-range'], through.headers.etag]).toEqual([
          headers,
          method,
          own.headers['content-range'],
          own.headers.etag,
        ]);
      }
    }
  });

  it.each(['outside.flac', '../secret.flac', 'gone.flac'])('sends nothing of %s', async (locator) => {
    const answer = await get(await link(locator));
    expect([answer.status, answer.body.includes('secret')]).toEqual([404, false]);
  });

  it('sends nothing to who asks nginx for its internal folder, or without a valid link', async () => {
    for (const path of ['/protected/local/plain.flac', '/protected/local/../local/plain.flac', '/api/private-origin/stream/forged']) {
      const answer = await get(path, { 'x-accel-redirect': '/protected/local/plain.flac' });
      expect([path, answer.status === 404 || answer.status === 401, answer.body.includes(song.subarray(0, 100))]).toEqual([
        path,
        true,
        false,
      ]);
    }
  });

  it('lets no one but a trusted proxy learn where a file is', async () => {
    const path = await link(odd);
    const { headers, body } = await home.ask(path);
    expect([headers['x-accel-redirect'], body.equals(song)]).toEqual([undefined, true]);
    for (const method of ['GET', 'HEAD'])
      expect(JSON.stringify((await get(path, {}, method)).headers)).not.toMatch(/protected|accel|library/);
  });

  it('follows no link that takes the place of a folder after the origin has looked', async () => {
    mkdirSync(join(home.root, 'elsewhere'));
    writeFileSync(join(home.root, 'elsewhere', 'song.flac'), 'secret');
    const path = await link('swapped/song.flac');
    const swapped = join(home.library, 'swapped');
    for (let turn = 0; turn < 100; turn++) {
      const asked = get(path);
      renameSync(swapped, `${swapped}-away`);
      symlinkSync(join(home.root, 'elsewhere'), swapped);
      const answer = await asked;
      rmSync(swapped);
      renameSync(`${swapped}-away`, swapped);
      expect(answer.body.includes('secret')).toBe(false);
    }
  });
});
