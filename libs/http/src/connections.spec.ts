import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Logger } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { clientAddress, demandRate, faultProblems, type HttpApi, HttpServer, object, privateData, requestFault, route } from './index.js';

// Real here: sockets on loopback. Limits are short; tests wait for what happens, never for a time.
const common = { tag: 'x', access: 'open', problems: [], answers: {}, summary: '' } as const;
const endless = (): Readable =>
  new Readable({
    read() {
      this.push(Buffer.alloc(64 * 1024));
    },
  });
let cuts = 0;
const leastRate = { bytesPerSecond: 1_000_000, windowMs: 1_000 };

const api: HttpApi = {
  routes: [
    route('who', 'GET /who', {
      ...common,
      handle: ({ request }) => ({ body: { ip: clientAddress(request), host: request.host, protocol: request.protocol } }),
    }),
    route('put', 'PUT /put', { ...common, body: object({ x: Type.String() }), handle: () => ({ status: 204 }) }),
    route('endless', 'GET /endless', {
      ...common,
      handle: (_call, { response }) => {
        demandRate(response, leastRate, () => {
          cuts += 1;
        });
        return { body: endless() };
      },
    }),
  ],
  access: { admit: () => undefined },
  problems: faultProblems('x'),
  style: { headers: privateData, unknown: () => requestFault('unknown_route', 'no such route'), refusesOtherMethods: false },
};

const warnings: unknown[] = [];
const log = { warn: (details: unknown) => warnings.push(details), error: () => undefined } as unknown as Logger;
const open: HttpServer[] = [];

async function serve(more: { readonly trustedProxies?: readonly string[]; readonly connections?: number } = {}): Promise<number> {
  const limits = { requestMs: 1_000, drainMs: 100, headerBytes: 2_000 };
  const server = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'PORT', limits, ...more }, log);
  open.push(server);
  await server.mount(api);
  return Number(new URL(await server.listen()).port);
}

let port: number;
beforeAll(async () => {
  port = await serve();
});
afterAll(() => Promise.all(open.map((server) => server.close())));

/** Writes, and reads until the server ends the connection. */
async function exchange(text: string, at = port): Promise<string> {
  const socket = connect(at, '127.0.0.1');
  socket.write(text);
  return readToEnd(socket);
}

