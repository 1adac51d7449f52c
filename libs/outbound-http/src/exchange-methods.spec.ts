import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { LoopbackServers } from './fixtures/loopback-servers.js';
import { configuredAddress, HttpClient, JsonShape, PrivateHosts } from './index.js';

// Real here: undici, loopback servers, files.
let client: HttpClient;
let dir: string;
const servers = new LoopbackServers();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'http-'));
  client = new HttpClient({ random: () => 0, privateHosts: new PrivateHosts(['127.0.0.1']) });
});
afterEach(() => servers.close());
afterAll(async () => {
  await client.close();
  await rm(dir, { recursive: true, force: true });
});

const shape = new JsonShape(Type.Object({ songs: Type.Array(Type.Object({ id: Type.String(), year: Type.Optional(Type.Number()) })) }));
const ask = (url: string) =>
  client.fetchJson({ url, trust: configuredAddress(url), maxBytes: 10_000, attempts: 1, shape, endpoint: 'test songs' });
const saying = (body: string) => servers.serve((_request, response) => response.end(body));

describe('when a response should be JSON of a given shape', () => {
  it('treats null as absent and ignores unknown fields', async () => {
    const url = await saying('{"songs":[{"id":"1","year":null,"new":{}},null],"more":1}');
    expect(await ask(url)).toMatchObject({ songs: [{ id: '1' }] });
  });

  it.each([
    ['an empty answer', ''],
    ['a page', '<html>hush</html>'],
    ['not JSON', '{"songs":'],
    ['songs.0.id', '{"songs":[{"id":5,"title":"hush"}]}'],
    ['the whole', '[]'],
    ['not JSON', '['.repeat(9000)],
  ])('says %p and the endpoint, never a value', async (words, body) => {
    const failure = ask(await saying(body));
    await expect(failure).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining(words) });
    await expect(failure).rejects.toMatchObject({ message: expect.stringMatching(/^test songs: (?!.*hush)/) });
  });
});

describe('when something is sent', () => {
  const posted: { method: string | undefined; type: string | undefined; body: string }[] = [];
  const answering = (statuses: number[], headers: Record<string, string> = {}) =>
    servers.serve((request: IncomingMessage, response: ServerResponse) => {
      void text(request).then((body) => {
        posted.push({ method: request.method, type: request.headers['content-type'], body });
        response.writeHead(statuses.shift() ?? 200, headers).end('{"songs":[]}');
      });
    });
  const send = (url: string) =>
    client.fetchBytes({
      url,
      trust: configuredAddress(url),
      method: 'POST',
      json: { 名: '歌' },
      maxBytes: 1000,
      retryPauseMs: 5,
      headers: { 'X-Api-Key': 'k' },
    });
  afterEach(() => void posted.splice(0));

  it('goes out as JSON with its method', async () => {
    await send(await answering([201]));
    expect(posted).toEqual([{ method: 'POST', type: 'application/json', body: '{"名":"歌"}' }]);
  });

  it('goes out as the fields of a form', async () => {
    const url = await answering([200]);
    const form = { grant_type: 'client_credentials', 名: 'a&b' };
    await client.fetchBytes({ url, trust: configuredAddress(url), method: 'POST', form, maxBytes: 1000 });
    const body = 'grant_type=client_credentials&%E5%90%8D=a%26b';
    expect(posted).toEqual([{ method: 'POST', type: 'application/x-www-form-urlencoded', body }]);
  });

  it('goes out as bytes of a type', async () => {
    const url = await answering([200]);
    const content = { bytes: Buffer.from('图'), mediaType: 'image/png' };
    await client.fetchBytes({ url, trust: configuredAddress(url), method: 'POST', content, maxBytes: 1000 });
    expect(posted).toEqual([{ method: 'POST', type: 'image/png', body: '图' }]);
  });

  it('is sent again only if the server did nothing with it', async () => {
    await send(await answering([429, 200]));
    expect(posted).toHaveLength(2);
    posted.splice(0);
    await expect(send(await answering([502, 200]))).rejects.toMatchObject({ code: 'unavailable' });
    expect(posted).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    await expect(send(await answering([307], { location: '/elsewhere' }))).rejects.toMatchObject({ code: 'unavailable', retry: 'never' });
    expect(posted).toHaveLength(1);
  });

  it('reports how long the server wants to be left alone', async () => {
    const failure = send(await answering([429], { 'retry-after': '120' }));
    await expect(failure).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 120_000 });
  });

  it('sends keys in headers of any name to no other host', async () => {
    let seen: IncomingMessage['headers'] = {};
    const target = await servers.serve((request, response) => {
      seen = request.headers;
      response.end('x');
    });
    const url = await servers.serve((_request, response) => response.writeHead(302, { location: target }).end());
    await client.fetchBytes({
      url,
      trust: configuredAddress(url),
      maxBytes: 10,
      headers: { 'X-API-Key': 'hush', 'X-Plex-Token': 'hush', 'X-Other': 'kept' },
    });
    expect(seen).toMatchObject({ 'x-other': 'kept' });
    expect(JSON.stringify(seen)).not.toContain('hush');
  });
});

