import { describe, expect, it } from '@jest/globals';
import { growth } from '../../test/testing.js';
import { createLoggerTo } from './logger.js';

// Real here: pino, with its lines in memory.
function written(log: (logger: ReturnType<typeof createLoggerTo>) => void): string {
  const lines: string[] = [];
  log(createLoggerTo({ write: (line) => void lines.push(line) }, { service: 'resolver', level: 'trace' }));
  return lines.join('');
}

const shown = (...args: [unknown, ...unknown[]]): string => written((logger) => logger.info(...(args as [object])));

const key = 'hunter2-swordfish';

/** An object nested so deep. */
const nested = (levels: number): object => (levels === 0 ? { password: key } : { inside: nested(levels - 1) });

describe('when an entry holds a secret', () => {
  it.each<[string, unknown]>([
    ['at the top', { password: key }],
    ['six levels down', nested(6)],
    ['hundreds of levels down', nested(500)],
    ['in a list', { all: [{ a: [{ apiKey: key }] }] }],
    [
      'under names with other letters',
      { 'X-Api-Key': key, access_token: key, 'a.b[client-secret]': key, PASSWD: key, 'Set-Cookie': [key] },
    ],
    ['under an object of that name', { authorization: { scheme: 'x', value: key } }],
    [
      'in a map, a set and headers',
      { a: new Map<unknown, unknown>([['token', key]]), b: new Set([{ secret: key }]), c: new Headers({ cookie: key }) },
    ],
    ['in a flat list of headers', { rawHeaders: ['accept', '*/*', 'Authorization', key, 'x-api-key', key] }],
    ['in a private JWK', { key: { kty: 'OKP', crv: 'Ed25519', x: 'public', d: key } }],
    ['in an error', Object.assign(new Error(`no entry at https://u:${key}@host/x`), { config: { headers: { authorization: key } } })],
    ['in the causes of an error', { err: new Error('a', { cause: new AggregateError([Object.assign(new Error('b'), { token: key })]) }) }],
    [
      'beside a getter that throws',
      {
        get bad(): string {
          throw new Error(`password=${key}`);
        },
        password: key,
      },
    ],
    ['beside odd keys', Object.assign(Object.create(null) as object, { 0: 1, '': { 'a"b': { cookie: key } }, [Symbol('s')]: key })],
    ['in bytes', { body: Buffer.from(key) }],
    ['in an address', { url: new URL(`https://host/a?X-Amz-Signature=${key}&t=${key}`), more: `see https://${key}@host/` }],
    ['in an address with an odd password', `http://me:${key}/x@host:80/a and ftp://${key}:@host`],
    ['in a query', { q: `/rest/ping?u=me&p=${key}&%74oken=${key};sig=${key}` }],
    ['in a header line', `Authorization: Basic ${key}\ncookie: a=${key}; b=${key}`],
    ['in a JSON text', JSON.stringify({ refresh_token: key, a: 1 })],
    ['in a settings line', `LIDARR_API_KEY=${key}`],
    ['in a signed token', { at: `/play/eyJhbGciOiJFZERTQSJ9.${key}.${key}` }],
    ['in a key file', `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`],
    ['at the end of a text that is cut', `${'x '.repeat(4088)}https://user:${key}${'y'.repeat(300)}@host`],
    [
      'in a proxy that allows nothing',
      {
        p: new Proxy(
          { password: key },
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
      },
    ],
  ])('shows none %s', (_where, entry) => {
    expect(shown(entry)).not.toContain('hunter2');
    expect(shown({ entry })).not.toContain('hunter2');
    expect(shown({ a: 1 }, 'at %o', entry)).not.toContain('hunter2');
    if (typeof entry === 'string') expect(shown({ a: 1 }, entry)).not.toContain('hunter2');
  });

  it('shows none in what a child logger adds to each line', () => {
    const line = written((logger) =>
      logger
        .child({ call: { headers: { cookie: key } } })
        .child({ url: `http://a:${key}@b` })
        .warn('x'),
    );
    expect(line).not.toContain('hunter2');
    expect(JSON.parse(line)).toMatchObject({ service: 'resolver', msg: 'x', call: { headers: { cookie: '[secret]' } } });
  });

  it('hides it whatever else is in the entry', () => {
    for (const odd of [Number.NaN, 1n, null, undefined, () => key, Symbol('x'), new Date(Number.NaN), new Map([[{}, 1]])])
      expect(shown({ odd, deep: { odd, list: [odd, { odd, apikey: key }] } })).not.toContain('hunter2');
  });
});

describe('when an entry holds none', () => {
  it('shows it as it is', () => {
    const circle: Record<string, unknown> = { jobId: 4, path: '/music/a=b/Tokio Hotel.flac', ok: true, at: new Date(0), none: null };
    circle.self = circle;
    expect(JSON.parse(shown(circle, 'job %d of %s', 4, 'x'))).toMatchObject({
      jobId: 4,
      path: '/music/a=b/Tokio Hotel.flac',
      ok: true,
      at: '1970-01-01T00:00:00.000Z',
      self: '[circular]',
      msg: 'job 4 of x',
    });
    expect(JSON.parse(shown('https://host:8080/@artist?page=2'))).toMatchObject({ msg: 'https://host:8080/@artist?page=2' });
  });

  it('shows an error with its type, stack, code and causes', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'EIO' });
    expect(JSON.parse(shown(error))).toMatchObject({
      msg: 'outer',
      err: { type: 'TypeError', message: 'outer', code: 'EIO', stack: expect.stringContaining('logger.spec'), cause: { message: 'inner' } },
    });
  });
});

describe('when an entry is huge', () => {
  it('writes a bounded line in a bounded time', async () => {
    const wide = (size: number): object => ({ list: Array.from({ length: size * 1000 }, (_, at) => ({ at, name: 'x'.repeat(20) })) });
    expect(shown(wide(200)).length).toBeLessThan(100_000);
    expect(shown({ text: '://a:b'.repeat(200_000) }).length).toBeLessThan(20_000);
    const entries = new Map([1, 100].map((size) => [size, wide(size)]));
    expect(await growth((size) => shown(entries.get(size)), 1, 100)).toBeLessThan(10);
    const hostile = (size: number): string => '://a:b?c=d '.repeat(size * 10) + ':'.repeat(size * 10);
    expect(await growth((size) => shown({ text: hostile(size) }), 7, 70)).toBeLessThan(40);
  });
});

describe('when something is traced', () => {
  it('says of each line which trace it is of, also from a child, and nothing outside of any', () => {
    const lines: string[] = [];
    let ids: object = {};
    const options = { service: 'resolver', level: 'info', ids: () => ids } as const;
    const logger = createLoggerTo({ write: (line) => void lines.push(line) }, options);
    logger.info('before');
    ids = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) };
    logger.info('inside');
    logger.child({ part: 1 }).warn({ more: 2 }, 'inside too');
    const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(read.map(({ trace_id, span_id }) => [trace_id, span_id])).toEqual([
      [undefined, undefined],
      ['a'.repeat(32), 'b'.repeat(16)],
      ['a'.repeat(32), 'b'.repeat(16)],
    ]);
    expect(read[2]).toMatchObject({ part: 1, more: 2, msg: 'inside too' });
  });
});
