import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, requireProgram, until } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld } from './api-world.js';
import { ask } from './http-client.js';
import { snapshotIds } from './snapshot-fixture.js';

// Real here: nginx as a shared cache in front of the API, as a CDN would be.
let world: ApiWorld;
let folder: string;
const caches: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[] = [];

/** A cache that knows nothing but our headers. Forwards whom it is asked by, and says what it did in `x-cache`. */
async function cacheBefore(api: string): Promise<string> {
  const port = await freePort();
  const own = mkdtempSync(join(folder, 'nginx-'));
  for (const name of ['cache', 'body', 'temporary']) mkdirSync(join(own, name));
  const others = ['fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${own}/temporary;`).join(' ');
  writeFileSync(
    join(own, 'nginx.conf'),
    `daemon off; master_process off; pid ${own}/pid; error_log ${own}/error.log; events {}
    http {
      access_log off; client_body_temp_path ${own}/body; proxy_temp_path ${own}/temporary; ${others}
      proxy_cache_path ${own}/cache keys_zone=api:1m use_temp_path=off;
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${api}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_cache api; proxy_cache_revalidate on; add_header X-Cache $upstream_cache_status always;
        }
      }
    }`,
  );
  const base = `http://127.0.0.1:${port}`;
  const child = spawn('/usr/sbin/nginx', ['-c', join(own, 'nginx.conf'), '-p', own], { stdio: 'ignore' });
  caches.push({ child, ended: once(child, 'exit') });
  await until(async () => (await ask(base, '/healthz').catch(() => undefined))?.status === 200);
  return base;
}

const isThere = requireProgram('/usr/sbin/nginx', '-v');

beforeAll(async () => {
  world = await ApiWorld.open();
  folder = mkdtempSync(join(tmpdir(), 'cdn-'));
});
afterEach(async () => {
  for (const { child, ended } of caches.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  world.use(0);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const outcome = async (base: string, path: string, headers: Record<string, string> = {}) => {
  const answer = await ask(base, path, { headers });
  return [answer.status, answer.headers['x-cache']];
};

(isThere ? describe : describe.skip)('when a shared cache stands before the API', () => {
  const list = '/v1/tracks?limit=2';

  it('answers the second read itself, each coding apart, and 304, HEAD and ranges as the API does', async () => {
    const base = await cacheBefore(await world.serve());
    expect(await outcome(base, list)).toEqual([200, 'MISS']);
    expect(await outcome(base, list)).toEqual([200, 'HIT']);
    expect(await outcome(base, list, { 'accept-encoding': 'gzip' })).toEqual([200, 'MISS']);
    expect(await outcome(base, list, { 'accept-encoding': 'gzip' })).toEqual([200, 'HIT']);
    const { headers, text } = await ask(base, list);
    expect(await outcome(base, list, { 'if-none-match': String(headers.etag) })).toEqual([304, 'HIT']);
    const ranged = await ask(base, list, { headers: { range: 'bytes=0-3' } });
    expect([ranged.status, ranged.text]).toEqual([200, text]);
    const head = await ask(base, list, { method: 'HEAD' });
    expect([head.status, head.headers['x-cache'], head.text, head.headers['content-length']]).toEqual([
      200,
      'HIT',
      '',
      String(Buffer.byteLength(text)),
    ]);
  });

  it('never keeps links to play, refusals, readiness and metrics', async () => {
    const base = await cacheBefore(await world.serve());
    for (const path of ['/v1/tracks/1/playback', '/v1/tracks/1/stream', '/v1/tracks/999999', '/v1/tracks?limit=x', '/readyz', '/metrics']) {
      const both = [await outcome(base, path), await outcome(base, path)];
      expect([path, both.map(([, did]) => did)]).toEqual([path, ['MISS', 'MISS']]);
    }
  });

  it('gives a new snapshot once its copy is no longer fresh', async () => {
    const base = await cacheBefore(await world.serve({ cacheTimes: { freshSeconds: 1 } }));
    const inUse = async () => (await ask(base, list)).headers['x-snapshot-id'];
    expect(await inUse()).toBe(snapshotIds[0]);
    world.use(1);
    await until(async () => (await inUse()) === snapshotIds[1]);
    // And never the old one again.
    for (let again = 0; again < 20; again++) expect(await inUse()).toBe(snapshotIds[1]);
  });

  it('never gives to others what a token was needed for', async () => {
    const base = await cacheBefore(await world.serve({ accessTokens: ['anna', 'bert'] }));
    const withToken = (token: string) => outcome(base, list, { authorization: `Bearer ${token}` });
    expect([await withToken('anna'), await withToken('anna'), await withToken('bert')]).toEqual([
      [200, 'MISS'],
      [200, 'MISS'],
      [200, 'MISS'],
    ]);
    expect(await outcome(base, list)).toEqual([401, 'MISS']);
    expect(await withToken('anna')).toEqual([200, 'MISS']);
  });

  it('refuses who asks too often without refusing others, and never for its own copies', async () => {
    const limits = { perAddress: 1, perKey: 0, burst: 0 };
    const base = await cacheBefore(await world.serve({ limits }, undefined, { trustedProxies: ['127.0.0.1'] }));
    // The address of this machine is a trusted proxy, so the one before it counts.
    const from = (address: string) => ({ 'x-forwarded-for': address });
    expect(await outcome(base, list, from('192.0.2.1'))).toEqual([200, 'MISS']);
    expect(await outcome(base, '/v1/playlists', from('192.0.2.1'))).toEqual([429, 'MISS']);
    expect(await outcome(base, '/v1/playlists', from('192.0.2.2'))).toEqual([200, 'MISS']);
    expect(await outcome(base, '/v1/playlists', from('192.0.2.1'))).toEqual([200, 'HIT']);
  });

  it('goes on answering from its copies while the API does not', async () => {
    const alone = await ApiWorld.open();
    const base = await cacheBefore(await alone.serve({ cacheTimes: { freshSeconds: 1 } }));
    expect(await outcome(base, list)).toEqual([200, 'MISS']);
    await alone.close();
    await until(async () => (await outcome(base, list))[1] === 'STALE');
  });
});
