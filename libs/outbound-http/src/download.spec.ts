import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LoopbackServers } from './fixtures/loopback-servers.js';
import { configuredAddress, HttpClient, type OutboundRequest } from './index.js';

// Real here: undici, loopback servers that cut connections, files.
let dir: string;
let client: HttpClient;
const servers = new LoopbackServers();
const serve = servers.serve.bind(servers);
const speak = servers.speak.bind(servers);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'http-'));
  client = new HttpClient({ random: () => 0 });
});
afterEach(() => servers.close());
afterAll(async () => {
  await client.close();
  await rm(dir, { recursive: true, force: true });
});

describe('when a file is downloaded', () => {
  const content = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * 7919) & 255));
  const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  /** Sends at most 150,000 bytes per connection, ranges only if `etag` is strong. */
  const cutting = (etags: string[], ranges: (string | undefined)[]) => (request: IncomingMessage, response: ServerResponse) => {
    const etag = etags.shift() ?? '"same"';
    ranges.push(request.headers.range);
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const start = asked !== undefined && request.headers['if-range'] === etag ? Number(asked) : 0;
    response.writeHead(start > 0 ? 206 : 200, {
      etag,
      'content-length': content.length - start,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
    });
    const end = Math.min(content.length, start + 150_000);
    response.write(content.subarray(start, end), () =>
      setTimeout(() => (end === content.length ? response.end() : request.socket.destroy()), 20),
    );
  };
  const fetch = (url: string, file: string, more: Partial<OutboundRequest> = {}) =>
    client.fetchToFile({
      url,
      trust: configuredAddress(url),
      file: join(dir, file),
      maxBytes: content.length,
      retryPauseMs: 10,
      attempts: 5,
      ...more,
    });

  it('resumes after cuts where it stopped, and is complete byte for byte', async () => {
    const ranges: (string | undefined)[] = [];
    const result = await fetch(await serve(cutting([], ranges)), 'resumed');
    expect(result).toMatchObject({ sizeBytes: content.length, etag: '"same"' });
    expect(sha(readFileSync(join(dir, 'resumed')))).toBe(sha(content));
    expect(ranges.length).toBeGreaterThan(2);
    expect(ranges.slice(1).every((range) => /^bytes=\d+-$/.test(range ?? ''))).toBe(true);
  });

  it('starts over if the file changed in between', async () => {
    const ranges: (string | undefined)[] = [];
    await fetch(await serve(cutting(['"old"', '"new"', '"new"', '"new"'], ranges)), 'changed');
    expect(sha(readFileSync(join(dir, 'changed')))).toBe(sha(content));
  });

  it('never requests a range with a weak validator', async () => {
    const ranges: (string | undefined)[] = [];
    const failure = fetch(await serve(cutting(['W/"a"', 'W/"a"', 'W/"a"'], ranges)), 'weak', { attempts: 3 });
    await expect(failure).rejects.toMatchObject({ code: 'unavailable' });
    expect(ranges).toEqual([undefined, undefined, undefined]);
  });

  it('leaves nothing behind when it fails: too large, cut for good, missing, timed out', async () => {
    const before = (await readdir(dir)).length;
    const large = await serve((_request, response) => response.end(Buffer.concat([content, content])));
    await expect(fetch(large, 'large')).rejects.toMatchObject({ code: 'data_corrupt' });
    await expect(fetch(await serve(cutting([], [])), 'cut', { attempts: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(fetch(await serve((_request, response) => response.writeHead(404).end()), 'none')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(fetch(await speak(''), 'late', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'timeout' });
    expect((await readdir(dir)).length).toBe(before);
  });

  it('says that the headers are too large', async () => {
    const large = await serve((_request, response) => response.writeHead(200, { 'x-large': 'x'.repeat(200_000) }).end('x'));
    await expect(fetch(large, 'headers', { attempts: 1 })).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringContaining('larger headers than allowed'),
    });
  });

  it('keeps an older file when the server fails', async () => {
    let fails = false;
    const url = await serve((_request, response) => {
      if (fails) response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v"' }).end('one');
    });
    await fetch(url, 'kept');
    fails = true;
    await expect(fetch(url, 'kept')).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(readFileSync(join(dir, 'kept'), 'utf8')).toBe('one');
    expect(existsSync(join(dir, 'kept.part'))).toBe(false);
  });
});

describe('when a server sends a part of a file', () => {
  const content = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 31) & 255));
  /** The first answer breaks off; `parts` are the later ones: their `content-range`, and which bytes they hold. */
  const inParts = async (name: string, parts: readonly (readonly [string | undefined, number, number])[]) => {
    let asked = 0;
    const cut: { received: () => void } = { received: () => undefined };
    const url = await serve((request, response) => {
      const [range, start, end] = parts[asked++ - 1] ?? [undefined, 0, content.length];
      if (asked === 1) {
        response.writeHead(200, { etag: '"same"', 'content-length': content.length }).write(content.subarray(0, 400));
        cut.received = () => void request.socket.destroy();
        return;
      }
      response.writeHead(206, {
        etag: '"same"',
        'content-length': end - start,
        ...(range === undefined ? {} : { 'content-range': range }),
      });
      response.end(content.subarray(start, end));
    });
    const file = join(dir, name);
    const fetched = client.fetchToFile({
      ...{ url, trust: configuredAddress(url), file, maxBytes: 2000, retryPauseMs: 1, attempts: 3 },
      onProgress: ({ bytesDone }) => bytesDone === 400 && cut.received(),
    });
    return { file, fetched };
  };

  it.each<[string, string | undefined]>([
    ['one byte too early', 'bytes 399-999/1000'],
    ['one byte too late', 'bytes 401-999/1000'],
    ['the beginning', 'bytes 0-599/1000'],
    ['an unknown place', undefined],
    ['several places', 'multipart/byteranges'],
    ['a place in other units', 'items 400-999/1000'],
  ])('does not append one for another place: %s', async (_, range) => {
    const { file, fetched } = await inParts('elsewhere', [[range, 400, 1000]]);
    await expect(fetched).rejects.toMatchObject({ code: 'data_corrupt' });
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
  });

  it('does not take one for the whole if nothing was requested in parts', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-399/*', 'content-length': 400 }).end(content.subarray(0, 400));
    });
    const file = join(dir, 'unasked');
    await expect(fetch(url, file)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(existsSync(file)).toBe(false);
  });

  it('goes on after one that ends before the file does', async () => {
    const parts = [['bytes 400-699/1000', 400, 700] as const, ['bytes 700-999/1000', 700, 1000] as const];
    const { file, fetched } = await inParts('shorter', parts);
    expect(await fetched).toMatchObject({ sizeBytes: 1000 });
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  const fetch = (url: string, file: string) =>
    client.fetchToFile({ url, trust: configuredAddress(url), file, maxBytes: 2000, retryPauseMs: 1 });
});
