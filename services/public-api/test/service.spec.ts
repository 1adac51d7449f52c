import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkHealth } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { printManifest } from '@catalogsync/snapshot-format';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';
import { ask } from './http-client.js';
import { manifestOf, snapshotIds, temporaryFolder, writeSnapshotDatabase } from './snapshot-fixture.js';

// Real here: the whole service with Nest, gRPC, the follower and a publication folder.
const context = { log: silentLogger(), clock: systemClock };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: RunningService;
let base: string;

const inFolder = (name: string): string => join(folder.path, name);

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  ROOT_DIR: folder.path,
  SNAPSHOT_DIR: inFolder('publication'),
  SNAPSHOT_TRUSTED_KEYS: 'none',
  SNAPSHOT_POLL_SECONDS: '1',
  PUBLIC_API_HOST: '127.0.0.1',
  PUBLIC_API_PORT: '0',
  ...more,
});

/** Publishes flat, as `export-snapshot` does: the database first, the manifest last. */
function publish(index: 0 | 1, damage?: (file: string) => void): void {
  const snapshotId = snapshotIds[index];
  const file = inFolder('catalog_read.db.tmp');
  writeSnapshotDatabase(file, snapshotId);
  const manifest = {
    ...manifestOf(snapshotId, index + 1),
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    db_sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    db_size_bytes: statSync(file).size,
  };
  damage?.(file);
  renameSync(file, join(inFolder('publication'), 'catalog_read.db'));
  writeFileSync(inFolder('manifest.tmp'), printManifest(manifest));
  renameSync(inFolder('manifest.tmp'), join(inFolder('publication'), 'manifest.json'));
}

const snapshotId = async (): Promise<unknown> => (await ask(base, '/v1/snapshot')).json().manifest.snapshotId;

beforeAll(async () => {
  folder = await temporaryFolder();
  mkdirSync(inFolder('publication'));
  publish(0);
  running = await service.start(service.configure(environment()), context);
  base = running.addresses.http ?? '';
});

afterAll(async () => {
  await running.stop();
  folder.remove();
});

describe('when the service runs', () => {
  it('serves the published snapshot and its health check', async () => {
    expect(await snapshotId()).toBe(snapshotIds[0]);
    expect((await ask(base, '/v1/tracks/1')).json().name).toBe('七里香');
    expect(await checkHealth(running.addresses.grpc, { deadlineMs: 2000 })).toBe('serving');
  });

  it('returns 503 for links as long as there is no key', async () => {
    for (const path of ['/v1/tracks/1/playback', '/v1/tracks/1/stream']) {
      const answer = await ask(base, path);
      expect([path, answer.status, answer.json().code]).toEqual([path, 503, 'playback_unavailable']);
    }
  });

  it('keeps the old snapshot when a new one is damaged, says so, and adopts the next good one without failing a request', async () => {
    await ensureKeyRing(inFolder('keys'), 'playback', new Date());
    const statuses = new Set<number>();
    let asking = true;
    const load = (async () => {
      while (asking) statuses.add((await ask(base, '/v1/playlists/4/tracks?limit=5')).status);
    })();
    publish(1, (file) => {
      const bytes = readFileSync(file);
      bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    });
    await until(async () => (await ask(base, '/readyz')).json().fault !== null);
    const ready = await ask(base, '/readyz');
    expect([ready.status, ready.json().snapshotId, ready.json().fault.code]).toEqual([200, snapshotIds[0], 'data_corrupt']);
    publish(1);
    // A refused snapshot is checked again after a pause; a new manifest would be checked immediately.
    await until(async () => (await snapshotId()) === snapshotIds[1]);
    await until(async () => (await ask(base, '/readyz')).json().fault === null);
    asking = false;
    await load;
    expect([...statuses]).toEqual([200]);
  });
});

describe('when the port is taken', () => {
  let other: Server;
  beforeAll(async () => {
    other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    other.close();
  });

  it('names it and the key to change, and leaves nothing running', async () => {
    const { port } = other.address() as AddressInfo;
    const more = { PUBLIC_API_PORT: String(port), PUBLIC_API_RPC: `unix:${inFolder('second.sock')}`, CACHE_DIR: inFolder('cache2') };
    const failure = await service.start(service.configure(environment(more)), context).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'failed_precondition', hint: expect.stringContaining('PUBLIC_API_PORT') });
    expect((failure as Error).message).toContain(`127.0.0.1:${port}`);
    expect(await checkHealth(`unix:${inFolder('second.sock')}`, { deadlineMs: 300 })).toBe('unreachable');
  });
});

describe('when it is stopped', () => {
  it('closes open connections within five seconds and accepts no more', async () => {
    const more = { PUBLIC_API_RPC: `unix:${inFolder('third.sock')}`, CACHE_DIR: inFolder('cache3') };
    const third = await service.start(service.configure(environment(more)), context);
    const { port } = new URL(third.addresses.http ?? '');
    // A client that never finishes its request must not hold up the service.
    const slow = connect(Number(port), '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('GET /v1/tracks HTTP/1.1\r\nHost: x\r\n');
    await sleep(50);
    const started = performance.now();
    await Promise.all([third.stop(), third.stop()]);
    expect(performance.now() - started).toBeLessThan(5000);
    await expect(ask(third.addresses.http ?? '', '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    slow.destroy();
  });
});

describe('when the system chooses the port of the origin', () => {
  it('returns links to where the origin of its process currently listens', async () => {
    const keys = inFolder('keys4');
    await ensureKeyRing(keys, 'playback', new Date(systemClock.now()));
    const ring = keyRingFiles(keys, 'playback').signing;
    const more = {
      ORIGIN_PORT: '0',
      PUBLIC_API_RPC: `unix:${inFolder('fourth.sock')}`,
      CACHE_DIR: inFolder('cache4'),
      PLAYBACK_SIGNING_KEYS: ring,
    };
    const at: { origin?: string } = { origin: 'http://127.0.0.1:4711' };
    const fourth = await service.start(service.configure(environment(more)), {
      ...context,
      addressOf: (name) => (name === 'origin' ? at.origin : undefined),
    });
    const play = async () => (await ask(fourth.addresses.http ?? '', '/v1/tracks/1/playback')).json();
    expect((await play()).url).toMatch(/^http:\/\/127\.0\.0\.1:4711\//);
    at.origin = 'http://127.0.0.1:4712';
    expect((await play()).url).toMatch(/^http:\/\/127\.0\.0\.1:4712\//);
    delete at.origin;
    expect((await play()).code).toBe('playback_unavailable');
    await fourth.stop();
  });

  it('refuses to start without an origin next to it: its links would lead nowhere', async () => {
    const more = { ORIGIN_PORT: '0', PUBLIC_API_RPC: `unix:${inFolder('fifth.sock')}`, CACHE_DIR: inFolder('cache5') };
    await expect(service.start(service.configure(environment(more)), context)).rejects.toMatchObject({
      code: 'failed_precondition',
      hint: expect.stringContaining('ORIGIN_BASE_URL'),
    });
    const elsewhere = await service.start(service.configure(environment({ ...more, ORIGIN_BASE_URL: 'https://nas.example' })), context);
    await elsewhere.stop();
  });
});

describe('when it is configured', () => {
  it('names every fault at once', () => {
    expect(() => service.configure({ PUBLIC_API_PORT: '99999', PLAYBACK_TTL_SECONDS: '5', ORIGIN_BASE_URL: 'ftp://nas' })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringMatching(/ORIGIN_BASE_URL.*PUBLIC_API_PORT.*PLAYBACK_TTL_SECONDS/),
      }),
    );
  });
});
