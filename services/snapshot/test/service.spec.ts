import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { snapshotV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { findUnknownKeys, type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { createManifestVerifier, keyRingFiles } from '@catalogsync/signing';
import { type Manifest, parseManifest } from '@catalogsync/snapshot-format';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import DatabaseFile from 'better-sqlite3';
import fc from 'fast-check';
import { exportSnapshot, service, verifyPublication } from '../src/main.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: everything, with worker thread, SQLite, gRPC over a Unix socket, HTTP on loopback and signatures.
const definition = snapshotV1.SnapshotServiceService;
const limits = { deadlineMs: 20_000 };
const context = { log: silentLogger(), clock: systemClock };
let fixture: CatalogueFixture;
let running: RunningService;
let client: RpcClient<typeof definition>;

const environment = (folder: string, extra: Record<string, string> = {}) => ({
  ROOT_DIR: folder,
  SNAPSHOT_HOST: '127.0.0.1',
  SNAPSHOT_PORT: '0',
  ...extra,
});

beforeAll(async () => {
  fixture = CatalogueFixture.full();
  running = await service.start(service.configure(environment(fixture.folder)), context);
  client = createRpcClient(definition, { address: running.addresses.grpc, service: 'snapshot' });
});

afterAll(async () => {
  client.close();
  await running.stop();
  fixture.remove();
});

async function publish(force = false): Promise<{ phases: string[]; result: snapshotV1.PublishResult }> {
  const phases: string[] = [];
  let result: snapshotV1.PublishResult | undefined;
  for await (const step of client.publish({ force, ofJob: false }, limits)) {
    if (step.progress !== undefined) phases.push(step.progress.phase);
    if (step.result !== undefined) result = step.result;
  }
  if (result === undefined) throw new Error('the stream ended without a result');
  return { phases, result };
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${running.addresses.http}${path}`, { headers, method });
const currentManifest = async (): Promise<Manifest> => parseManifest(await (await get('/manifest.json')).text());
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('when a publication is requested', () => {
  it('reports its phases in order and ends with the snapshot', async () => {
    const { phases, result } = await publish();
    expect(phases).toEqual(['rows', 'indices', 'documents', 'search', 'check', 'hash', 'publish']);
    expect(result).toMatchObject({ unchanged: false, snapshot: { trackCount: 3, fileCount: 5, artistCount: 3, current: true } });
  });

  it('signs the manifest with the key of the home, created at the first start', async () => {
    const [manifest, signature] = await Promise.all(['/manifest.json', '/manifest.json.jws'].map(async (path) => (await get(path)).text()));
    const verifier = createManifestVerifier(keyRingFiles(fixture.path('keys'), 'snapshot').trusted);
    await expect(verifier.verify(new TextEncoder().encode(manifest), String(signature))).resolves.toHaveProperty('kid');
  });

  it('publishes nothing new for the same content, but does after a change', async () => {
    const before = await publish();
    expect(before.result.unchanged).toBe(true);
    fixture.change(
      `INSERT INTO songs VALUES (4, 'qq', 's4', '稻香', '周杰伦', NULL, NULL, NULL); INSERT INTO playlist_songs VALUES (2, 4, 0)`,
    );
    const after = await publish();
    expect(after.result).toMatchObject({ unchanged: false, snapshot: { trackCount: 4 } });
    expect(after.result.snapshot?.sequence).toBeGreaterThan(before.result.snapshot?.sequence ?? 0);
  });

  it('refuses a second one while the first runs', async () => {
    const outcomes = await Promise.allSettled([publish(true), publish(true)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'failed_precondition' } });
  });

  it('stops and cleans up when the caller leaves', async () => {
    for await (const step of client.publish({ force: true, ofJob: false }, limits)) {
      if (step.progress?.phase === 'rows') break;
    }
    const leftovers = () => readdirSync(fixture.path('publication')).filter((name) => name.startsWith('.tmp-'));
    await until(() => leftovers().length === 0);
    await expect(publish(true)).resolves.toBeDefined();
  });

  it('says what is wrong with the source, and keeps the old snapshot', async () => {
    const before = await currentManifest();
    fixture.change('ALTER TABLE songs RENAME TO hidden');
    await expect(publish()).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('songs') });
    fixture.change('ALTER TABLE hidden RENAME TO songs');
    expect(await currentManifest()).toEqual(before);
  });
});

describe('when snapshots are listed and rolled back to', () => {
  it('lists them newest first and publishes an older one again', async () => {
    const { snapshots } = await client.listSnapshots({}, limits);
    expect(snapshots[0]?.current).toBe(true);
    const older = snapshots.at(-1);
    const { snapshot } = await client.rollback({ snapshotId: older?.snapshotId ?? '' }, limits);
    expect(snapshot).toMatchObject({ snapshotId: older?.snapshotId, current: true });
    expect((await currentManifest()).snapshot_id).toBe(older?.snapshotId);
    expect(snapshot?.sequence).toBeGreaterThan(snapshots[0]?.sequence ?? 0);
  });

  it('returns not_found for one that does not exist', async () => {
    await expect(client.rollback({ snapshotId: '../keys' }, limits)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when a follower downloads', () => {
  const databasePath = async (): Promise<string> => `/snapshots/${(await currentManifest()).snapshot_id}/catalog_read.db`;

  it('gets the database that the manifest names, whole', async () => {
    const answer = await get(await databasePath());
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const manifest = await currentManifest();
    expect([bytes.length, sha256(bytes)]).toEqual([manifest.db_size_bytes, manifest.db_sha256]);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('resumes where it stopped, and learns when a range cannot be satisfied', async () => {
    const path = await databasePath();
    const whole = Buffer.from(await (await get(path)).arrayBuffer());
    const etag = (await get(path, {}, 'HEAD')).headers.get('etag') ?? '';
    const rest = await get(path, { range: 'bytes=4096-', 'if-range': etag });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([206, `bytes 4096-${whole.length - 1}/${whole.length}`]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(4096))).toBe(true);
    const beyond = await get(path, { range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('content-range'), beyond.headers.get('content-type')]).toEqual([
      416,
      `bytes */${whole.length}`,
      'application/problem+json; charset=utf-8',
    ]);
    expect((await get(path, { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  });

  it('revalidates the manifest cheaply, and asks by HEAD', async () => {
    const first = await get('/manifest.json');
    const again = await get('/manifest.json', {
      'if-none-match': first.headers.get('etag') ?? '',
      // Otherwise fetch would ask for a fresh copy.
      'cache-control': 'max-age=0',
    });
    expect([first.headers.get('cache-control'), again.status, await again.text()]).toEqual(['no-cache', 304, '']);
    const head = await get(await databasePath(), {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String((await currentManifest()).db_size_bytes)]);
  });

  it('answers health checks', async () => {
    expect((await get('/healthz')).status).toBe(200);
  });

  it.each([
    '/',
    '/snapshots',
    '/snapshots/',
    '/catalog_read.db',
    '/snapshots/../manifest.json',
    '/snapshots/%2e%2e/manifest.json',
    '/snapshots/..%2f..%2fkeys/manifest.json',
    '/snapshots/snap-20200101T000000Z-000000000000/catalog_read.db',
    '/snapshots/.tmp-1/catalog_read.db',
    '/../keys/snapshot-signing.jwks',
    '//manifest.json/../../keys/snapshot-signing.jwks',
    '/manifest.json%00',
    '/manifest.json/',
  ])('serves nothing at %s', async (path) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(String(running.addresses.http));
      // Not fetch, which would normalise the path.
      httpRequest({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it('does not wait for a pipe or open a folder in place of a published file', async () => {
    const folder = fixture.path('publication/snapshots/snap-20200101T000000Z-000000000000');
    mkdirSync(`${folder}/manifest.json`, { recursive: true });
    execFileSync('mkfifo', [`${folder}/catalog_read.db`]);
    for (const name of ['manifest.json', 'catalog_read.db']) {
      expect((await get(`/snapshots/snap-20200101T000000Z-000000000000/${name}`)).status).toBe(404);
    }
  });

  it('serves no other method', async () => {
    expect((await get('/manifest.json', {}, 'PUT')).status).toBe(404);
    expect((await get('/manifest.json', {}, 'DELETE')).status).toBe(404);
  });
});

describe('when a publication is verified', () => {
  const trusted = () => keyRingFiles(fixture.path('keys'), 'snapshot').trusted;

  it('is found valid as readers will find it', async () => {
    expect(await verifyPublication(fixture.path('publication'), trusted())).toEqual(await currentManifest());
  });

  it('is found valid in a flat folder, unsigned if no signature is required', async () => {
    const manifest = await exportSnapshot({ db: fixture.file, targetDir: fixture.path('flat') });
    expect(await verifyPublication(fixture.path('flat'))).toEqual(manifest);
    await expect(verifyPublication(fixture.path('flat'), trusted())).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('is found valid in a signed flat folder', async () => {
    const signingKeys = keyRingFiles(fixture.path('keys'), 'snapshot').signing;
    const manifest = await exportSnapshot({ db: fixture.file, targetDir: fixture.path('signed'), signingKeys });
    expect(await verifyPublication(fixture.path('signed'), trusted())).toEqual(manifest);
  });

  it('is found damaged after any bit of the database has flipped', async () => {
    const dir = fixture.path('flipped');
    const manifest = await exportSnapshot({ db: fixture.file, targetDir: dir });
    const file = `${dir}/catalog_read.db`;
    chmodSync(file, 0o644);
    const whole = readFileSync(file);
    const lastBit = whole.length * 8 - 1;
    // fast-check prints seed and position of a bit that goes unnoticed.
    await fc.assert(
      fc.asyncProperty(fc.nat(lastBit), async (bit) => {
        const flipped = Buffer.from(whole);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        writeFileSync(file, flipped);
        await expect(verifyPublication(dir)).rejects.toMatchObject({ code: 'data_corrupt' });
      }),
      { numRuns: 20, examples: [[0], [lastBit]] },
    );
    writeFileSync(file, whole);
    expect(await verifyPublication(dir)).toEqual(manifest);
  });

  it('is found damaged after a row has changed, and missing where nothing is published', async () => {
    const dir = fixture.path('damaged');
    await exportSnapshot({ db: fixture.file, targetDir: dir });
    chmodSync(`${dir}/catalog_read.db`, 0o644);
    const db = new DatabaseFile(`${dir}/catalog_read.db`);
    db.exec(`UPDATE catalog_tracks SET name = 'x' WHERE song_id = 1`);
    db.close();
    await expect(verifyPublication(dir)).rejects.toMatchObject({ code: 'data_corrupt' });
    await expect(verifyPublication(fixture.path('nothing-here'))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when a snapshot is verified by its id', () => {
  it('says which key signed it, and what a reader would refuse it for', async () => {
    const { snapshot_id: snapshotId } = await currentManifest();
    const { kid } = JSON.parse(readFileSync(keyRingFiles(fixture.path('keys'), 'snapshot').trusted, 'utf8')).keys[0];
    const verify = () => client.verifySnapshot({ snapshotId }, limits);
    expect(await verify()).toEqual({ problems: [], signedBy: kid, checkedAt: expect.any(Number) });
    const file = `${fixture.path('publication')}/snapshots/${snapshotId}/catalog_read.db`;
    const whole = readFileSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, Buffer.concat([whole.subarray(0, -1), Buffer.from([1])]));
    expect(await verify()).toMatchObject({ problems: [expect.stringMatching(/hash|SHA/i)], signedBy: kid });
    writeFileSync(file, whole);
    const signature = `${fixture.path('publication')}/manifest.json.jws`;
    const signed = readFileSync(signature);
    rmSync(signature);
    expect(await verify()).toMatchObject({ problems: ['the manifest is not signed'], signedBy: '' });
    writeFileSync(signature, signed);
    expect(await verify()).toMatchObject({ problems: [] });
  });

  it('knows no other ids', async () => {
    for (const snapshotId of ['', '../keys', 'x'.repeat(300)]) {
      await expect(client.verifySnapshot({ snapshotId }, limits)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe("when something else stands in place of a publication's files", () => {
  it.each([
    ['a folder', /is a folder/, (file: string) => mkdirSync(file)],
    ['a pipe', /is a named pipe/, (file: string) => execFileSync('mkfifo', [file])],
    ['a link to a device', /is a device/, (file: string) => symlinkSync('/dev/zero', file)],
    ['a loop of links', /is a loop of links/, (file: string) => symlinkSync(file, file)],
  ])('is named by a verification: %s', async (_what, named, make) => {
    for (const name of ['manifest.json', 'catalog_read.db']) {
      const dir = fixture.path('odd');
      await exportSnapshot({ db: fixture.file, targetDir: dir });
      rmSync(`${dir}/${name}`);
      make(`${dir}/${name}`);
      await expect(verifyPublication(dir)).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(named) });
      rmSync(dir, { recursive: true });
    }
  });
});

describe('when a database is exported', () => {
  it('replaces the target as a whole: no stale rows, nothing else in the folder (135, 145)', async () => {
    const other = CatalogueFixture.earliest();
    const targetDir = fixture.path('replaced');
    await exportSnapshot({ db: fixture.file, targetDir });
    const phases: string[] = [];
    const manifest = await exportSnapshot({ db: other.file, targetDir, onProgress: ({ phase }) => phases.push(phase) });
    expect(read(`${targetDir}/catalog_read.db`, 'SELECT count(*), max(song_id) FROM catalog_tracks')).toEqual([[4, 4]]);
    expect(read(`${targetDir}/catalog_read.db`, 'SELECT snapshot_id FROM snapshot_info')).toEqual([[manifest.snapshot_id]]);
    expect(readdirSync(targetDir).sort()).toEqual(['catalog_read.db', 'manifest.json', 'origin_files.db']);
    expect(phases).toHaveLength(7);
    expect(readFileSync(`${targetDir}/manifest.json`, 'utf8')).toContain('\n  "snapshot_id"');
    other.remove();
  });

  it('leaves nothing when it is canceled or has no source', async () => {
    const targetDir = fixture.path('canceled');
    await expect(exportSnapshot({ db: fixture.file, targetDir, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
    const controller = new AbortController();
    const run = exportSnapshot({ db: fixture.file, targetDir, signal: controller.signal, onProgress: () => controller.abort() });
    await expect(run).rejects.toMatchObject({ code: 'canceled' });
    expect(readdirSync(targetDir)).toEqual([]);
    const unused = fixture.path('unused');
    await expect(exportSnapshot({ db: fixture.path('none.db'), targetDir: unused })).rejects.toMatchObject({ code: 'not_found' });
    expect(existsSync(unused)).toBe(false);
  });
});

describe('when the service cannot start', () => {
  it('names the address that is taken and the key to change, and leaves nothing open', async () => {
    const other = CatalogueFixture.full();
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const config = service.configure(environment(other.folder, { SNAPSHOT_PORT: String(port) }));
    await expect(service.start(config, context)).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(String(port)),
      hint: expect.stringContaining('SNAPSHOT_PORT'),
    });
    await new Promise((resolve) => taken.close(resolve));
    const again = await service.start(config, context);
    await again.stop();
    await again.stop();
    other.remove();
  });

  it('lists its keys for docs and spelling advice', () => {
    expect(findUnknownKeys(['SNAPSHOT_PROT'], new Set(Object.keys(service.configKeys)))).toEqual([
      { name: 'SNAPSHOT_PROT', nearest: 'SNAPSHOT_PORT' },
    ]);
    expect(() => service.configure({ SNAPSHOT_KEEP: '0' })).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('when the service stops', () => {
  it('ends a running publication within seconds and leaves nothing of it', async () => {
    const other = CatalogueFixture.full();
    const started = await service.start(service.configure(environment(other.folder)), context);
    const caller = createRpcClient(definition, { address: started.addresses.grpc, service: 'snapshot' });
    const steps: string[] = [];
    const stream = (async () => {
      for await (const step of caller.publish({ force: false, ofJob: false }, limits)) steps.push(step.progress?.phase ?? 'result');
    })().catch((error: { code: string }) => steps.push(error.code));
    await until(() => steps.length > 0);
    const began = performance.now();
    await started.stop();
    await stream;
    expect(performance.now() - began).toBeLessThan(4500);
    expect(['result', 'canceled', 'unavailable']).toContain(steps.at(-1));
    expect(readdirSync(other.path('publication')).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
    caller.close();
    other.remove();
  });

  it('cuts a download that its reader has stopped reading', async () => {
    const other = CatalogueFixture.full().change('UPDATE songs SET metadata_json = hex(zeroblob(12000000)) WHERE id = 1');
    const started = await service.start(service.configure(environment(other.folder)), context);
    const caller = createRpcClient(definition, { address: started.addresses.grpc, service: 'snapshot' });
    for await (const _step of caller.publish({ force: false, ofJob: false }, limits));
    const [snapshot] = (await caller.listSnapshots({}, limits)).snapshots;
    const answered = await new Promise<IncomingMessage>((resolve) => {
      httpRequest(`${started.addresses.http}/snapshots/${snapshot?.snapshotId}/catalog_read.db`, resolve).end();
    });
    const cut = new Promise((resolve) => answered.once('error', resolve));
    const began = performance.now();
    await started.stop();
    expect(performance.now() - began).toBeLessThan(4500);
    answered.resume();
    await cut;
    expect(answered.complete).toBe(false);
    caller.close();
    other.remove();
  });
});
