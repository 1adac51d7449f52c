import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { silentLogger } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  choice,
  faultProblems,
  type HttpApi,
  HttpServer,
  PreparedJson,
  pathId,
  privateData,
  RequestFault,
  requestFault,
  VersionedReads,
  versionedOperation,
} from './index.js';

// Real here: sockets on loopback. Whatever a client sends, it must not matter which way the answer went: that of Node and
// Fastify is taken whenever a request has a field about the connection.
const version = { name: 'v1' };
const reads = new VersionedReads(
  {
    current: () => version,
    headersOf: ({ name }) => ({ ...privateData, etag: `W/"${name}"`, vary: 'accept-encoding' }),
    movedTo: (_version, _operation, { id }) => (id === 4 ? '/songs/5' : undefined),
    absent: () => requestFault('unknown_route', 'no such song'),
  },
  { from: 200, keptBytes: 100_000 },
);
const common = { method: 'GET', tag: 'songs', access: 'token', problems: [], answers: {}, summary: '' } as const;
const id = pathId({ min: 1 }, 'an id is a positive whole number');
const size = choice('size', ['short', 'long', 'huge', '大'], { description: '' });
const bodies = { short: '七里香', long: 'x'.repeat(1_000), huge: 'y'.repeat(20_000), 大: '大' };
const getSong = versionedOperation({
  ...common,
  operationId: 'getSong',
  url: '/songs/:id',
  path: { id },
  query: { size },
  read: ({ path, query }) => (path.id > 3 ? undefined : { id: path.id, name: bodies[query.size ?? 'short'] }),
});
const listSongs = versionedOperation({
  ...common,
  operationId: 'listSongs',
  url: '/songs',
  path: {},
  query: {},
  read: () => ({ items: [] }),
});

/** Larger than what is kept. */
const getScore = versionedOperation({
  ...common,
  operationId: 'getScore',
  url: '/scores/:id',
  path: { id },
  query: {},
  read: ({ path }) => PreparedJson.list(Buffer.from(`"${String(path.id % 10).repeat(200_000)}"`)),
});

const api: HttpApi = {
  routes: [getSong, listSongs, getScore].map((operation) => reads.route(operation as never)),
  access: {
    admit: () => undefined,
    admitDirect: ({ headers }) => {
      if (headers.authorization === 'Bearer wrong') throw new RequestFault('unauthenticated', 'who?');
    },
  },
  problems: faultProblems('songs'),
  style: { unknown: (_request, malformed) => malformed ?? requestFault('unknown_route', 'no such route'), refusesOtherMethods: true },
};

const limits = { requestMs: 1_000, drainMs: 100, headerBytes: 8_000 };
const server = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'PORT', limits }, silentLogger());
let port: number;
beforeAll(async () => {
  await server.mount(api);
  port = Number(new URL(await server.listen()).port);
});
afterAll(() => server.close());

/** One answer, head and body, with the date left out. */
async function answerOn(socket: Socket, request: string): Promise<{ head: string[]; body: string }> {
  socket.write(request, 'latin1');
  let text = '';
  for (;;) {
    const [part] = (await once(socket, 'data')) as [Buffer];
    text += part.toString('latin1');
    const [head = '', body = ''] = text.split('\r\n\r\n', 2);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (!text.includes('\r\n\r\n') || (!request.startsWith('HEAD') && body.length < length)) continue;
    return { head: head.split('\r\n').filter((line) => !/^date:/i.test(line)), body };
  }
}

const requestText = (target: string, fields = '', method = 'GET'): string => `${method} ${target} HTTP/1.1\r\nHost: nas\r\n${fields}\r\n`;

async function alone(request: string): Promise<{ head: string[]; body: string }> {
  const socket = connect(port, '127.0.0.1');
  try {
    return await answerOn(socket, request);
  } finally {
    socket.destroy();
  }
}

const nodesWay = 'TE: trailers\r\n';

