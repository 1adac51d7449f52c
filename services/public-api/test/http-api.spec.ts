import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { AllowedHosts } from '@catalogsync/http';
import { createPlaybackVerifier, keyRingFiles } from '@catalogsync/signing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expiryBucket } from '../src/core/playback/resolve-playback.js';
import { ApiWorld, ttl } from './api-world.js';
import { type Answer, type AskOptions, ask, everyPage, send } from './http-client.js';
import { snapshotIds } from './snapshot-fixture.js';
import { coverHashes } from './version-2-rows.js';

let world: ApiWorld;
let base: string;
const get = (path: string, options?: AskOptions): Promise<Answer> => ask(base, path, options);

beforeAll(async () => {
  world = await ApiWorld.open();
  base = await world.serve();
});

beforeEach(() => world.use(0));

afterAll(() => world.close());

const pages = (path: string, limit: number): Promise<unknown[]> => everyPage(get, path, limit);

describe('when the catalogue is read (behaviours 178, 180, 181)', () => {
  it('shows a track with artists, album, duration and files, best first, and never a locator', async () => {
    const answer = await get('/v1/tracks/1');
    expect(answer.json()).toEqual({
      id: 1,
      name: '七里香',
      artists: [{ id: 1, name: '周杰伦' }],
      album: '七里香',
      durationMs: 299_000,
      platform: 'qq',
      remoteId: 's1',
      files: [
        { quality: 'lossless', ext: 'flac', sizeBytes: 30_000_000, delivery: 'origin' },
        { quality: 'high', ext: 'mp3', sizeBytes: 9_000_000, delivery: 'public' },
      ],
      aliases: [],
      albumId: 1,
      discNumber: 1,
      trackNumber: 1,
      year: 2004,
      releaseDate: '2004-08',
      genres: [{ id: 1, name: 'Mandopop' }],
      composer: '周杰伦',
      isrc: 'TWK970400101',
      musicBrainzId: '5b11f4ce-a62d-471e-81fc-a69a8278c7da',
      replayGain: { trackGain: -7.2, trackPeak: 0.98, albumGain: null, albumPeak: null },
      bpm: 92.5,
      explicit: false,
      addedAt: '2025-01-02T00:00:00.000Z',
      otherTitles: ['Common Jasmine Orange'],
      lyrics: 'timed',
      cover: { hash: coverHashes[0], width: 640, height: 640, color: '#a1b2c3', thumbhash: 'AQID+g==' },
    });
    expect((await get('/v1/tracks?limit=200')).text).not.toMatch(/locator|cdn\.example|k\/1/);
  });

  it('accepts metadata as earlier tools left it', async () => {
    const items: { id: number; album: unknown; durationMs: unknown }[] = (await get('/v1/tracks')).json().items;
    expect(items.slice(0, 9).map(({ album, durationMs }) => [album, durationMs])).toEqual([
      ['七里香', 299_000],
      ['叶惠美', 215_000],
      [null, null],
      [null, null],
      [null, null],
      ['Kind of Blue', null],
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it('orders the artists of a track, and names those without an artist row', async () => {
    expect((await get('/v1/tracks/2')).json().artists).toEqual([
      { id: 4, name: 'Zoë' },
      { id: 1, name: '周杰伦' },
    ]);
    expect((await get('/v1/tracks/10')).json().artists).toEqual([
      { id: null, name: 'Nobody' },
      { id: null, name: 'Somebody' },
    ]);
  });

  it('lists playlists by play count, name or id, in either order, or of one platform', async () => {
    const ids = async (query: string): Promise<unknown> =>
      (await get(`/v1/playlists${query}`)).json().items.map((item: { id: number }) => item.id);
    expect(await ids('')).toEqual([5, 2, 1, 7, 6, 4, 3]);
    expect(await ids('?sort=play_count&order=asc')).toEqual([3, 4, 6, 7, 1, 2, 5]);
    expect(await ids('?sort=name')).toEqual([4, 3, 5, 1, 2, 7, 6].sort((a, b) => byName(a) - byName(b)));
    expect(await ids('?sort=id&order=desc')).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(await ids('?platform=qq&sort=id')).toEqual([1, 2, 5]);
    expect(await ids('?platform=nobody')).toEqual([]);
  });

  it('pages every list to the same sequence, whatever the limit', async () => {
    const lists = ['/v1/tracks', '/v1/artists', '/v1/toplists', '/v1/playlists/4/tracks', '/v1/playlists/1/tracks', '/v1/artists/1/tracks'];
    for (const sort of ['play_count', 'name', 'id']) {
      for (const order of ['asc', 'desc'])
        lists.push(`/v1/playlists?sort=${sort}&order=${order}`, `/v1/playlists?sort=${sort}&order=${order}&platform=qq`);
    }
    for (const list of lists) {
      const whole = (await get(`${list}${list.includes('?') ? '&' : '?'}limit=200`)).json();
      expect(whole.nextCursor).toBeNull();
      for (const limit of [1, 2, 3, 5]) expect(await pages(list, limit)).toEqual(whole.items.map((item: { id: unknown }) => item.id));
    }
  });

  it('keeps the order of a playlist', async () => {
    expect(await pages('/v1/playlists/1/tracks', 2)).toEqual([3, 1, 2]);
  });

  it('shows groups of charts by any id that a source gave them', async () => {
    const group = (await get('/v1/toplists/kuwo_top_16')).json();
    expect(group).toMatchObject({ id: 'kuwo_top_16', name: '酷我榜单', platform: 'kuwo' });
    expect(group.playlists.map((playlist: { id: number; remoteId: string }) => [playlist.id, playlist.remoteId])).toEqual([
      [6, 'p6'],
      [7, 'p7'],
    ]);
    for (const id of ['newest/100 %', '榜']) expect((await get(`/v1/toplists/${encodeURIComponent(id)}`)).json().id).toBe(id);
  });

  it('shows the tracks of an artist, and returns 404 for anything that does not exist', async () => {
    expect((await get('/v1/artists/4')).json()).toMatchObject({
      id: 4,
      name: 'Zoë',
      sortName: 'Zoë',
      trackCount: 1,
      albumCount: 1,
      cover: null,
    });
    expect(await pages('/v1/artists/4/tracks', 5)).toEqual([2]);
    expect((await get('/v1/artists/5/tracks')).json()).toEqual({ items: [], nextCursor: null, total: 0 });
    for (const path of [
      '/v1/artists/99/tracks',
      '/v1/playlists/99/tracks',
      '/v1/playlists/99',
      '/v1/tracks/99',
      '/v1/toplists/none',
      '/v1/artists/99',
    ]) {
      const answer = await get(path);
      expect([answer.status, answer.json().code]).toEqual([404, 'not_found']);
    }
  });

  it('shows the manifest in use', async () => {
    expect((await get('/v1/snapshot')).json()).toMatchObject({
      manifest: { snapshotId: snapshotIds[0], trackCount: 12, sequence: 1 },
      adoptedAt: '2026-03-01T12:00:00.000Z',
    });
  });
});

/** The position of a fixture's playlist by name, in code point order as in SQLite. */
function byName(id: number): number {
  return [4, 3, 5, 1, 2, 7, 6].sort((a, b) => Buffer.compare(Buffer.from(nameOf(a)), Buffer.from(nameOf(b))) || a - b).indexOf(id);
}
const nameOf = (id: number): string => ['', '华语经典', '华语经典', 'Jazz', '', 'Ärger', '酷我热歌榜', '酷我新歌榜'][id] ?? '';

describe('when the catalogue is searched (behaviours 179, 180)', () => {
  it('returns the requested types as their own lists show them', async () => {
    const body = (await get(`/v1/search?q=${encodeURIComponent('七里')}`)).json();
    expect(Object.keys(body)).toEqual(['tracks', 'artists', 'albums', 'playlists', 'toplists', 'didYouMean']);
    expect(body.tracks.items).toEqual([(await get('/v1/tracks/1')).json()]);
    const charts = (await get(`/v1/search?q=${encodeURIComponent('酷我')}&type=playlist,toplist`)).json();
    expect(Object.keys(charts)).toEqual(['playlists', 'toplists', 'didYouMean']);
    expect(charts.playlists.items.map((item: { id: number }) => item.id).sort()).toEqual([6, 7]);
    expect(charts.toplists.items).toContainEqual((await get('/v1/toplists/kuwo_top_16')).json());
  });

  it('limits tracks to those with a file', async () => {
    const ids = async (query: string): Promise<number[]> =>
      (await get(`/v1/search?q=song&type=track&limit=200${query}`)).json().tracks.items.map((item: { id: number }) => item.id);
    expect((await ids('')).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect((await ids('&playable=true')).sort((a, b) => a - b)).toEqual([2, 3, 4]);
  });

  it('continues in one type by its cursor', async () => {
    const path = `/v1/search?type=track&limit=3&q=${encodeURIComponent('周杰伦')}`;
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const { tracks }: { tracks: { items: { id: number }[]; nextCursor: string | null } } = (
        await get(cursor === null ? path : `${path}&cursor=${cursor}`)
      ).json();
      seen.push(...tracks.items.map((item) => item.id));
      cursor = tracks.nextCursor;
    } while (cursor !== null);
    expect(seen.length).toBe(new Set(seen).size);
    expect(seen).toHaveLength(11);
    const first = (await get(path)).json().tracks.nextCursor;
    for (const other of [
      `/v1/search?q=x&type=track&cursor=${first}`,
      `${path.replace('type=track', 'type=track,artist')}&cursor=${first}`,
    ]) {
      expect((await get(other)).json().code).toBe('invalid_cursor');
    }
  });

  it('finds nothing for blanks or punctuation, and refuses invalid queries', async () => {
    for (const q of ['%20', '%22*%22', '-%2F'])
      expect((await get(`/v1/search?q=${q}&type=track`)).json()).toEqual({ tracks: { items: [], nextCursor: null }, didYouMean: null });
    for (const query of ['', '?q=', `?q=${'x'.repeat(101)}`, '?q=a&type=song', '?q=a&type=', '?q=a&playable=yes']) {
      const answer = await get(`/v1/search${query}`);
      expect([answer.status, answer.json().code]).toEqual([400, 'invalid_parameter']);
    }
  });
});

describe('when a request is malformed', () => {
  it.each([
    ['/v1/tracks?limit=0', 400, 'invalid_limit'],
    ['/v1/tracks?limit=201', 400, 'invalid_limit'],
    ['/v1/tracks?limit=', 400, 'invalid_limit'],
    ['/v1/tracks?limit=1e1', 400, 'invalid_limit'],
    ['/v1/tracks?limit=0x10', 400, 'invalid_limit'],
    ['/v1/tracks?limit=-5', 400, 'invalid_limit'],
    ['/v1/tracks?limit=5&limit=6', 400, 'invalid_parameter'],
    ['/v1/tracks?page=2', 400, 'unknown_parameter'],
    ['/v1/tracks?__proto__=2', 400, 'unknown_parameter'],
    ['/v1/tracks/1?quality=high', 400, 'unknown_parameter'],
    ['/v1/tracks/abc', 400, 'invalid_id'],
    ['/v1/tracks/-1', 400, 'invalid_id'],
    ['/v1/tracks/1.5', 400, 'invalid_id'],
    ['/v1/tracks/9007199254740992', 400, 'invalid_id'],
    ['/v1/tracks/9007199254740991', 404, 'not_found'],
    ['/v1/tracks/%00', 400, 'invalid_id'],
    ['/v1/tracks/%zz', 400, 'bad_request'],
    [`/v1/toplists/${'x'.repeat(513)}`, 400, 'invalid_id'],
    ['/v1/playlists?sort=songs', 400, 'invalid_parameter'],
    ['/v1/playlists?order=up', 400, 'invalid_parameter'],
    ['/v1/playlists?platform=', 400, 'invalid_parameter'],
    ['/v1/tracks?cursor=', 400, 'invalid_cursor'],
    ['/v1/tracks?cursor=%F0', 400, 'invalid_cursor'],
    ['/v1/tracks/1/playback?quality=best', 400, 'invalid_parameter'],
    ['/v1/nothing', 404, 'unknown_route'],
    ['/', 404, 'unknown_route'],
  ])('responds to %s with %i %s', async (path, status, code) => {
    const answer = await get(path);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({ status, code, type: `urn:catalogsync:problem:${code}`, instance: path.split('?')[0] });
    expect(answer.status).toBe(status);
  });

  it('says which methods a route has', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await get('/v1/tracks/1', {
        method,
        body: '{',
        headers: { 'content-type': 'application/json', 'content-length': '1' },
      });
      expect([answer.status, answer.headers.allow, answer.json().code]).toEqual([405, 'GET, HEAD, OPTIONS', 'method_not_allowed']);
    }
  });

  it('returns 431 for a header that is far too large', async () => {
    const answer = await get('/v1/tracks', { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect([answer.status, answer.json().code]).toEqual([431, 'bad_request']);
  });

  it.each([
    ['plain words', 'tell me a song\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a TLS handshake', Buffer.from('16030100c8010000c40303', 'hex')],
    ['binary data', Buffer.from([0, 255, 1, 254, 10, 13, 10])],
  ])('returns 400 for anything that is not HTTP (%s), and then serves the next request', async (_name, bytes) => {
    const [head = '', body = ''] = (await send(base, bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(head).toContain('content-type: application/problem+json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'bad_request' });
    expect((await get('/v1/tracks/1')).status).toBe(200);
  });
});

describe('when a cursor comes back', () => {
  const cursorOf = async (path: string): Promise<string> => (await get(path)).json().nextCursor;

  it('is refused by any other list, sort, order or filter', async () => {
    const cursor = await cursorOf('/v1/playlists?limit=1');
    const others = [
      '/v1/tracks?',
      '/v1/playlists?sort=name&',
      '/v1/playlists?order=asc&',
      '/v1/playlists?platform=qq&',
      '/v1/playlists/1/tracks?',
      '/v1/artists?',
    ];
    for (const other of others) {
      const answer = await get(`${other}cursor=${cursor}`);
      expect([answer.status, answer.json().code]).toEqual([400, 'invalid_cursor']);
    }
  });

  it('may be used with another limit', async () => {
    const cursor = await cursorOf('/v1/playlists?limit=1');
    expect((await get(`/v1/playlists?limit=2&cursor=${cursor}`)).json().items.map((item: { id: number }) => item.id)).toEqual([2, 1]);
  });

  it('returns 410 once another snapshot is in use, rather than skip or repeat', async () => {
    const cursor = await cursorOf('/v1/tracks?limit=1');
    world.use(1);
    const answer = await get(`/v1/tracks?limit=1&cursor=${cursor}`);
    expect([answer.status, answer.json().code]).toEqual([410, 'cursor_outdated']);
  });

  it('never causes a server error, whatever it contains', async () => {
    const real = await cursorOf('/v1/playlists/4/tracks?limit=1');
    const forged = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const flipped = fc
      .tuple(fc.nat(real.length - 1), fc.constantFrom(...'ABYZabyz0189-_'))
      .map(([at, letter]) => real.slice(0, at) + letter + real.slice(at + 1));
    const key = fc.oneof(fc.jsonValue(), fc.record({ position: fc.integer(), trackId: fc.maxSafeInteger() }));
    const crafted = key.map((value) => forged([1, snapshotIds[0], 'playlist tracks 4', value]));
    const anything = fc.oneof(fc.string(), fc.base64String(), flipped, crafted, fc.jsonValue().map(forged));
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const { status } = await get(`/v1/playlists/4/tracks?cursor=${encodeURIComponent(text)}`);
        expect([200, 400, 410]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused if it marks something that does not exist', async () => {
    const text = Buffer.from(JSON.stringify([1, snapshotIds[0], 'artists', 77])).toString('base64url');
    expect((await get(`/v1/artists?cursor=${text}`)).json().code).toBe('invalid_cursor');
  });
});

describe('when a response may be cached', () => {
  it('carries a constant Cache-Control, and X-Snapshot-Id and an ETag that change with the snapshot', async () => {
    const paths = ['/v1/tracks/1', '/v1/playlists', '/v1/search?q=a', '/v1/snapshot', '/v1/tracks/1/playback', '/v1/tracks/1/stream'];
    for (const path of paths) {
      const before = await get(path);
      expect(before.headers['x-snapshot-id']).toBe(snapshotIds[0]);
      expect(before.headers['cache-control']).toMatch(
        path.includes('/1/')
          ? /^private, max-age=60$/
          : /^public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400$/,
      );
      expect(before.headers.vary).toContain('accept-encoding');
      world.use(1);
      const { headers } = await get(path);
      expect([path, headers.etag]).toEqual([path, expect.stringMatching(/^W\/".+"$/)]);
      expect(headers.etag).not.toBe(before.headers.etag);
      expect([path, headers['x-snapshot-id'], headers['cache-control']]).toEqual([path, snapshotIds[1], before.headers['cache-control']]);
      world.use(0);
      const again = (await get(path)).headers;
      expect([again.etag, again['x-snapshot-id']]).toEqual([before.headers.etag, snapshotIds[0]]);
    }
  });

  it.each([
    ['the tag', (etag: string) => etag, 304],
    ['the tag in strong form', (etag: string) => etag.slice(2), 304],
    ['a list with the tag', (etag: string) => `"x", ${etag} , W/"y"`, 304],
    ['a star', () => '*', 304],
    ['another tag', () => 'W/"other"', 200],
    ['no tag at all', () => 'nonsense', 200],
  ])('handles If-None-Match with %s', async (_name, header, status) => {
    for (const path of ['/v1/tracks/1', '/v1/tracks/1/playback']) {
      const { etag = '' } = (await get(path)).headers;
      const answer = await get(path, { headers: { 'if-none-match': header(String(etag)) } });
      expect(answer.status).toBe(status);
      expect(answer.headers.etag).toBe(etag);
      if (status === 304)
        expect([answer.bytes.length, answer.headers['content-type'], answer.headers['x-snapshot-id']]).toEqual([
          0,
          undefined,
          snapshotIds[0],
        ]);
    }
  });

  it('does not confirm what does not exist', async () => {
    expect((await get('/v1/tracks/99', { headers: { 'if-none-match': '*' } })).status).toBe(404);
  });

  it('responds to HEAD as to GET, without a body', async () => {
    for (const path of ['/v1/tracks/1', '/v1/tracks', '/v1/tracks/1/playback', '/healthz']) {
      const head = await get(path, { method: 'HEAD' });
      const whole = await get(path);
      expect([head.status, head.bytes.length, head.headers['content-length']]).toEqual([200, 0, String(whole.bytes.length)]);
    }
  });

  it('compresses what is large enough, and varies by Accept-Encoding', async () => {
    const plain = (await get('/v1/tracks')).text;
    const br = await get('/v1/tracks', { headers: { 'accept-encoding': 'gzip, br' } });
    expect([br.headers['content-encoding'], brotliDecompressSync(br.bytes).toString()]).toEqual(['br', plain]);
    const gzip = await get('/v1/tracks', { headers: { 'accept-encoding': 'gzip' } });
    expect([gzip.headers['content-encoding'], gunzipSync(gzip.bytes).toString()]).toEqual(['gzip', plain]);
    expect(gzip.headers.vary).toBe('accept-encoding');
    const zstd = await get('/v1/tracks', { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } });
    expect([zstd.headers['content-encoding'], zstdDecompressSync(zstd.bytes).toString()]).toEqual(['zstd', plain]);
    expect((await get('/v1/artists/1', { headers: { 'accept-encoding': 'br' } })).headers['content-encoding']).toBeUndefined();
  });

  it('may be read by any site', async () => {
    const answer = await get('/v1/tracks/1', { headers: { origin: 'https://player.example' } });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['access-control-expose-headers']).toBe('ETag, RateLimit, RateLimit-Policy, Retry-After, X-Snapshot-Id');
    const failed = await get('/v1/tracks/x', { headers: { origin: 'https://player.example' } });
    expect(failed.headers['access-control-allow-origin']).toBe('*');
    const preflight = await get('/v1/tracks/1', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://player.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect([preflight.status, preflight.headers['access-control-allow-methods']]).toEqual([204, 'GET, HEAD']);
    expect(preflight.headers['access-control-allow-headers']?.toLowerCase()).toContain('authorization');
  });
});

describe('when a track is played (behaviour 182)', () => {
  const verify = (url: string): ReturnType<ReturnType<typeof createPlaybackVerifier>['verify']> =>
    createPlaybackVerifier(keyRingFiles(world.keys, 'playback').trusted).verify(url.split('/').pop() ?? '', world.clock.time);

  it('picks the best file, and signs a link to the origin on the requested host', async () => {
    const playback = (await get('/v1/tracks/1/playback', { headers: { host: 'nas.example:8080' } })).json();
    expect(playback).toMatchObject({ delivery: 'origin', ext: 'flac', mimeType: 'audio/flac', sizeBytes: 30_000_000, quality: 'lossless' });
    expect(playback.url).toMatch(/^http:\/\/nas\.example:8423\/api\/private-origin\/stream\/[A-Za-z0-9._-]+$/);
    const grant = await verify(playback.url);
    expect(grant).toEqual({ fileLocationId: 12, expiresAt: Date.parse(playback.expiresAt) / 1000 });
    expect(grant.expiresAt).toBe(expiryBucket(world.clock.time, ttl));
  });

  it('links to object storage for the quality that has a public copy', async () => {
    const playback = (await get('/v1/tracks/1/playback?quality=high')).json();
    expect(playback).toEqual({
      url: 'https://cdn.example/k/1.mp3',
      expiresAt: null,
      delivery: 'public',
      ext: 'mp3',
      mimeType: 'audio/mpeg',
      sizeBytes: 9_000_000,
      quality: 'high',
    });
    const stream = await get('/v1/tracks/4/stream');
    expect([stream.status, stream.headers.location]).toEqual([302, 'https://cdn.example/k/4%20x.mp3']);
  });

  it('redirects to the same link that playback returns, throughout one bucket', async () => {
    const { url } = (await get('/v1/tracks/1/playback')).json();
    const stream = await get('/v1/tracks/1/stream');
    expect([stream.status, stream.headers.location]).toEqual([302, url]);
    const { time } = world.clock;
    try {
      const etag = stream.headers.etag;
      world.clock.time = (expiryBucket(time, ttl) - ttl) * 1000 - 1;
      expect((await get('/v1/tracks/1/stream')).headers.location).toBe(url);
      world.clock.time += 1000;
      const next = await get('/v1/tracks/1/stream');
      expect(next.headers.location).not.toBe(url);
      expect(next.headers.etag).not.toBe(etag);
    } finally {
      world.clock.time = time;
    }
  });

  it('uses the configured origin, whatever the Host header says', async () => {
    const configured = await world.serve({
      origin: { baseUrl: 'https://nas.example/music', hosts: new AllowedHosts(['nas.example'], 'nas'), port: () => 8423 },
    });
    const playback = (await ask(configured, '/v1/tracks/1/playback', { headers: { host: 'evil.example' } })).json();
    expect(playback.url).toMatch(/^https:\/\/nas\.example\/music\/api\/private-origin\/stream\//);
  });

  it.each(['evil.example', 'evil.example:8080', 'evil.example/path', 'a b', 'user@evil.example', 'x"y', '[::1', 'host:port'])(
    'makes no link from the Host header %j',
    async (host) => {
      const answer = await get('/v1/tracks/1/playback', { headers: { host } });
      expect([answer.status, answer.json().code]).toEqual([400, 'invalid_host']);
    },
  );

  it('accepts an IPv6 host', async () => {
    const { url } = (await get('/v1/tracks/1/playback', { headers: { host: '[::1]:8080' } })).json();
    expect(url).toMatch(/^http:\/\/\[::1\]:8423\//);
  });

  it.each([
    ['/v1/tracks/1/playback?quality=hires', 404, 'no_such_quality'],
    ['/v1/tracks/5/playback', 404, 'no_playable_file'],
    ['/v1/tracks/3/playback', 404, 'no_playable_file'],
    ['/v1/tracks/99/playback', 404, 'not_found'],
    ['/v1/tracks/x/stream', 400, 'invalid_id'],
  ])('responds to %s with %i %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.json().code]).toEqual([status, code]);
  });

  it('returns 503 without a key, but still plays public copies', async () => {
    const keyless = await world.serve({}, join(world.keys, 'absent.jwks'));
    const answer = await ask(keyless, '/v1/tracks/1/playback');
    expect([answer.status, answer.json().code]).toEqual([503, 'playback_unavailable']);
    expect((await ask(keyless, '/v1/tracks/4/playback')).status).toBe(200);
  });
});

describe('when the service is monitored', () => {
  it('reports that it is waiting until a snapshot is adopted', async () => {
    world.snapshots.inUse = undefined;
    const ready = await get('/readyz');
    const nothing = { snapshotId: null, adoptedAt: null, ageSeconds: null, fault: null, freshUntil: null };
    expect([ready.status, ready.json()]).toEqual([
      503,
      { status: 'waiting', ...nothing, stale: false, pinned: false, missing: [expect.objectContaining({ what: 'snapshot' })] },
    ]);
    const answer = await get('/v1/tracks');
    expect([answer.status, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'snapshot_unavailable', '5']);
    expect((await get('/v1/tracks/1/playback')).status).toBe(503);
    expect((await get('/healthz')).json()).toEqual({ status: 'ok' });
  });

  it('is ready with an old snapshot, and says what keeps a newer one out', async () => {
    world.snapshots.problem = { code: 'data_corrupt', shown: 'the hash differs', since: world.clock.time, alarm: 'damaged' };
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.json()).toMatchObject({
      status: 'ready',
      snapshotId: snapshotIds[0],
      ageSeconds: 59.5 * 86_400,
      fault: { code: 'data_corrupt', alarm: 'damaged' },
      missing: [],
    });
    const text = (await get('/metrics')).text;
    expect(text).toContain(`catalogsync_snapshot_info{service="public-api",snapshot_id="${snapshotIds[0]}"} 1`);
    world.snapshots.problem = undefined;
  });

  it.each([
    ['missing', (file: string) => rmSync(file, { force: true })],
    ['not readable as a key', (file: string) => writeFileSync(file, '{')],
    ['without its private part', (file: string) => writeFileSync(file, readFileSync(keyRingFiles(world.keys, 'playback').trusted))],
    ['a folder', (file: string) => mkdirSync(file)],
  ])('is not ready with a key that is %s, says so without a path, and answers no 500', async (_what, make) => {
    const file = join(world.keys, 'other.jwks');
    rmSync(file, { recursive: true, force: true });
    make(file);
    const keyless = await world.serve({}, file);
    const ready = await ask(keyless, '/readyz');
    expect([ready.status, ready.json().status]).toEqual([503, 'waiting']);
    expect(ready.json().missing).toEqual([
      { what: 'playback_key', message: expect.any(String), hint: expect.stringContaining('cloud invite') },
    ]);
    const playback = await ask(keyless, '/v1/tracks/1/playback');
    expect([playback.status, playback.json().code]).toEqual([503, 'playback_unavailable']);
    expect(ready.text + playback.text).not.toContain(world.keys);
    // Everything that needs no link works.
    expect((await ask(keyless, '/v1/tracks/1')).status).toBe(200);
    expect((await ask(keyless, '/v1/tracks/4/playback')).status).toBe(200);
  });

  it('says when the publisher has not signed for longer than its signature holds, and is ready all the same', async () => {
    world.snapshots.freshUntil = world.clock.time - 1;
    expect((await get('/readyz')).json()).toMatchObject({ status: 'ready', stale: true, freshUntil: expect.any(String) });
    world.snapshots.freshUntil = undefined;
    expect((await get('/readyz')).json()).toMatchObject({ stale: false, freshUntil: null });
  });

  it('counts requests by route and status, not by path', async () => {
    const alone = await world.serve();
    await ask(alone, '/v1/tracks/1');
    await ask(alone, '/v1/tracks/2');
    await ask(alone, '/v1/tracks/x');
    const text = (await ask(alone, '/metrics')).text;
    expect(text).toContain('catalogsync_http_requests_total{service="public-api",route="/v1/tracks/:id",status="200"} 2');
    expect(text).toContain('catalogsync_http_requests_total{service="public-api",route="/v1/tracks/:id",status="400"} 1');
    expect(text).toContain('catalogsync_http_request_seconds_count{service="public-api",route="/v1/tracks/:id"} 3');
  });
});
