import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@catalogsync/runtime';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKey, readLastUses, revokeApiKey } from '../src/adapters/api-keys/api-key-files.js';
import { FollowedKeys } from '../src/adapters/api-keys/followed-keys.js';
import { ApiWorld, noKeys } from './api-world.js';
import { ask } from './http-client.js';

// Real here: HTTP on loopback, the files of API keys. The clock of limits stands still.
let world: ApiWorld;
let folder: string;
beforeAll(async () => {
  world = await ApiWorld.open();
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const limits = (perAddress: number, perKey = 0, burst = 0) => ({ perAddress, perKey, burst });
const proxied = { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] };
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const served = (parts: Parameters<ApiWorld['serve']>[0]): Promise<string> => world.serve(parts, undefined, proxied);

describe('when the owner limits requests by address', () => {
  it('says with each answer what is left, and refuses the one too many with when to come back', async () => {
    const api = await served({ limits: limits(3) });
    const answers = [];
    for (let asked = 0; asked < 4; asked++) answers.push(await ask(api, '/v1/tracks/1'));
    expect(answers.map(({ status, headers }) => [status, headers['ratelimit-policy'], headers.ratelimit])).toEqual([
      [200, '"default";q=3;w=60', '"default";r=2;t=20'],
      [200, '"default";q=3;w=60', '"default";r=1;t=40'],
      [200, '"default";q=3;w=60', '"default";r=0;t=60'],
      [429, '"default";q=3;w=60', '"default";r=0;t=60'],
    ]);
    const refused = answers.at(-1);
    expect([refused?.headers['retry-after'], refused?.headers['cache-control'], refused?.headers['content-type']]).toEqual([
      '20',
      'no-store',
      'application/problem+json; charset=utf-8',
    ]);
    expect(refused?.json()).toMatchObject({ status: 429, code: 'rate_limited', type: 'urn:catalogsync:problem:rate_limited' });
  });

  it('counts what it refuses for other reasons, unchanged copies and unknown addresses once each', async () => {
    const api = await served({ limits: limits(100) });
    const left = async (path: string, headers = {}) => {
      const answer = await ask(api, path, { headers });
      return [answer.status, Number(/r=(\d+)/.exec(String(answer.headers.ratelimit))?.[1])];
    };
    const { headers } = await ask(api, '/v1/tracks/1');
    expect(await left('/v1/tracks/1', { 'if-none-match': String(headers.etag) })).toEqual([304, 98]);
    expect(await left('/v1/tracks/999999')).toEqual([404, 97]);
    expect(await left('/v1/tracks?limit=x')).toEqual([400, 96]);
    expect(await left('/v1/tracks/1/stream')).toEqual([302, 95]);
    expect(await left('/nowhere')).toEqual([404, 94]);
  });

  it('never refuses probes, metrics and documentation', async () => {
    const api = await served({ limits: limits(1) });
    await ask(api, '/v1/tracks/1');
    for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs/']) {
      expect([path, (await ask(api, path)).status]).toEqual([path, 200]);
    }
    expect((await ask(api, '/v1/tracks/1')).status).toBe(429);
  });

  it('counts the client behind trusted proxies, and an IPv6 network as one', async () => {
    const api = await served({ limits: limits(1) });
    const status = async (address: string, path = '/v1/tracks/1') => (await ask(api, path, from(address))).status;
    expect([await status('192.0.2.1'), await status('192.0.2.1'), await status('192.0.2.2')]).toEqual([200, 429, 200]);
    // What the client itself says, before the address that the proxy saw, does not count; a trusted proxy in between is passed.
    expect([await status('203.0.113.9, 192.0.2.1'), await status('192.0.2.3, 10.1.2.3'), await status('192.0.2.3')]).toEqual([
      429, 200, 429,
    ]);
    expect([await status('2001:db8::1'), await status('2001:db8::ffff'), await status('2001:db8:0:1::1')]).toEqual([200, 429, 200]);
    // Reads that Fastify answers find the same address.
    expect([await status('192.0.2.1', '/v1/tracks/1/playback'), await status('192.0.2.9', '/v1/tracks/1/playback')]).toEqual([429, 200]);
  });

  it('believes no header where no proxy is trusted', async () => {
    const api = await world.serve({ limits: limits(1) });
    await ask(api, '/v1/tracks/1', from('192.0.2.1'));
    expect((await ask(api, '/v1/tracks/1', from('192.0.2.2'))).status).toBe(429);
  });

  it('sends no such header without limits', async () => {
    const { headers } = await ask(await world.serve(), '/v1/tracks/1');
    expect([headers.ratelimit, headers['ratelimit-policy']]).toEqual([undefined, undefined]);
  });
});

