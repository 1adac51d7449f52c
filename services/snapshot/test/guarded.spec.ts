import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { snapshotV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { keyRingFiles } from '@catalogsync/signing';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: the service, HTTP, and libs/snapshot-follower.
const context = { log: silentLogger(), clock: systemClock };
let fixture: CatalogueFixture;
let running: RunningService;
let id = '';

beforeAll(async () => {
  fixture = CatalogueFixture.full();
  const tokens = { PUBLIC_API_ACCESS_TOKENS: 'sesame,tür', SNAPSHOT_SOURCE_TOKEN: 'follow' };
  running = await service.start(
    service.configure({ ROOT_DIR: fixture.folder, SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0', ...tokens }),
    context,
  );
  const client = createRpcClient(snapshotV1.SnapshotServiceService, { address: running.addresses.grpc, service: 'snapshot' });
  for await (const step of client.publish({ force: false, ofJob: false }, { deadlineMs: 60_000 }))
    id = step.result?.snapshot?.snapshotId ?? id;
  client.close();
});
afterAll(async () => {
  await running.stop();
  fixture.remove();
});

const get = (path: string, authorization?: string) =>
  fetch(`${running.addresses.http}${path}`, { headers: authorization === undefined ? {} : { authorization } });

describe('when it is published where files lie', () => {
  const place = '/snapshots/ID/origin_files.db';

  it('the catalogue does not say it for local backends, and the other file does (175)', () => {
    const folder = fixture.path('publication', 'snapshots', id);
    expect(read(`${folder}/catalog_read.db`, "SELECT DISTINCT locator FROM catalog_track_files WHERE backend_type = 'local'")).toEqual([
      [''],
    ]);
    expect(readFileSync(`${folder}/catalog_read.db`).includes('七里香.flac')).toBe(false);
    expect(read(`${folder}/origin_files.db`, 'SELECT * FROM catalog_track_files')).toEqual([
      [1, 'local', 'local', '周杰伦/七里香.flac', 'flac', 'active'],
    ]);
  });

  it("opens to the followers' token alone", async () => {
    const path = place.replace('ID', id);
    expect([(await get(path)).status, (await get(path, 'Bearer sesame')).status, (await get(path, 'Bearer follow')).status]).toEqual([
      401, 401, 200,
    ]);
  });

  it.each(['http', 'folder'])('is followed by the origin, which sees only that file (%s)', async (way) => {
    const cacheDir = fixture.path(`origin-${way}`);
    mkdirSync(cacheDir);
    const source = way === 'http' ? String(running.addresses.http) : fixture.path('publication');
    const publication = {
      source,
      token: 'follow',
      trustedKeys: keyRingFiles(fixture.path('keys'), 'snapshot').trusted,
      rootFile: fixture.path('keys', 'publication-root.json'),
      part: 'origin' as const,
    };
    const open = (file: string) => ({ file, close: () => undefined });
    for (const start of ['first', 'again']) {
      const follower = new SnapshotFollower({ publication, cacheDir, open, pacing: { pollMs: 50 }, ...context });
      await follower.start();
      expect([start, follower.status().fault]).toEqual([start, undefined]);
      expect(read(follower.current()?.reader.file ?? '', 'SELECT locator FROM catalog_track_files')).toEqual([['周杰伦/七里香.flac']]);
      await follower.stop();
    }
  });
});

describe('when the publication asks for a token', () => {
  it('refuses who shows none or another, for every published file', async () => {
    for (const path of ['/manifest.json', '/manifest.json.jws', `/snapshots/${id}/catalog_read.db`, `/snapshots/${id}/manifest.json`]) {
      for (const shown of [undefined, 'Bearer other', 'Basic sesame', 'Bearer ']) {
        const answer = await get(path, shown);
        expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
        expect(await answer.text()).not.toContain('sesame');
      }
    }
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/nothing')).status).toBe(404);
  });

  it('shows pictures of covers to everybody who knows their hash, with a token or without', async () => {
    const name = `${'ab'.repeat(32)}-96.webp`;
    mkdirSync(fixture.path('publication/covers/ab'), { recursive: true });
    writeFileSync(fixture.path('publication/covers/ab', name), 'a picture');
    for (const shown of [undefined, 'Bearer follow', 'Bearer other']) {
      const answer = await get(`/covers/ab/${name}`, shown);
      expect([answer.status, await answer.text()]).toEqual([200, 'a picture']);
    }
  });

  it('gives files to who shows a token, and lets no shared cache keep them', async () => {
    for (const token of ['sesame', 'follow', Buffer.from('tür').toString('latin1')]) {
      expect((await get('/manifest.json', `Bearer ${token}`)).status).toBe(200);
    }
    const database = await get(`/snapshots/${id}/catalog_read.db`, 'Bearer follow');
    expect([database.status, database.headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable']);
    await database.arrayBuffer();
  });

  it.each([
    ['follow', undefined],
    ['', 'unauthenticated'],
  ])('is followed with its token, and a follower without one says which key to set: "%s"', async (token, code) => {
    const cacheDir = fixture.path(`cache-${token}`);
    mkdirSync(cacheDir);
    const publication = {
      source: String(running.addresses.http),
      token,
      trustedKeys: keyRingFiles(fixture.path('keys'), 'snapshot').trusted,
      rootFile: fixture.path('keys', 'publication-root.json'),
    };
    const follower = new SnapshotFollower({
      publication,
      cacheDir,
      open: () => ({ close: () => undefined }),
      pacing: { pollMs: 50 },
      ...context,
    });
    await follower.start();
    expect(follower.current()?.manifest.snapshot_id).toBe(code === undefined ? id : undefined);
    expect(follower.status().fault?.code).toBe(code);
    if (code !== undefined) expect(JSON.stringify(follower.status().fault)).toContain('SNAPSHOT_SOURCE_TOKEN');
    await follower.stop();
  });
});
