import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@catalogsync/runtime';
import { afterEach, describe, expect, it } from '@jest/globals';
import { inSpan, openSpan, startTracing, type Tracing } from './index.js';

// Real here: the SDK, OTLP over HTTP on loopback.
interface Sent {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

const servers: Server[] = [];
let tracing: Tracing | undefined;
afterEach(async () => {
  await tracing?.stop(0);
  tracing = undefined;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A collector that keeps what it is sent, or never answers. */
async function collector(answers = true): Promise<{ readonly endpoint: string; readonly spans: Sent[] }> {
  const spans: Sent[] = [];
  const server = createServer(async (request, response) => {
    if (!answers) return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as {
      resourceSpans: { scopeSpans: { spans: Sent[] }[] }[];
    };
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

const begin = (endpoint: string, ratio = 1): Promise<Tracing> =>
  startTracing({ endpoint, ratio, headers: {}, serviceName: 'test', version: '1' }, silentLogger());
const named = (name: string, more = {}) => ({ name, kind: 'server', ...more }) as const;
const codeOf = (): string => 'not_found';
const stranger = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('when spans are exported', () => {
  it('sends each with its parent, its trace and how it ended', async () => {
    const { endpoint, spans } = await collector();
    tracing = await begin(endpoint);
    const outer = openSpan(() => named('outer', { parent: stranger }));
    await outer?.run(async () => {
      await sleep(1);
      expect(tracing?.ids()).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
      await inSpan(
        () => named('inner'),
        async () => undefined,
        codeOf,
      );
      await expect(
        inSpan(
          () => named('failing'),
          () => Promise.reject(new Error('no')),
          codeOf,
        ),
      ).rejects.toThrow();
    });
    outer?.end({ 'http.response.status_code': 200 });
    expect([outer?.traceparent?.slice(0, 35), tracing.ids()]).toEqual([stranger.slice(0, 35), {}]);
    await tracing.stop(5_000);
    const byName = new Map(spans.map((span) => [span.name, span]));
    const top = byName.get('outer');
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']));
    expect([top?.parentSpanId, byName.get('inner')?.parentSpanId, byName.get('failing')?.parentSpanId]).toEqual([
      'b7ad6b7169203331',
      top?.spanId,
      top?.spanId,
    ]);
    expect(byName.get('failing')?.attributes).toContainEqual({ key: 'catalogsync.fault', value: { stringValue: 'not_found' } });
  });

  it('lets a stranger name the trace, but not decide that it is kept', async () => {
    const { endpoint, spans } = await collector();
    tracing = await begin(endpoint, 0);
    openSpan(() => named('forced', { parent: stranger, isOfStranger: true }))?.end();
    openSpan(() => named('asked by a service', { parent: stranger }))?.end();
    await tracing.stop(5_000);
    expect(spans.map(({ name }) => name)).toEqual(['asked by a service']);
  });

  it.each(['', 'x', `ff${stranger.slice(2)}`, '00-00000000000000000000000000000000-b7ad6b7169203331-01'])(
    'begins a trace anew at %p',
    async (parent) => {
      const { endpoint, spans } = await collector();
      tracing = await begin(endpoint);
      openSpan(() => named('first', { parent }))?.end();
      await tracing.stop(5_000);
      expect(spans).toEqual([expect.not.objectContaining({ traceId: '0af7651916cd43dd8448eb211c80319c' })]);
    },
  );
});

describe('when the collector hangs or is away', () => {
  it.each([
    ['hangs', () => collector(false)],
    ['is away', async () => ({ endpoint: 'http://127.0.0.1:9' })],
  ])('goes on with its work and ends without it: %s', async (_how, made) => {
    tracing = await begin((await made()).endpoint);
    for (let count = 0; count < 5_000; count++) openSpan(() => named('many'))?.end();
    const late = Symbol('late');
    const ended = await Promise.race([tracing.stop(200).then(() => 'ended'), sleep(10_000, late, { ref: false })]);
    expect(ended).toBe('ended');
  });
});

describe('when nobody listens', () => {
  it('opens no span and does the work', async () => {
    expect(openSpan(() => named('none'))).toBeUndefined();
    expect(
      await inSpan(
        () => named('none'),
        async () => 7,
        codeOf,
      ),
    ).toBe(7);
  });
});
