import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { service as publicApi } from '@catalogsync/public-api';
import { type Environment, type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { ensureKeyRing } from '@catalogsync/signing';
import { service as snapshotService } from '@catalogsync/snapshot';
import { until } from '@catalogsync/testkit';
import { type ObjectServer, startFauxqs } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: two homes, the commands, both services, the SDK and HTTP on loopback, keys, signatures, databases. fauxqs plays the storage.
const running: RunningService[] = [];
let server: ObjectServer;
let address: string;
let nas: string;
let api: string;

async function run(...args: string[]): Promise<string> {
  const ended = await catalogsync(args);
  if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}

const context = { log: silentLogger(), clock: systemClock };
const stored = (): Environment => ({ SNAPSHOT_S3_KEYS: `${server.keys.accessKeyId}:${server.keys.secret}` });

/** Runs with a home of another host, which has the root document and nothing else of the publisher. */
async function startReader(home: string): Promise<string> {
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  await ensureKeyRing(join(home, 'keys'), 'playback', new Date());
  copyFileSync(join(nas, 'keys', 'publication-root.json'), join(home, 'keys', 'publication-root.json'));
  const environment: Environment = {
    ...stored(),
    ROOT_DIR: home,
    SNAPSHOT_SOURCE: address,
    SNAPSHOT_POLL_SECONDS: '1',
    PUBLIC_API_HOST: '127.0.0.1',
    PUBLIC_API_PORT: '0',
    ORIGIN_BASE_URL: 'http://nas.example:8423',
  };
  const started = await publicApi.start(publicApi.configure(environment), context);
  running.push(started);
  return started.addresses.http ?? '';
}

beforeAll(async () => {
  server = await startFauxqs('catalogue');
  address = `s3://catalogue/of/music?endpoint=${server.endpoint}&region=${server.region}`;
  nas = join(temporaryFolder(), 'nas');
  await run('keys', 'generate', '--home', nas);
  await run('init-db', '--db', join(nas, 'catalogsync.db'));
  const environment: Environment = {
    ...stored(),
    ROOT_DIR: nas,
    SNAPSHOT_MIRROR: address,
    SNAPSHOT_HOST: '127.0.0.1',
    SNAPSHOT_PORT: '0',
    SNAPSHOT_RPC: `unix:${join(nas, 'run', 'snapshot.sock')}`,
  };
  running.push(await snapshotService.start(snapshotService.configure(environment), context));
});
afterAll(async () => {
  for (const service of running.toReversed()) await service.stop();
  await server.stop();
  removeFolders();
});

const read = async (path: string) => (await fetch(`${api}${path}`)).json() as Promise<Record<string, never>>;
async function publish(): Promise<string> {
  const { snapshot } = JSON.parse(await run('snapshot', 'publish', '--force', '--home', nas, '--json'));
  return `${snapshot.snapshotId}`;
}

describe('when a publication reaches its readers through object storage', () => {
  it('is followed there by a host that knows only the root document, and new keys too', async () => {
    const first = await publish();
    api = await startReader(join(temporaryFolder(), 'cloud'));
    await until(async () => (await read('/readyz')).snapshotId === first);
    expect(await read('/readyz')).toMatchObject({ status: 'ready', stale: false, freshUntil: expect.any(String) });
    await run('keys', 'rotate', 'snapshot', '--home', nas);
    const second = await publish();
    await until(async () => (await read('/readyz')).snapshotId === second);
    expect(await read('/readyz')).toMatchObject({ fault: null });
  });

  it('is served on while the storage is away, which is said without its address', async () => {
    await server.stop();
    await until(async () => (await read('/readyz')).fault !== null);
    expect(await read('/readyz')).toMatchObject({
      status: 'ready',
      fault: { code: 'unavailable', message: 'the publication (in object storage) cannot be reached' },
    });
    expect((await fetch(`${api}/v1/tracks`)).status).toBe(200);
  });
});
