import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ensureConsoleLogin } from '@catalogsync/orchestrator';
import { printMetrics, type ServiceMetrics, silentLogger, systemClock } from '@catalogsync/runtime';
import { startTracing, type Tracing } from '@catalogsync/tracing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configureServices, type RunningHost, startHost } from '../src/host/host.js';
import { ephemeralPorts } from '../src/host/listening-ports.js';
import { rpcAddresses } from '../src/host/service-environment.js';
import { loadServices, startOrder } from '../src/host/services.js';
import { removeFolders, temporaryFolder } from './command-line.js';

// Real here: all six services in one process, gRPC over Unix sockets, HTTP, OTLP to a collector on loopback.
interface Sent {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

const workspace = process.cwd();
const spans: Sent[] = [];
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
  spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
  response.end('{}');
});

let host: RunningHost;
let tracing: Tracing;
let password: string;
let metrics: ServiceMetrics[];
beforeAll(async () => {
  const home = temporaryFolder();
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  tracing = await startTracing({ endpoint, headers: {}, serviceName: 'test', version: '1', ratio: 1 }, silentLogger());
  const db = join(home, 'catalogsync.db');
  password = (await ensureConsoleLogin({ db }))?.password ?? '';
  const environment = { ROOT_DIR: home, DB_PATH: db, ...ephemeralPorts, ...rpcAddresses({}, join(home, 'run')), START_RUNNER: 'true' };
  const configured = configureServices(await loadServices(startOrder), () => environment);
  host = await startHost(configured, { clock: systemClock, logFor: () => silentLogger(), signal: new AbortController().signal });
  metrics = host.metrics();
}, 120_000);
afterAll(async () => {
  await host.stop();
  collector.closeAllConnections();
  collector.close();
  removeFolders();
}, 60_000);

const consoleAddress = (): string => host.addressesOf('orchestrator').http ?? '';

async function logIn(): Promise<string> {
  const body = JSON.stringify({ username: 'admin', password });
  const headers = { 'content-type': 'application/json', origin: consoleAddress() };
  const answer = await fetch(`${consoleAddress()}/api/login`, { method: 'POST', headers, body });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const familyNames = (): string[] => [...new Set(metrics.flatMap(({ families }) => families.map(({ name }) => name)))].sort();

describe('when somebody asks the console for what the resolver knows', () => {
  it('makes one trace, from the request through the orchestrator to the resolver', async () => {
    const cookie = await logIn();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await fetch(`${consoleAddress()}/api/sources`, { headers: { cookie, traceparent } });
    expect(answer.status).toBe(200);
    await tracing.stop(10_000);
    const own = spans.filter(({ traceId }) => traceId === '0af7651916cd43dd8448eb211c80319c');
    const request = own.find(({ name }) => name === 'GET /api/sources');
    const [call] = own.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
    const served = own.find(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect([request?.parentSpanId, call?.name, served?.name]).toEqual([
      'b7ad6b7169203331',
      expect.stringMatching(/^catalogsync\.resolver\.v1\./),
      call?.name,
    ]);
  });
});

describe('when metrics are read', () => {
  it('shows those of every service of the process to who may read the console, and to nobody else', async () => {
    const cookie = await logIn();
    const answer = await fetch(`${consoleAddress()}/metrics`, { headers: { cookie } });
    const text = await answer.text();
    expect([answer.status, (await fetch(`${consoleAddress()}/metrics`)).status]).toEqual([200, 401]);
    for (const service of ['orchestrator', 'resolver', 'snapshot', 'origin', 'public-api', 'media-server']) {
      // What nobody has asked for yet has no value.
      if (service !== 'media-server') expect(text).toMatch(new RegExp(`^catalogsync_\\w+\\{service="${service}"`, 'm'));
    }
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('has bounded labels: names that are known, values that are words of this program', async () => {
    const known = [
      'service',
      'route',
      'status',
      'method',
      'code',
      'stage',
      'result',
      'source',
      'kind',
      'file',
      'use',
      'le',
      'snapshot_id',
      'alarm',
      'way',
    ];
    for (let stranger = 0; stranger < 50; stranger++) await fetch(`${consoleAddress()}/made-up-${stranger}?x=${stranger}`);
    const text = await printMetrics(metrics, (error) => {
      throw error;
    });
    const labels = [...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label);
    expect([...new Set(labels)].filter((label) => !known.includes(label ?? ''))).toEqual([]);
    expect(text).not.toContain('made-up');
  });

  it('describes each in docs/operations.md, and nothing else', () => {
    const page = readFileSync(join(workspace, 'docs/operations.md'), 'utf8');
    const described = [...page.matchAll(/^\| `(catalogsync_\w+)`/gm)].map(([, name]) => name ?? '').sort();
    expect(described).toEqual(familyNames());
  });

  it('is what the Grafana dashboard asks for', () => {
    const dashboard = JSON.parse(readFileSync(join(workspace, 'deploy/grafana/catalogsync.json'), 'utf8')) as {
      panels: { title: string; targets?: { expr: string }[]; datasource?: { uid: string } }[];
    };
    const series = metrics.flatMap(({ families }) =>
      families.flatMap(({ name, type }) => (type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name])),
    );
    const ofProcess = [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
      'process_open_fds',
    ];
    const asked = dashboard.panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => expr.match(/\b(?:catalogsync|process|nodejs)_\w+/g) ?? []),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => ![...series, ...ofProcess].includes(name))).toEqual([]);
    const uids = dashboard.panels.flatMap(({ datasource }) => datasource?.uid ?? []);
    expect(uids.filter((uid) => !/^\$\{datasource\}$/.test(uid))).toEqual([]);
  });
});
