import { once } from 'node:events';
import { connect } from 'node:net';
import { Fault } from '@catalogsync/faults';
import { silentLogger } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { faultProblems, type HttpApi, HttpServer, object, pathId, RequestFault, type Route, ref, requestFault, route } from './index.js';

// Real here: HTTP on loopback. The API is made up, with a guard that knows one word.
const common = { tag: 'songs', problems: [], query: {}, path: {} } as const;
const id = pathId({ min: 1 }, 'an id is a positive whole number');
let endStream: () => void;

const routes: readonly Route[] = [
  route('getSong', 'GET /songs/:id', {
    ...common,
    summary: '',
    access: 'read',
    path: { id },
    answers: {},
    handle: ({ path, caller }) => ({ body: { id: path.id, caller } }),
  }),
  route('putSong', 'PUT /songs/:id', {
    ...common,
    summary: '',
    access: 'write',
    path: { id },
    body: object({ name: Type.String() }),
    answers: { 204: null },
    handle: () => ({ status: 204 }),
  }),
  route('break', 'GET /broken', {
    ...common,
    summary: '',
    access: 'open',
    answers: {},
    handle: () => {
      throw new TypeError('secret');
    },
  }),
  route('fill', 'GET /full', {
    ...common,
    summary: '',
    access: 'open',
    answers: {},
    handle: () => {
      throw new RequestFault('rate_limited', 'too many', { headers: { 'retry-after': '9' } });
    },
  }),
  route('getDocument', 'GET /document', {
    ...common,
    summary: 'This document.',
    access: 'open',
    answers: { 200: Type.Unsafe({ type: 'object' }) },
    handle: (_call, { document }) => ({ body: document() }),
  }),
  route('stream', 'GET /stream', {
    ...common,
    summary: '',
    access: 'open',
    answers: {},
    head: 'none',
    async handle(_call, { takeOver }) {
      const response = takeOver(200, { 'content-type': 'text/event-stream' });
      response.write('one\n');
      await new Promise<void>((resolve) => {
        endStream = resolve;
        response.once('close', resolve);
      });
      response.end('two\n');
      return undefined;
    },
  }),
];

const api: HttpApi<Route, string> = {
  routes,
  access: {
    admit({ headers }, operation) {
      if (operation?.access === 'open') return 'anybody';
      if (headers.authorization !== 'sesame') throw new Fault('unauthenticated', 'say the word');
      return 'friend';
    },
  },
  problems: faultProblems('songs'),
  style: {
    headers: { 'x-frame-options': 'DENY' },
    unknown: (_request, malformed) => malformed ?? requestFault('unknown_route', 'no such route'),
    refusesOtherMethods: true,
  },
  document: {
    info: { title: 'Songs', version: '1', description: '' },
    tags: ['songs'],
    schemas: [Type.Object({ code: Type.String() }, { $id: 'Problem' })],
    describe: ({ access }) => ({ description: `For ${access}.`, open: access === 'open', problems: ['internal'] }),
  },
};

async function serve(drainMs: number): Promise<{ server: HttpServer; base: string }> {
  const server = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'PORT', limits: { requestMs: 5_000, drainMs } }, silentLogger());
  await server.mount(api as unknown as HttpApi);
  return { server, base: await server.listen() };
}

let server: HttpServer;
let base: string;
beforeAll(async () => {
  ({ server, base } = await serve(2_000));
});
afterAll(() => server.close());

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(base + path, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}
const friend = { authorization: 'sesame' };
const json = { ...friend, 'content-type': 'application/json' };