async function readToEnd(socket: Socket): Promise<string> {
  let read = '';
  socket.setEncoding('utf8').on('data', (part) => {
    read += part;
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return read;
}

const who = async (at: number, headers: string): Promise<{ ip: string; host: string; protocol: string }> =>
  JSON.parse((await exchange(`GET /who HTTP/1.1\r\nHost: nas\r\nConnection: close\r\n${headers}\r\n`, at)).split('\r\n\r\n')[1] ?? '');

describe('when a client is slow', () => {
  it('ends a request whose head never comes to an end', async () => {
    expect(await exchange('GET /who HTTP/1.1\r\nHost: nas\r\nX-Slow: ')).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*did not arrive in time/,
    );
  }, 60_000);

  it('ends a request whose body never comes to an end', async () => {
    const answer = await exchange('PUT /put HTTP/1.1\r\nHost: nas\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  }, 60_000);

  it('ends a request that comes a byte at a time', async () => {
    const socket = connect(port, '127.0.0.1');
    const text = 'GET /who HTTP/1.1\r\nHost: nas\r\nX-Slow: ';
    let at = 0;
    const drip = setInterval(() => socket.write(text[at++] ?? 'x'), 50);
    try {
      expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 /);
    } finally {
      clearInterval(drip);
    }
  }, 60_000);

  it('cuts a download that is read too slowly, and no other', async () => {
    const slow = connect(port, '127.0.0.1');
    slow.write('GET /endless HTTP/1.1\r\nHost: nas\r\n\r\n');
    slow.on('error', () => undefined);
    // It takes what its own system buffers, and then nothing.
    slow.pause();
    const quick = connect(port, '127.0.0.1');
    quick.write('GET /endless HTTP/1.1\r\nHost: nas\r\n\r\n');
    let read = 0;
    quick.on('data', (part) => {
      read += part.length;
    });
    while (cuts === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(cuts).toBe(1);
    const before = read;
    while (read === before) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(quick.destroyed).toBe(false);
    for (const socket of [slow, quick]) socket.destroy();
  }, 60_000);
});

describe('when there are too many connections', () => {
  it('closes further ones at once, says so once, and takes new ones when there is room', async () => {
    const full = await serve({ connections: 2 });
    const held = [connect(full, '127.0.0.1'), connect(full, '127.0.0.1')];
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    // The server counts a connection once it has accepted it.
    for (const socket of held) socket.write('GET /who HTTP/1.1\r\nHost: nas\r\n\r\n');
    await Promise.all(held.map((socket) => once(socket, 'data')));
    for (let more = 0; more < 5; more += 1) expect(await readToEnd(connect(full, '127.0.0.1'))).toBe('');
    expect(warnings).toEqual([{ most: 2, refused: 1 }]);
    for (const socket of held) socket.destroy();
    let answer = '';
    while (!answer.startsWith('HTTP/1.1 200')) answer = await exchange('GET /who HTTP/1.1\r\nHost: nas\r\nConnection: close\r\n\r\n', full);
  }, 60_000);
});

describe('when the head of a request is too long', () => {
  it('answers 431 with the limit in a problem', async () => {
    const [head = '', body = ''] = (await exchange(`GET /who HTTP/1.1\r\nHost: nas\r\nX-Long: ${'x'.repeat(5_000)}\r\n\r\n`)).split(
      '\r\n\r\n',
    );
    expect(head).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n[\s\S]*content-type: application\/problem\+json/);
    expect(head).toMatch(/x-content-type-options: nosniff/);
    expect(JSON.parse(body)).toMatchObject({ status: 431, detail: expect.stringContaining('2000 bytes'), hint: expect.any(String) });
  });
});

describe('when a request was forwarded', () => {
  const told = 'X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: music.example\r\n';

  it('does not believe a sender that is not a trusted proxy', async () => {
    expect(await who(port, told)).toEqual({ ip: '127.0.0.1', host: 'nas', protocol: 'http' });
    const other = await serve({ trustedProxies: ['10.0.0.0/8', '::1'] });
    expect(await who(other, told)).toEqual({ ip: '127.0.0.1', host: 'nas', protocol: 'http' });
  });

  it.each([['127.0.0.1'], ['127.0.0.0/8'], ['::ffff:127.0.0.1'], ['fe80::/10', '127.0.0.1']])(
    'believes a trusted proxy (%s, %s)',
    async (...trustedProxies) => {
      const proxied = await serve({ trustedProxies });
      expect(await who(proxied, told)).toEqual({ ip: '198.51.100.7', host: 'music.example', protocol: 'https' });
    },
  );

  it('takes the rightmost address that is not a trusted proxy, whatever the client claims before it', async () => {
    const proxied = await serve({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'] });
    const ipOf = async (chain: string): Promise<string> => (await who(proxied, `X-Forwarded-For: ${chain}\r\n`)).ip;
    expect(await ipOf('1.1.1.1, 198.51.100.7, 10.0.0.3')).toBe('198.51.100.7');
    expect(await ipOf('127.0.0.1, 198.51.100.7')).toBe('198.51.100.7');
    expect(await ipOf('::ffff:198.51.100.7')).toBe('198.51.100.7');
    expect(await ipOf('fe80::7%eth0')).toBe('fe80::7');
    expect(await ipOf('2001:db8::7')).toBe('2001:db8::7');
    for (const nonsense of ['unknown', '"><script>', '198.51.100.7:99']) expect(await ipOf(nonsense)).toBe('127.0.0.1');
  });
});
