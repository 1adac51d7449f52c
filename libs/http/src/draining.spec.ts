import { Agent, get } from 'node:http';
import { silentLogger } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import { faultProblems, HttpServer, requestFault, route, VersionedReads, versionedOperation } from './index.js';

// Real here: HTTP on loopback, clients that keep their connections.
const limits = { requestMs: 5_000, drainMs: 1_000 };
const described = { tag: 't', summary: 's', access: 'open', answers: { 200: null }, problems: [] };
const version = {};
const reads = new VersionedReads(
  { current: () => version, headersOf: () => ({ etag: '"1"' }), absent: () => requestFault('unknown_route', 'none') },
  { from: 1_000, keptBytes: 0 },
);

function started(): HttpServer {
  return new HttpServer({ host: '127.0.0.1', port: 0, keys: 'PORT', limits }, silentLogger());
}

const api = {
  routes: [
    route('ready', 'GET /readyz', { ...described, handle: (_call, { isDraining }) => ({ status: isDraining ? 503 : 200, body: {} }) }),
    route('guarded', 'GET /guarded', { ...described, handle: () => ({ body: { a: 1 } }) }),
    reads.route(
      versionedOperation({
        operationId: 'direct',
        method: 'GET',
        url: '/direct',
        ...described,
        path: {},
        query: {},
        read: () => ({ a: 1 }),
      }),
    ),
  ],
  access: { admit: () => undefined },
  problems: faultProblems('t'),
  style: { unknown: () => requestFault('unknown_route', 'none'), refusesOtherMethods: true },
};

interface Answered {
  readonly status: number;
  readonly connection: string | undefined;
}

const ask = (url: string, agent: Agent): Promise<Answered> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }));
    }).once('error', reject);
  });

describe('when a server drains behind a load balancer', () => {
  it('fails no request of clients that ask on until they see that it is not ready', async () => {
    const server = started();
    await server.mount(api);
    const base = await server.listen();
    let isReady = true;
    const statuses: number[] = [];
    const client = async (path: string): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (isReady) statuses.push((await ask(base + path, agent)).status);
      agent.destroy();
    };
    const clients = [client('/direct'), client('/direct'), client('/guarded')];
    const probe = new Agent({ keepAlive: true });
    const balancer = async (): Promise<void> => {
      while (isReady) isReady = (await ask(`${base}/readyz`, probe)).status === 200;
    };
    const watching = balancer();
    while (statuses.length < 200) await ask(`${base}/guarded`, probe);
    server.drain();
    await watching;
    await Promise.all(clients);
    probe.destroy();
    await server.close();
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('answers each connection once more and ends it, whatever way the route is answered', async () => {
    const server = started();
    await server.mount(api);
    const base = await server.listen();
    const agents = ['/direct', '/guarded'].map((path) => ({ path, agent: new Agent({ keepAlive: true, maxSockets: 1 }) }));
    const all = () => Promise.all(agents.map(({ path, agent }) => ask(base + path, agent)));
    const before = await all();
    server.drain();
    const after = await all();
    expect([before, after].map((answers) => answers.map(({ status, connection }) => [status, connection?.toLowerCase()]))).toEqual([
      [
        [200, 'keep-alive'],
        [200, 'keep-alive'],
      ],
      [
        [200, 'close'],
        [200, 'close'],
      ],
    ]);
    for (const { agent } of agents) agent.destroy();
    await server.close();
  });
});
