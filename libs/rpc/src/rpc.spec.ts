import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { snapshotV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { printMetrics, silentLogger } from '@catalogsync/runtime';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { service as healthService } from 'grpc-health-check';
import type { Observable } from 'rxjs';
import { type RpcServer, startRpcServer } from '../test/testing.js';
import { checkHealth, createRpcClient, type RpcClient, streamOf } from './index.js';

// Real here: Nest, grpc-js, a Unix socket, the generated codec.
let streamEnded = false;
/** What slow calls wait for: longer than their callers. */
const callsEnded = Promise.withResolvers<void>();

@Controller()
@snapshotV1.SnapshotServiceControllerMethods()
class Probe implements snapshotV1.SnapshotServiceController {
  publish(): Observable<snapshotV1.PublishResponse> {
    return streamOf(async function* (signal) {
      try {
        for (let done = 0; done < 1000 && !signal.aborted; done++) {
          yield { progress: { phase: 'rows', done, total: 1000 } };
          await sleep(5);
        }
      } finally {
        streamEnded = true;
      }
    });
  }
  async listSnapshots(): Promise<snapshotV1.ListSnapshotsResponse> {
    throw new TypeError('secret of the house');
  }
  async verifySnapshot(): Promise<snapshotV1.VerifySnapshotResponse> {
    throw new Fault('unsupported', 'not here');
  }
  async refresh(): Promise<snapshotV1.RefreshResponse> {
    return {};
  }
  async rollback(request: snapshotV1.RollbackRequest): Promise<snapshotV1.RollbackResponse> {
    if (request.snapshotId === 'slow') await callsEnded.promise;
    if (request.snapshotId === 'busy') throw new Fault('rate_limited', 'too often', { retryAfterMs: 90_000.5 });
    throw new Fault('not_found', `no snapshot ${request.snapshotId}`, { hint: 'List them first.' });
  }
}

const definition = snapshotV1.SnapshotServiceService;
let server: RpcServer;
let client: RpcClient<typeof definition>;

beforeAll(async () => {
  const address = `unix:${join(mkdtempSync(join(tmpdir(), 'rpc-')), 's.sock')}`;
  server = await startRpcServer({
    module: { module: class Root {}, controllers: [Probe] },
    definitions: { 'catalogsync.snapshot.v1.SnapshotService': definition },
    address,
    log: silentLogger(),
  });
  client = createRpcClient(definition, { address, service: 'snapshot' });
});

afterAll(async () => {
  callsEnded.resolve();
  client.close();
  await server.stop();
});

describe('when a service throws', () => {
  it('carries a Fault over the wire with its code, message, hint and retry advice', async () => {
    const failure = client.rollback({ snapshotId: '快照' }, { deadlineMs: 20_000 });
    await expect(failure).rejects.toMatchObject({
      code: 'not_found',
      message: 'no snapshot 快照',
      hint: 'List them first.',
      retry: 'never',
      retryAfterMs: undefined,
    });
    const busy = client.rollback({ snapshotId: 'busy' }, { deadlineMs: 20_000 });
    await expect(busy).rejects.toMatchObject({ code: 'rate_limited', retry: 'later', retryAfterMs: 90_001 });
  });

  it('hides an unexpected error from the caller', async () => {
    const failure = await client.listSnapshots({}, { deadlineMs: 20_000 }).catch((error: unknown) => error as Fault);
    expect(failure).toMatchObject({ code: 'internal' });
    expect(String((failure as Fault).message)).not.toContain('secret');
  });
});

describe('when a call takes too long', () => {
  it('ends with timeout at its deadline', async () => {
    await expect(client.rollback({ snapshotId: 'slow' }, { deadlineMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('ends with canceled when the caller gives up', async () => {
    const failure = client.rollback({ snapshotId: 'slow' }, { deadlineMs: 20_000, signal: AbortSignal.timeout(30) });
    await expect(failure).rejects.toMatchObject({ code: 'canceled' });
  });
});

describe('when a stream is left early', () => {
  it('closes the sequence on the server', async () => {
    for await (const step of client.publish({ force: false, ofJob: false }, { deadlineMs: 20_000 })) {
      if ((step.progress?.done ?? 0) >= 3) break;
    }
    await until(() => streamEnded);
  });
});

describe('when nobody listens', () => {
  it('reports unavailable and names the service', async () => {
    const lonely = createRpcClient(definition, { address: 'unix:/nonexistent/x.sock', service: 'snapshot' });
    await expect(lonely.listSnapshots({}, { deadlineMs: 5000 })).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('snapshot'),
    });
    lonely.close();
  });
});

describe('when a service drains', () => {
  it('says so of itself and of each of its gRPC services, to who asks and to who watches, and answers on', async () => {
    const address = `unix:${join(mkdtempSync(join(tmpdir(), 'rpc-')), 'd.sock')}`;
    const name = 'catalogsync.snapshot.v1.SnapshotService';
    const draining = await startRpcServer({
      module: { module: class Draining {}, controllers: [Probe] },
      definitions: { [name]: definition },
      address,
      log: silentLogger(),
    });
    const health = createRpcClient(healthService, { address, service: 'snapshot' }) as unknown as {
      Check(request: object, limits: object): Promise<{ status: string }>;
      Watch(request: object, limits: object): AsyncIterable<{ status: string }>;
      close(): void;
    };
    const watched: string[] = [];
    const watching = (async () => {
      for await (const { status } of health.Watch({ service: name }, { deadlineMs: 20_000 })) {
        watched.push(status);
        if (status === 'NOT_SERVING') return;
      }
    })();
    await until(() => watched.length > 0);
    draining.setHealth(false);
    await watching;
    const asked = await Promise.all(['', name].map((service) => health.Check({ service }, { deadlineMs: 20_000 })));
    expect([watched, asked.map(({ status }) => status)]).toEqual([
      ['SERVING', 'NOT_SERVING'],
      ['NOT_SERVING', 'NOT_SERVING'],
    ]);
    const caller = createRpcClient(definition, { address, service: 'snapshot' });
    await expect(caller.rollback({ snapshotId: 'x' }, { deadlineMs: 20_000 })).rejects.toMatchObject({ code: 'not_found' });
    caller.close();
    health.close();
    await draining.stop();
  });
});

describe('when calls are counted', () => {
  it('counts each by method and status once, streams and refused ones too, and names no method that does not exist', async () => {
    const address = `unix:${join(mkdtempSync(join(tmpdir(), 'rpc-')), 'c.sock')}`;
    const counted = await startRpcServer({
      module: { module: class Counted {}, controllers: [Probe] },
      definitions: { 'catalogsync.snapshot.v1.SnapshotService': definition },
      address,
      log: silentLogger(),
    });
    const { metrics } = await counted.app.run('snapshot', []);
    const caller = createRpcClient(definition, { address, service: 'snapshot' });
    await expect(caller.rollback({ snapshotId: 'x' }, { deadlineMs: 20_000 })).rejects.toMatchObject({ code: 'not_found' });
    for await (const _ of caller.publish({ force: false, ofJob: false }, { deadlineMs: 20_000 })) break;
    const made = Object.fromEntries(
      Object.entries(definition).map(([method, one]) => [method, { ...one, path: one.path.replace('SnapshotService', 'MadeUp') }]),
    ) as unknown as typeof definition;
    const stranger = createRpcClient(made, { address, service: 'snapshot' });
    await expect(stranger.listSnapshots({}, { deadlineMs: 20_000 })).rejects.toBeInstanceOf(Fault);
    const samples = () => printMetrics([{ service: 'snapshot', families: metrics }], () => undefined);
    await until(async () => (await samples()).includes('CANCELLED'));
    const lines = (await samples()).split('\n').filter((line) => line.startsWith('catalogsync_rpc_requests_total'));
    expect(lines.filter((line) => !line.includes('method="unknown"')).sort()).toEqual([
      'catalogsync_rpc_requests_total{service="snapshot",method="catalogsync.snapshot.v1.SnapshotService/Publish",code="CANCELLED"} 1',
      'catalogsync_rpc_requests_total{service="snapshot",method="catalogsync.snapshot.v1.SnapshotService/Rollback",code="NOT_FOUND"} 1',
    ]);
    expect(await samples()).not.toContain('MadeUp');
    for (const one of [caller, stranger]) one.close();
    await counted.stop();
  });
});

describe('when a service has no calls of its own', () => {
  it('answers the health check and nothing else', async () => {
    const address = `unix:${join(mkdtempSync(join(tmpdir(), 'rpc-')), 'h.sock')}`;
    const quiet = await startRpcServer({ module: { module: class Quiet {} }, definitions: {}, address, log: silentLogger() });
    expect(await checkHealth(address, { deadlineMs: 20_000 })).toBe('serving');
    const caller = createRpcClient(definition, { address, service: 'quiet' });
    await expect(caller.listSnapshots({}, { deadlineMs: 20_000 })).rejects.toMatchObject({
      ...{ code: 'unsupported', message: expect.stringMatching(/^the \w+ service does not know this call: it is of an older version$/) },
      hint: expect.stringContaining('same version'),
    });
    caller.close();
    quiet.setHealth(false);
    expect(await checkHealth(address, { deadlineMs: 20_000 })).toBe('not_serving');
    await quiet.stop();
    expect(await checkHealth(address, { deadlineMs: 300 })).toBe('unreachable');
  });
});
