import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Fault } from '@catalogsync/faults';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LoopbackServers } from './fixtures/loopback-servers.js';
import { configuredAddress, foreignAddress, HttpClient, type OutboundRequest, PrivateHosts } from './index.js';
import { parseRetryAfter } from './retry.js';

// Real here: undici, loopback servers that misbehave.
let client: HttpClient;
const servers = new LoopbackServers();
const serve = servers.serve.bind(servers);
const speak = servers.speak.bind(servers);

beforeAll(() => {
  client = new HttpClient({ connectTimeoutMs: 500, random: () => 0, privateHosts: new PrivateHosts(['127.0.0.1']) });
});
afterEach(() => servers.close());
afterAll(() => client.close());

const get = (url: string, more: Partial<OutboundRequest> = {}) =>
  client.fetchBytes({ url, trust: configuredAddress(url), maxBytes: 1000, retryPauseMs: 10, ...more });
const getText = async (url: string, more: Partial<OutboundRequest> = {}): Promise<string> =>
  Buffer.from((await get(url, more)).bytes).toString();

describe('when a server behaves', () => {
  it('returns the body with its validator, and not modified for what the caller has', async () => {
    const url = await serve((request, response) => {
      response.setHeader('etag', '"v1"');
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.end('目录');
    });
    const answer = await get(url);
    expect(answer).toMatchObject({ notModified: false, etag: '"v1"' });
    expect(await getText(url)).toBe('目录');
    expect(await client.fetchBytes({ url, trust: configuredAddress(url), maxBytes: 1000, ifNoneMatch: '"v1"' })).toEqual({
      notModified: true,
    });
  });

  it('returns the cookies that it sets, without their attributes', async () => {
    const url = await serve((_request, response) => response.setHeader('set-cookie', ['a=1; Path=/; HttpOnly', 'b=2']).end());
    expect(await get(url)).toMatchObject({ cookies: ['a=1', 'b=2'] });
    expect(await get(await serve((_request, response) => response.end()))).toMatchObject({ cookies: [] });
  });

  it('decodes gzip, and follows redirects without sending credentials to another host', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const target = await serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain'));
    });
    const url = await serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(302, { location: `${target}/x` }).end();
    });
    expect(await getText(url.replace('//', '//user:pa%3Ass@'), { headers: { Cookie: 'c=1' } })).toBe('plain');
    expect(seen[0]).toMatchObject({ authorization: `Basic ${Buffer.from('user:pa:ss').toString('base64')}`, cookie: 'c=1' });
    expect(seen[1]).not.toHaveProperty('authorization');
    expect(seen[1]).not.toHaveProperty('cookie');
  });
});

