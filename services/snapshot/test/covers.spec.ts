import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportSnapshot, service } from '../src/main.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: everything but the pictures, which are only bytes to this service.
const definition = snapshotV1.SnapshotServiceService;
const [red, blue, lost] = ['aa', 'bb', 'cc'].map((word) => word.repeat(32)) as [string, string, string];
let fixture: CatalogueFixture;
let running: RunningService;
let client: RpcClient<typeof definition>;

beforeAll(async () => {
  fixture = CatalogueFixture.full().change(`
    CREATE TABLE covers(id INTEGER PRIMARY KEY, hash TEXT, width INTEGER, height INTEGER, color TEXT, thumbhash BLOB);
    CREATE TABLE song_covers(song_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
    CREATE TABLE playlist_covers(playlist_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
    INSERT INTO covers VALUES (1, '${red}', 600, 500, '#ff0000', x'0102'), (2, '${blue}', 60, 50, '#0000ff', x'03'),
      (3, '${lost}', 6, 5, '#00ff00', x'04'), (4, '${'dd'.repeat(32)}', 6, 5, '#00ff00', x'04');
    INSERT INTO song_covers VALUES (1, 1, 'found'), (2, 3, 'found'), (3, NULL, 'absent');
    INSERT INTO playlist_covers VALUES (1, 2, 'found');`);
  for (const hash of [red, blue]) {
    const folder = fixture.path('covers', hash.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    for (const size of [96, 300, 640]) writeFileSync(join(folder, `${hash}-${size}.webp`), `${hash} ${size}`);
  }
  const environment = { ROOT_DIR: fixture.folder, SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0', SNAPSHOT_KEEP: '1' };
  running = await service.start(service.configure(environment), { log: silentLogger(), clock: systemClock });
  client = createRpcClient(definition, { address: running.addresses.grpc, service: 'snapshot' });
});
afterAll(async () => {
  client.close();
  await running.stop();
  fixture.remove();
});

async function publish(): Promise<string> {
  let id = '';
  for await (const { result } of client.publish({ force: true, ofJob: false }, { deadlineMs: 20_000 }))
    id = result?.snapshot?.snapshotId ?? id;
  return id;
}
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${running.addresses.http}${path}`, { headers });
const published = (): string[] =>
  readdirSync(fixture.path('publication', 'covers'), { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

describe('when a catalogue with covers is exported into a folder', () => {
  const missing: number[] = [];
  const exportTo = (name: string, covers = 'covers') =>
    exportSnapshot({
      db: fixture.file,
      targetDir: fixture.path(name),
      covers: { folder: fixture.path(covers), onMissing: (pictures) => missing.push(pictures) },
    });
  const inFolder = (name: string): string[] =>
    readdirSync(fixture.path(name, 'covers'), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    );

  it('takes the pictures along that the snapshot names, and says how many are missing', async () => {
    await exportTo('exported');
    const names = [red, blue].flatMap((hash) => [300, 640, 96].map((size) => `${hash}-${size}.webp`));
    expect(inFolder('exported').sort()).toEqual(names);
    expect(readFileSync(fixture.path('exported/covers/aa', `${red}-96.webp`), 'utf8')).toBe(`${red} 96`);
    // Those of one cover, whose pictures nobody has.
    expect(missing).toEqual([3]);
  });

  it('takes them from beside the database if nothing else is said', async () => {
    await exportSnapshot({ db: fixture.file, targetDir: fixture.path('beside') });
    expect(inFolder('beside')).toHaveLength(6);
  });

  it('leaves no picture of an earlier export, and never touches those of the catalogue', async () => {
    const stray = `${'dd'.repeat(32)}-96.webp`;
    for (const folder of ['covers', 'exported/covers']) {
      mkdirSync(fixture.path(folder, 'dd'), { recursive: true });
      writeFileSync(fixture.path(folder, 'dd', stray), 'of an earlier one');
    }
    await exportTo('exported');
    expect(inFolder('exported')).not.toContain(stray);
    await exportTo('.');
    expect(inFolder('.')).toContain(stray);
    for (const name of ['catalog_read.db', 'manifest.json']) rmSync(fixture.path(name));
    rmSync(fixture.path('covers/dd'), { recursive: true });
  });
});

describe('when a catalogue with covers is published', () => {
  it('names the covers that something shows, and has their pictures beside it', async () => {
    const id = await publish();
    const rows = read(
      fixture.path('publication', 'snapshots', id, 'catalog_read.db'),
      'SELECT cover_id, hash, width, height, color, hex(thumbhash) FROM catalog_covers',
    );
    expect(rows).toEqual([
      [1, red, 600, 500, '#ff0000', '0102'],
      [2, blue, 60, 50, '#0000ff', '03'],
      [3, lost, 6, 5, '#00ff00', '04'],
    ]);
    expect(published().sort()).toEqual([red, blue].flatMap((hash) => [300, 640, 96].map((size) => `${hash}-${size}.webp`)));
    // One file with two names.
    expect(statSync(fixture.path('publication/covers/aa', `${red}-300.webp`)).ino).toBe(
      statSync(fixture.path('covers/aa', `${red}-300.webp`)).ino,
    );
  });

  it('serves them for ever, and nothing else of the folder', async () => {
    const answer = await get(`/covers/aa/${red}-300.webp`);
    expect([answer.status, await answer.text()]).toEqual([200, `${red} 300`]);
    expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      'image/webp',
      'public, max-age=31536000, immutable',
    ]);
    const wrong = [
      `/covers/ab/${red}-300.webp`,
      `/covers/aa/${red}-301.webp`,
      `/covers/cc/${lost}-96.webp`,
      '/covers/aa/..',
      `/covers/aa/%2e%2e%2f${red}`,
    ];
    for (const path of wrong) expect([path, (await get(path)).status]).toEqual([path, 404]);
  });

  it('removes pictures with the last snapshot that names them', async () => {
    fixture.change('DELETE FROM song_covers WHERE song_id = 1');
    await publish();
    expect(published().filter((name) => name.startsWith(red))).toEqual([]);
    expect((await get(`/covers/bb/${blue}-96.webp`)).status).toBe(200);
    // The publication has its own names: what the orchestrator removes stays as long as a snapshot needs it.
    rmSync(fixture.path('covers'), { recursive: true });
    expect((await get(`/covers/bb/${blue}-96.webp`)).status).toBe(200);
  });
});