describe('when the owner gives out API keys', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
  const followed = async (name: string): Promise<{ file: string; uses: string; keys: FollowedKeys }> => {
    const [file, uses] = [join(folder, `${name}.json`), join(folder, `${name}-used.json`)];
    const keys = new FollowedKeys({ keys: file, uses }, world.clock, silentLogger());
    await keys.start();
    return { file, uses, keys };
  };

  it('notices a new and a revoked key without a restart, and notes when it was used', async () => {
    const { file, uses, keys } = await followed('living');
    const api = await world.serve({ admission: { needed: true, tokens: ['old-token'], keys } });
    const { key, text } = await createApiKey(file, { name: 'radio', now });
    const status = async (given: string) => (await ask(api, '/v1/tracks/1', bearer(given))).status;
    await until(async () => (await status(text)) === 200);
    expect([await status('old-token'), await status(`${text}x`), await status('')]).toEqual([200, 401, 401]);
    await revokeApiKey(file, 'radio');
    await until(async () => (await status(text)) === 401);
    const next = await createApiKey(file, { name: 'radio', now });
    await until(async () => (await status(next.text)) === 200);
    await keys.stop();
    expect(await readLastUses(uses)).toEqual({ [next.key.id]: now.toISOString() });
    expect(key.id).not.toBe(next.key.id);
  });

  it('counts by key instead of by address, each with its own rate if it has one', async () => {
    const { file, keys } = await followed('rates');
    const [usual, busy] = [await createApiKey(file, { name: 'usual', now }), await createApiKey(file, { name: 'busy', perMinute: 5, now })];
    const api = await world.serve({ limits: limits(1, 2), admission: { needed: false, tokens: [], keys } });
    await until(() => keys.find(busy.text) !== undefined);
    const asked = async (count: number, options = {}) => {
      const all = [];
      for (let at = 0; at < count; at++) all.push((await ask(api, '/v1/tracks/1', options)).status);
      return all;
    };
    expect(await asked(2)).toEqual([200, 429]);
    expect(await asked(3, bearer(usual.text))).toEqual([200, 200, 429]);
    expect(await asked(6, bearer(busy.text))).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await ask(api, '/v1/tracks/1', bearer(busy.text))).headers['ratelimit-policy']).toBe('"key";q=5;w=60');
    // A key that nobody gave out is worth as much as none.
    expect(await asked(1, bearer('csk_guess'))).toEqual([429]);
    await keys.stop();
  });

  it('keeps no text of a key, and the keys it knows while the file cannot be read', async () => {
    const { file, keys } = await followed('damaged');
    const { text, key } = await createApiKey(file, { name: 'one', now });
    await until(() => keys.find(text) !== undefined);
    expect(JSON.stringify(key)).not.toContain(text.slice(4));
    writeFileSync(file, '{"keys": [');
    const again = new FollowedKeys({ keys: file, uses: join(folder, 'none.json') }, world.clock, silentLogger());
    await again.start();
    expect([keys.find(text)?.name, again.find(text)]).toEqual(['one', undefined]);
    await expect(createApiKey(file, { name: 'two', now })).rejects.toMatchObject({ code: 'data_corrupt' });
    await Promise.all([keys.stop(), again.stop()]);
  });

  it('refuses a name twice', async () => {
    const file = join(folder, 'twice.json');
    await createApiKey(file, { name: 'one', now });
    await expect(createApiKey(file, { name: 'one', now })).rejects.toMatchObject({ code: 'already_exists' });
    await expect(createApiKey(file, { name: '', now })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(revokeApiKey(file, 'two')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('answers as before where there are none', async () => {
    const api = await world.serve({ admission: { needed: true, tokens: ['t'], keys: noKeys } });
    expect((await ask(api, '/v1/tracks/1', bearer('t'))).status).toBe(200);
  });
});