describe('when only the redirect of an address is wanted', () => {
  const redirectOf = (url: string) => client.redirectOf({ url, trust: configuredAddress(url), attempts: 1 });

  it('returns where it leads, without going there', async () => {
    let visits = 0;
    const target = await serve((_request, response) => {
      visits += 1;
      response.end('there');
    });
    const url = await serve((_request, response) => response.writeHead(302, { location: `${target}/x?y=1` }).end());
    expect(await redirectOf(url)).toBe(`${target}/x?y=1`);
    expect(visits).toBe(0);
  });

  it('returns nothing for a page, without reading it', async () => {
    let cut = false;
    const url = await serve((_request, response) => {
      response.on('close', () => {
        cut = true;
      });
      const more = (): void => {
        if (!cut) response.write(Buffer.alloc(64 * 1024), more);
      };
      more();
    });
    expect(await redirectOf(url)).toBeUndefined();
  });

  it('fails as any request does', async () => {
    const gone = await serve((_request, response) => response.writeHead(404).end());
    await expect(redirectOf(gone)).rejects.toMatchObject({ code: 'not_found' });
    const strange = await serve((_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(redirectOf(strange)).rejects.toMatchObject({ code: 'unavailable', retry: 'never' });
    await expect(client.redirectOf({ url: 'http://10.0.0.1/', trust: foreignAddress })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });
});

describe('when an address cannot be used', () => {
  it.each(['', 'nonsense', '//HOST/x', 'file://HOST/etc/passwd', 'ftp://HOST/x', 'javascript://HOST/x'])(
    'refuses %p without a request',
    async (address) => {
      let requests = 0;
      const url = await serve((_request, response) => response.end(String(++requests)));
      await expect(get(address.replace('HOST', new URL(url).host), { attempts: 2 })).rejects.toMatchObject({ code: 'invalid_argument' });
      expect(await getText(url)).toBe('1');
    },
  );

  it('reports unavailable where nobody listens, after a retry, and shows no password', async () => {
    const url = await servers.deserted();
    const failure = get(url.replace('//', '//user:hush@').concat('/p?token=hush'), { attempts: 2 });
    await expect(failure).rejects.toMatchObject({ code: 'unavailable', retry: 'later', message: expect.not.stringContaining('hush') });
  });

  it.each([['configured'], ['foreign']])('reports unavailable where the host of a %s address is unknown', async (kind) => {
    const url = 'http://nothing.invalid/x';
    const trust = kind === 'foreign' ? foreignAddress : configuredAddress(url);
    await expect(get(url, { trust, attempts: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('refuses a redirect loop and a redirect to another scheme', async () => {
    const loop = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(get(loop)).rejects.toMatchObject({ code: 'unavailable', retry: 'never' });
    const file = await serve((_request, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end());
    await expect(get(file)).rejects.toMatchObject({ code: 'unavailable', retry: 'never' });
  });
});

describe('when a server answers with an error', () => {
  it.each([
    [401, 'unauthenticated'],
    [403, 'permission_denied'],
    [404, 'not_found'],
    [418, 'invalid_argument'],
    [500, 'unavailable'],
  ])('maps %i to %s without a retry', async (status, code) => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(status).end('x'.repeat(100_000));
    });
    await expect(get(url)).rejects.toMatchObject({ code, retry: 'never' });
    expect(asked).toBe(1);
  });

  it.each([429, 502, 503, 504])('retries after %i and honours Retry-After', async (status) => {
    const times: number[] = [];
    const url = await serve((_request, response) => {
      times.push(performance.now());
      if (times.length < 2) response.writeHead(status, { 'retry-after': '1' }).end();
      else response.end('good');
    });
    expect(await getText(url)).toBe('good');
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  it('gives up at the last attempt, or immediately if told to come back in an hour', async () => {
    let asked = 0;
    const busy = (after: string) => (_request: IncomingMessage, response: ServerResponse) => {
      asked += 1;
      response.writeHead(503, after === '' ? {} : { 'retry-after': after }).end();
    };
    await expect(get(await serve(busy('')))).rejects.toMatchObject({ code: 'unavailable', retry: 'later' });
    expect(asked).toBe(3);
    await expect(get(await serve(busy('3600')))).rejects.toMatchObject({ code: 'unavailable', retry: 'later' });
    expect(asked).toBe(4);
  });

  it('reads Retry-After as seconds or a date and never as nonsense', () => {
    const now = Date.parse('2026-11-01T00:00:00Z');
    expect(parseRetryAfter('7', now)).toBe(7000);
    expect(parseRetryAfter('Sun, 01 Nov 2026 00:00:05 GMT', now)).toBe(5000);
    expect(parseRetryAfter('Sun, 01 Nov 2020 00:00:05 GMT', now)).toBe(0);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const delay = parseRetryAfter(text, now);
        expect(delay === undefined || delay >= 0).toBe(true);
      }),
    );
  });
});

describe('when a server hangs, cuts off or floods', () => {
  it('times out before the head, within the body and at the deadline for all attempts', async () => {
    const silent = await speak('');
    await expect(get(silent, { headersTimeoutMs: 100, attempts: 1 })).rejects.toMatchObject({ code: 'timeout' });
    const stuck = await speak('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
    await expect(get(stuck, { idleTimeoutMs: 100, attempts: 1 })).rejects.toMatchObject({ code: 'timeout' });
    const started = performance.now();
    await expect(get(silent, { totalTimeoutMs: 200 })).rejects.toMatchObject({ code: 'timeout' });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('ends with canceled when the caller leaves, even between attempts', async () => {
    const silent = await speak('');
    await expect(get(silent, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
    for (const url of [silent, await serve((_request, response) => response.writeHead(503, { 'retry-after': '20' }).end())]) {
      const controller = new AbortController();
      const failure = get(url, { signal: controller.signal });
      setTimeout(() => controller.abort(), 100);
      await expect(failure).rejects.toMatchObject({ code: 'canceled' });
    }
  });

  it('refuses an announced and an endless body at the cap, and a small one that decompresses beyond it', async () => {
    const announced = await serve((_request, response) => response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5000)));
    await expect(get(announced)).rejects.toMatchObject({ code: 'data_corrupt' });
    let sent = 0;
    const endless = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1000))) sent += 1000;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(get(endless)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(sent).toBeLessThan(50_000_000);
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const bombing = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    await expect(get(bombing, { maxBytes: 100_000 })).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('treats broken encodings and anything that is not HTTP as damaged', async () => {
    const broken = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'));
    await expect(get(broken)).rejects.toMatchObject({ code: 'data_corrupt' });
    const odd = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('x'));
    await expect(get(odd)).rejects.toMatchObject({ code: 'data_corrupt' });
    await expect(get(await speak('SSH-2.0-OpenSSH_9\r\n\r\n'))).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('retries after a cut connection', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked += 1;
      if (asked === 1) return request.socket.destroy();
      if (asked === 2) {
        response.writeHead(200, { 'content-length': '4' });
        return response.write('go', () => request.socket.destroy());
      }
      return response.end('good');
    });
    expect(await getText(url)).toBe('good');
  });
});

describe('when a server refuses', () => {
  it('lets the caller read headers and text, and does not try again what the caller explains', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked++;
      response.writeHead(503, { 'X-RateLimit-Who': 'search-shed' }).end('{"error":"busy"}');
    });
    const refused: OutboundRequest['refused'] = ({ status, header, text }) =>
      new Fault('unavailable', `${status} ${header('X-RateLimit-Who')} ${text}`);
    await expect(get(url, { refused })).rejects.toMatchObject({ message: '503 search-shed {"error":"busy"}' });
    expect(asked).toBe(1);
    await expect(get(url, { refused: () => undefined, attempts: 2 })).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toBe(3);
  });

  it('reads no more of a refusal than explains it', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(400).end('x'.repeat(100_000));
    });
    let read = 0;
    const refused: OutboundRequest['refused'] = ({ text }) => {
      read = text.length;
      return undefined;
    };
    await expect(get(url, { refused })).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(read).toBe(16 * 1024);
  });

  it('passes on how long until the window of a rate limit ends, where there is no Retry-After', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(429, { 'X-RateLimit-Reset-In': '40' }).end();
    });
    await expect(get(url)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 40_000 });
  });

  it('says with which status it answered, so that no content can be told from an empty answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(204).end();
    });
    expect(await get(url)).toMatchObject({ status: 204 });
  });
});