describe('when a route is called', () => {
  it('receives parsed parameters and the caller', async () => {
    const answer = await ask('/songs/7', { headers: friend });
    expect([answer.status, answer.body]).toEqual([200, { id: 7, caller: 'friend' }]);
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  it('answers HEAD like GET without a body', async () => {
    const answer = await ask('/songs/7', { method: 'HEAD', headers: friend });
    expect([answer.status, answer.headers.get('content-length'), answer.body]).toEqual([
      200,
      String('{"id":7,"caller":"friend"}'.length),
      undefined,
    ]);
    expect((await ask('/stream', { method: 'HEAD', headers: friend })).status).toBe(404);
  });

  it('runs inside the access policy', async () => {
    const answer = await ask('/songs/7', { method: 'PUT', headers: json, body: '{"name":"七里香"}' });
    expect(answer.status).toBe(204);
  });

  it.each([
    ['/songs/0', {}, 'an id is a positive whole number'],
    ['/songs/7?x=1', {}, 'unknown parameter "x"'],
    ['/songs/7', { method: 'PUT', body: '{"nom":1}' }, 'the body must have required properties name; unknown field "nom"'],
    ['/songs/7', { method: 'PUT', body: '{' }, expect.stringContaining('JSON')],
  ])('refuses %s %j', async (path, init, detail) => {
    const answer = await ask(path, { headers: json, ...init });
    expect([answer.status, answer.body]).toEqual([400, expect.objectContaining({ code: 'invalid_argument', detail })]);
  });
});

describe('when a request is not allowed', () => {
  it.each(['/songs/7', '/nothing'])('keeps strangers from %s, whether it exists or not, before reading the body', async (path) => {
    const answer = await ask(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{' });
    expect([answer.status, answer.headers.get('www-authenticate'), answer.body.code]).toEqual([
      401,
      'Bearer realm="songs"',
      'unauthenticated',
    ]);
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  it('names the methods of an address to authorised callers', async () => {
    const answer = await ask('/songs/7', { method: 'DELETE', headers: friend });
    expect([answer.status, answer.headers.get('allow'), answer.body.code]).toEqual([405, 'GET, HEAD, PUT', 'unsupported']);
    expect((await ask('/nothing', { headers: friend })).status).toBe(404);
  });
});

describe('when something goes wrong', () => {
  it('hides unexpected errors, and shows refusals in full', async () => {
    const broken = await ask('/broken');
    expect([broken.status, broken.body.code, JSON.stringify(broken.body)]).toEqual([
      500,
      'internal',
      expect.not.stringContaining('secret'),
    ]);
    const full = await ask('/full');
    expect([full.status, full.headers.get('retry-after'), full.headers.get('cache-control')]).toEqual([429, '9', 'no-store']);
    expect(full.body).toEqual({
      type: 'urn:catalogsync:problem:rate_limited',
      title: 'Too Many Requests',
      status: 429,
      code: 'rate_limited',
      detail: 'too many',
      instance: '/full',
    });
  });

  it.each([
    ['GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['nonsense\r\n\r\n', 400],
  ])('answers malformed or oversized HTTP with a problem: %#', async (text, status) => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.write(text);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect([head.startsWith(`HTTP/1.1 ${status} `), head, JSON.parse(body)]).toEqual([
      true,
      expect.stringContaining('application/problem+json'),
      expect.objectContaining({ status, code: 'invalid_argument' }),
    ]);
  });

  it('names the keys if it cannot listen', async () => {
    const settings = { host: '127.0.0.1', port: Number(new URL(base).port), keys: 'SONG_PORT', limits: { requestMs: 1000, drainMs: 0 } };
    const second = new HttpServer(settings, silentLogger());
    await second.mount(api as unknown as HttpApi);
    await expect(second.listen()).rejects.toMatchObject({ code: 'failed_precondition', hint: expect.stringContaining('SONG_PORT') });
    await second.close();
  });
});

describe('when it is documented', () => {
  it('describes each operation and lists its problems', async () => {
    const { paths } = (await ask('/document')).body;
    expect(paths['/songs/{id}'].get).toMatchObject({
      operationId: 'getSong',
      description: 'For read.',
      responses: { 500: { description: 'code: internal' } },
    });
    expect(paths['/songs/{id}'].put.responses[204]).toEqual({ description: 'Done; no content.' });
    expect(paths['/broken'].get.security).toEqual([]);
    expect(JSON.stringify(paths)).toContain(`#/components/schemas/${String((ref('Problem') as { $ref?: string }).$ref).replace('#', '')}`);
  });

  it('lists every route and who may use it', () => {
    expect(server.routes).toContainEqual({ method: 'PUT', url: '/songs/:id', access: 'write' });
    expect(server.routes).toContainEqual({ method: 'DELETE', url: '/songs/:id', access: undefined });
  });
});

describe('when the server closes', () => {
  it('lets an open response finish', async () => {
    const own = await serve(60_000);
    const answer = await fetch(`${own.base}/stream`);
    const reader = answer.body?.getReader();
    await reader?.read();
    const end = endStream;
    const closed = own.server.close();
    end();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('two\n');
    await closed;
  });

  it('cuts off one that lasts too long', async () => {
    const own = await serve(50);
    const answer = await fetch(`${own.base}/stream`);
    const body = answer.text();
    await Promise.all([own.server.close(), expect(body).rejects.toThrow()]);
    await expect(fetch(`${own.base}/stream`)).rejects.toThrow();
  });
});
