import { Counted, gauge, type ServiceMetrics, silentLogger } from '@catalogsync/runtime';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpServer, metricsApi } from './index.js';

// Real here: HTTP on loopback, the metrics of this process.
const open: HttpServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(services: readonly ServiceMetrics[], token = ''): Promise<string> {
  const server = new HttpServer(
    { host: '127.0.0.1', port: 0, keys: 'METRICS_PORT', limits: { requestMs: 5_000, drainMs: 100 } },
    silentLogger(),
  );
  open.push(server);
  await server.mount(metricsApi(() => services, token, silentLogger()));
  return server.listen();
}

describe('when metrics of several services are read', () => {
  it('prints each family once, with the values of every service and those of the process', async () => {
    const counts = [new Counted('catalogsync_things_total', 'Things.'), new Counted('catalogsync_things_total', 'Things.')];
    counts[0]?.add({ kind: 'a"\\\n' });
    counts[1]?.add({ kind: 'b' }, 3);
    const base = await serve(counts.map((count, at) => ({ service: `s${at}`, families: [count] })));
    const answer = await fetch(`${base}/metrics`);
    const text = await answer.text();
    expect(text).toContain(
      [
        '# HELP catalogsync_things_total Things.',
        '# TYPE catalogsync_things_total counter',
        'catalogsync_things_total{service="s0",kind="a\\"\\\\\\n"} 1',
        'catalogsync_things_total{service="s1",kind="b"} 3',
        '',
      ].join('\n'),
    );
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it('leaves out one that cannot be read, and prints the others', async () => {
    const failing = gauge('catalogsync_failing', 'Fails.', () => Promise.reject(new Error('no')));
    const base = await serve([{ service: 's', families: [failing, gauge('catalogsync_fine', 'Is fine.', () => 7)] }]);
    const text = await (await fetch(`${base}/metrics`)).text();
    expect(text).toContain('catalogsync_fine{service="s"} 7');
    expect(text).not.toContain('catalogsync_failing{');
  });

  it('counts no more sets of labels than a program has, whoever asks', async () => {
    const count = new Counted('catalogsync_flood_total', 'Flood.');
    for (let label = 0; label < 5_000; label++) count.add({ label: String(label) });
    expect(count.samples()).toHaveLength(1_000);
  });
});

describe('when metrics need a token', () => {
  it('shows them to who has it, and nothing else to anybody', async () => {
    const base = await serve([], 'right');
    const status = async (path: string, token?: string) =>
      (await fetch(base + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })).status;
    expect([await status('/metrics', 'right'), await status('/metrics', 'wrong'), await status('/metrics'), await status('/')]).toEqual([
      200, 401, 401, 401,
    ]);
    expect(await status('/other', 'right')).toBe(404);
  });
});