describe('when a resumable download is repeated', () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) & 255));
  /** While `cutting`, a response stops after 100,000 bytes, and its connection is cut once some have arrived. */
  const state = { etag: '"a"', cutting: true, ranges: [] as (string | undefined)[], cut: (): void => undefined };
  const file = () => join(dir, 'song.flac');
  const serveFile = () =>
    servers.serve((request, response) => {
      state.ranges.push(request.headers.range);
      const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const start = request.headers['if-range'] === state.etag ? asked : 0;
      if (start >= content.length) return response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      const range = start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {};
      response.writeHead(start > 0 ? 206 : 200, { etag: state.etag, 'content-length': content.length - start, ...range });
      if (!state.cutting) return response.end(content.subarray(start));
      state.cut = () => void request.socket.destroy();
      return response.write(content.subarray(start, start + 100_000));
    });
  const seen: [number, number][] = [];
  const fetchFile = (url: string) =>
    client.fetchToFile({
      url,
      trust: configuredAddress(url),
      file: file(),
      maxBytes: 400_000,
      attempts: 1,
      resumable: true,
      onProgress: ({ bytesDone, bytesTotal = 0 }) => {
        seen.push([bytesDone, bytesTotal]);
        if (state.cutting) state.cut();
      },
    });
  afterEach(async () => {
    Object.assign(state, { etag: '"a"', cutting: true, ranges: [] });
    for (const name of await readdir(dir)) await rm(join(dir, name));
  });

  it('resumes where the earlier call stopped, and reports the progress of the whole', async () => {
    const url = await serveFile();
    await expect(fetchFile(url)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readdir(dir)).toEqual(['song.flac.part', 'song.flac.part.validator']);
    state.cutting = false;
    seen.splice(0);
    await fetchFile(url);
    expect(state.ranges[1]).toMatch(/^bytes=[1-9]/);
    expect(seen.every(([, total]) => total === content.length)).toBe(true);
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    expect((await readFile(file())).equals(content)).toBe(true);
    expect(await readdir(dir)).toEqual(['song.flac']);
  });

  it('starts over if the file was replaced', async () => {
    const url = await serveFile();
    await expect(fetchFile(url)).rejects.toMatchObject({ code: 'unavailable' });
    Object.assign(state, { etag: '"b"', cutting: false });
    await fetchFile(url);
    expect((await readFile(file())).equals(content)).toBe(true);
  });

  it('accepts a part that is already complete, and starts over if it is too long', async () => {
    const url = await serveFile();
    state.cutting = false;
    await writeFile(`${file()}.part`, content);
    await writeFile(`${file()}.part.validator`, '"a"');
    await fetchFile(url);
    expect(state.ranges).toEqual([`bytes=${content.length}-`]);
    await writeFile(`${file()}.part`, Buffer.concat([content, content]));
    await writeFile(`${file()}.part.validator`, '"a"');
    await client.fetchToFile({ url, trust: configuredAddress(url), file: file(), maxBytes: 400_000, resumable: true, retryPauseMs: 1 });
    expect((await readFile(file())).equals(content)).toBe(true);
  });

  it('keeps nothing that cannot be resumed', async () => {
    Object.assign(state, { etag: 'W/"weak"' });
    await expect(fetchFile(await serveFile())).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readdir(dir)).toEqual([]);
  });

  it('keeps nothing of a body that is too large', async () => {
    const url = await serveFile();
    await expect(
      client.fetchToFile({ url, trust: configuredAddress(url), file: file(), maxBytes: 1000, resumable: true }),
    ).rejects.toMatchObject({
      code: 'data_corrupt',
    });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('when a media file is requested', () => {
  it.each([
    ['an HTML page', 'text/html; charset=utf-8', '<html>Log in</html>'],
    ['JSON', 'application/problem+json', '{}'],
    ['an empty body', 'audio/flac', ''],
  ])('refuses %s and keeps nothing of it', async (_what, type, body) => {
    const url = await servers.serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
    const file = join(dir, 'song.mp3');
    await expect(
      client.fetchToFile({ url, trust: configuredAddress(url), file, maxBytes: 1000, media: true, resumable: true }),
    ).rejects.toMatchObject({
      code: 'data_corrupt',
    });
    expect(await readdir(dir)).toEqual([]);
  });
});
