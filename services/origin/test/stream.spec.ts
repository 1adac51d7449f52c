import { createHash } from 'node:crypto';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { checkHealth } from '@catalogsync/rpc';
import { rotateKeyRing } from '@catalogsync/signing';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OriginHome } from './origin-home.js';

// Real here: the whole service, HTTP, files, SQLite, signatures.
const audio = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 31 + (at >> 8)) & 255));
const name = '七里香 "live".flac';
const modified = new Date('2026-11-01T12:00:00Z');
let home: OriginHome;

beforeAll(async () => {
  home = await OriginHome.create();
  utimesSync(home.put(`周杰伦/${name}`, audio), modified, modified);
  home.put('empty.mp3', '');
  home.put('plain.MP3', 'mp3');
  await home.publish(1, [
    { id: 1, locator: `周杰伦/${name}`, ext: 'flac' },
    { id: 2, locator: 'gone.flac' },
    { id: 3, locator: 'empty.mp3' },
    { id: 4, locator: 'plain.MP3' },
    { id: 5, locator: 'plain.MP3', status: 'missing' },
    { id: 6, locator: 'plain.MP3', type: 'object_storage' },
    { id: 7, locator: 'plain.MP3', backend: 'unknown' },
    { id: 8, locator: 'plain.MP3', backend: 'constructor' },
  ]);
  await home.start();
});
afterAll(() => home.end());

const problem = (answer: { body: Buffer }): unknown => JSON.parse(answer.body.toString());
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('when a signed link is followed', () => {
  it('sends the file byte for byte with its name and type (behaviours 164, 170)', async () => {
    const answer = await home.ask(await home.path(1));
    expect(answer.status).toBe(200);
    expect(sha(answer.body)).toBe(sha(audio));
    expect(answer.headers).toMatchObject({
      'content-type': 'audio/flac',
      'content-length': String(audio.length),
      'accept-ranges': 'bytes',
      'last-modified': 'Sun, 01 Nov 2026 12:00:00 GMT',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'; media-src 'self'"),
      'cache-control': 'private, max-age=60',
      etag: expect.stringMatching(/^"[\w-]+"$/),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('Content-Range'),
    });
    const shown = String(answer.headers['content-disposition']);
    expect(shown).toMatch(/^inline; /);
    expect(decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(shown)?.[1] ?? '')).toBe(name);
  });

  it('serves ranges that add up to the file (behaviour 176)', async () => {
    const parts: Buffer[] = [];
    for (let start = 0; start < audio.length; start += 150_000) {
      const part = await home.ask(await home.path(1), { range: `bytes=${start}-${start + 149_999}` });
      expect(part.status).toBe(206);
      expect(part.headers['content-range']).toBe(`bytes ${start}-${Math.min(start + 150_000, audio.length) - 1}/${audio.length}`);
      parts.push(part.body);
    }
    expect(sha(Buffer.concat(parts))).toBe(sha(audio));
    const last = await home.ask(await home.path(1), { range: 'bytes=-10' });
    expect(last.body.equals(audio.subarray(-10))).toBe(true);
  });

  it('handles HEAD, If-None-Match, If-Range, ranges beyond the end and multi-part ranges', async () => {
    const path = await home.path(1);
    const head = await home.ask(path, {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(audio.length), 'content-type': 'audio/flac' } });
    expect(head.body).toHaveLength(0);
    const etag = String(head.headers.etag);
    const known = await home.ask(path, { 'if-none-match': etag });
    expect(known).toMatchObject({ status: 304, headers: { etag } });
    expect(known.body).toHaveLength(0);
    expect((await home.ask(path, { 'if-range': etag, range: 'bytes=0-1' })).status).toBe(206);
    expect((await home.ask(path, { 'if-range': '"other"', range: 'bytes=0-1' })).status).toBe(200);
    expect((await home.ask(path, { range: 'bytes=0-1,5-6' })).status).toBe(200);
    const beyond = await home.ask(path, { range: `bytes=${audio.length}-` });
    expect(beyond).toMatchObject({ status: 416, headers: { 'content-range': `bytes */${audio.length}` } });
    expect((await home.ask(path, { 'if-match': '"other"' })).status).toBe(412);
  });

  it('sends an empty file, and one whose type only its name reveals', async () => {
    expect(await home.ask(await home.path(3))).toMatchObject({
      status: 200,
      headers: { 'content-length': '0', 'content-type': 'audio/mpeg' },
    });
    expect(await home.ask(await home.path(4))).toMatchObject({ status: 200, headers: { 'content-type': 'audio/mpeg' } });
  });

  it('changes its tag when the file changes', async () => {
    const before = await home.ask(await home.path(4), {}, 'HEAD');
    home.put('plain.MP3', 'other');
    const after = await home.ask(await home.path(4), { 'if-none-match': String(before.headers.etag) });
    expect(after.status).toBe(200);
    expect(after.body.toString()).toBe('other');
  });

  it('allows preflight requests of browsers', async () => {
    const headers = { origin: 'https://player.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' };
    const answer = await home.ask(await home.path(1), headers, 'OPTIONS');
    expect(answer.status).toBe(204);
    expect(String(answer.headers['access-control-allow-headers'])).toContain('Range');
  });
});