describe('when a request for a direct route has the usual form', () => {
  const targets = ['/songs/1', '/songs/2?size=long', '/songs/3?size=huge', '/songs/1?size=%E5%A4%A7', '/songs', '/songs/4', '/songs/9'];
  const odd = [
    '/songs/0',
    '/songs/x',
    '/songs/',
    '/songs//1',
    '/songs/%31',
    '/songs/1?size=no',
    '/songs/1?size',
    '/songs/1?other=1',
    '/no',
    '/',
  ];
  const twice = [
    '/songs/1?size=long&size=long',
    '/songs/1?',
    '/songs/1?size=%',
    '/songs/1?__proto__=1',
    '/songs/constructor',
    `/songs/${'1'.repeat(120)}`,
  ];
  const fields = [
    '',
    'Accept-Encoding: gzip, br\r\n',
    'If-None-Match: W/"v1"\r\n',
    'if-none-match: *\r\n',
    'Authorization: Bearer wrong\r\n',
  ];

  it('answers what Node and Fastify answer, byte for byte', async () => {
    for (const target of [...targets, ...odd, ...twice]) {
      for (const field of fields) {
        const short = await alone(requestText(target, field));
        expect([target, field, short]).toEqual([target, field, await alone(requestText(target, nodesWay + field))]);
      }
    }
  }, 60_000);

  it('says the same in whatever order requests come on one connection, and however they are cut', async () => {
    const one = fc.record({
      target: fc.constantFrom(...targets, ...odd),
      field: fc.constantFrom(...fields, nodesWay),
      method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST'),
      cut: fc.nat({ max: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 6 }), async (requests) => {
        const socket = connect(port, '127.0.0.1');
        for (const { target, field, method } of requests) {
          const text = requestText(target, field, method);
          expect((await answerOn(socket, text)).head[0]).toBe(
            (await alone(requestText(target, nodesWay + field.replace(nodesWay, ''), method))).head[0],
          );
        }
        socket.destroy();
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('answers several in one packet in their order, and one that comes in pieces', async () => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (part) => {
      text += part.toString('latin1');
    });
    const close = 'Connection: close\r\n';
    socket.write(requestText('/songs/1') + requestText('/songs/2') + requestText('/songs/3').slice(0, 9));
    // The third began in the packet of the first two: it was read with them.
    while (!text.includes('{"id":2')) await once(socket, 'data');
    socket.write(requestText('/songs/3', close).slice(9));
    await once(socket, 'close');
    expect([...text.matchAll(/\{"id":(\d)/g)].map(([, number]) => number)).toEqual(['1', '2', '3']);
  });

  it('counts each request once', async () => {
    const countOf = async (): Promise<number> =>
      [...((await server.metrics[0]?.samples()) ?? [])].reduce((sum, { value }) => sum + value, 0);
    const before = await countOf();
    for (const target of ['/songs/1', '/songs/9', '/songs/x']) await alone(requestText(target));
    await alone(requestText('/songs/1', nodesWay));
    expect((await countOf()) - before).toBe(4);
  });
});

describe('when a request is not what it seems', () => {
  it.each([
    ['without a host', 'GET /songs/1 HTTP/1.1\r\n\r\n', 'HTTP/1.1 400'],
    ['with a body', `${requestText('/songs/1', 'Content-Length: 3\r\n')}abc`, 'HTTP/1.1 200'],
    ['with bare line feeds', 'GET /songs/1 HTTP/1.1\nHost: nas\n\n', 'HTTP/1.1 400'],
    ['with a folded field', requestText('/songs/1', 'X-A: b\r\n c\r\n'), 'HTTP/1.1 400'],
    ['with a space before the colon', requestText('/songs/1', 'X-A : b\r\n'), 'HTTP/1.1 400'],
    ['of another version', 'GET /songs/1 HTTP/3.0\r\nHost: nas\r\n\r\n', 'HTTP/1.1 400'],
    ['with a head too long', requestText('/songs/1', `X-A: ${'b'.repeat(9_000)}\r\n`), 'HTTP/1.1 431'],
  ])('%s is Node’s to judge', async (_what, request, status) => {
    expect((await alone(request)).head[0]).toContain(status);
  });
});

describe('when a connection is silent', () => {
  it('ends it with 408 if no request ever comes', async () => {
    const socket = connect(port, '127.0.0.1');
    const [text] = (await once(socket, 'data')) as [Buffer];
    expect(text.toString()).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket, 'close');
  }, 30_000);

  it('ends waiting ones when the server closes', async () => {
    const own = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'PORT', limits }, silentLogger());
    await own.mount(api);
    const socket = connect(Number(new URL(await own.listen()).port), '127.0.0.1');
    await answerOn(socket, requestText('/songs/1'));
    await Promise.all([once(socket, 'close'), own.close()]);
  });
});

describe('when a client does not take its answers', () => {
  it('sends it each as it was, whatever others are answered meanwhile', async () => {
    const slow = connect(port, '127.0.0.1').pause();
    await once(slow, 'connect');
    // More than the system keeps for a connection.
    const asked = Array.from({ length: 60 }, (_, index) => index + 1);
    for (const score of asked) {
      slow.write(requestText(`/scores/${score}`));
      await alone(requestText('/scores/10'));
    }
    const parts: Buffer[] = [];
    let ends = 0;
    slow.on('data', (part: Buffer) => {
      parts.push(part);
      if (part.includes(']')) ends++;
      if (ends === asked.length) slow.destroy();
    });
    await once(slow.resume(), 'close');
    const text = Buffer.concat(parts).toString('latin1');
    const bodies = Array.from(text.matchAll(/\["(\d+)"\]/g), ([, body = '']) => body);
    expect(bodies.map((body) => body === body[0]?.repeat(200_000) && Number(body[0]))).toEqual(asked.map((score) => score % 10));
  });
});