describe('when there is no file to send', () => {
  it.each([2, 5, 6, 7, 8, 999])('returns 404 for location %i (behaviour 172)', async (id) => {
    const answer = await home.ask(await home.path(id));
    expect(answer).toMatchObject({
      status: 404,
      headers: { 'content-type': expect.stringContaining('problem+json'), 'cache-control': 'no-store' },
    });
    expect(problem(answer)).toMatchObject({ code: 'file_not_found', title: 'private origin file not found' });
    expect(answer.body.toString()).not.toContain('plain');
  });
});

describe('when a token is invalid (behaviours 166, 167, 169, 173)', () => {
  const prefix = '/api/private-origin/stream/';

  it('returns 410 after its last second, but not within it', async () => {
    const path = await home.path(1);
    home.time = OriginHome.now + 60_999;
    expect((await home.ask(path, {}, 'HEAD')).status).toBe(200);
    home.time = OriginHome.now + 61_000;
    const late = await home.ask(path);
    expect(late.status).toBe(410);
    expect(problem(late)).toMatchObject({ code: 'link_expired' });
    home.time = OriginHome.now;
  });

  it('returns 401 for forged and malformed ones of any length and spelling, never 500', async () => {
    const token = await home.token(1);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const bad = [
      `${header}.${payload}x.${signature}`,
      `${token}=`,
      `${none}.${payload}.`,
      'x',
      'a.b.c',
      'a'.repeat(100_000),
      '%',
      '%ff',
      '%00',
      '..%2f..%2fx',
      '',
      `${token}/x`,
    ];
    for (const text of bad) {
      const answer = await home.ask(`${prefix}${text}`);
      expect([answer.status, problem(answer)]).toMatchObject([401, { code: 'invalid_token', title: 'invalid signature' }]);
    }
  });

  it('accepts both keys during a rotation (behaviour 177)', async () => {
    const old = await home.path(1);
    await rotateKeyRing(join(home.root, 'keys'), 'playback', new Date());
    for (const path of [old, await home.path(1)]) expect((await home.ask(path, {}, 'HEAD')).status).toBe(200);
    expect(await home.path(1)).not.toBe(old);
  });

  it('serves no other route and no other method', async () => {
    expect(problem(await home.ask('/etc/passwd'))).toMatchObject({ status: 404, code: 'unknown_route' });
    expect((await home.ask('/../../etc/passwd')).status).toBe(404);
    const post = await home.ask(await home.path(1), {}, 'POST');
    expect(post).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } });
  });
});

describe('when the origin is not ready', () => {
  it('says so without a snapshot and without a key, and serves once both exist (behaviour 171)', async () => {
    const other = await OriginHome.create();
    try {
      other.put('a.mp3', 'abc');
      rmSync(join(other.root, 'keys', 'playback-trusted.jwks'));
      await other.start({ SNAPSHOT_POLL_SECONDS: '1' });
      const path = await other.path(1);
      const keyless = await other.ask(path);
      expect(keyless).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
      expect(problem(keyless)).toMatchObject({ code: 'key_not_configured', title: 'private origin key not configured' });
      await rotateKeyRing(join(other.root, 'keys'), 'playback', new Date());
      expect(problem(await other.ask(path))).toMatchObject({ status: 503, code: 'snapshot_unavailable' });
      expect(await other.ask('/readyz')).toMatchObject({ status: 503 });
      expect(await other.ask('/healthz')).toMatchObject({ status: 200 });
      await other.publish(1, [{ id: 1, locator: 'a.mp3' }]);
      // The fault clears once the check that adopted the snapshot has ended.
      const faults = async () => (problem(await other.ask('/readyz')) as { faults: unknown[] }).faults.length;
      await until(async () => (await faults()) === 0);
      expect((await other.ask(path)).body.toString()).toBe('abc');
      expect(problem(await other.ask('/readyz'))).toMatchObject({ ready: true, snapshotId: expect.stringMatching(/^snap-/), faults: [] });
    } finally {
      await other.end();
    }
  });

  it('answers the RPC health check', async () => {
    expect(await checkHealth(`unix:${join(home.root, 'origin.sock')}`, { deadlineMs: 2000 })).toBe('serving');
  });
});
