import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { keyRingFiles } from '@catalogsync/signing';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import DatabaseFile from 'better-sqlite3';
import { service } from '../src/main.js';
import { CatalogueFixture } from './catalogue-fixture.js';

// Real here: the service on one side, libs/snapshot-follower on the other, a folder or HTTP between them.
const context = { log: silentLogger(), clock: systemClock };
const definition = snapshotV1.SnapshotServiceService;
let fixture: CatalogueFixture;
let running: RunningService;
let client: RpcClient<typeof definition>;

beforeAll(async () => {
  fixture = CatalogueFixture.full();
  running = await service.start(
    service.configure({ ROOT_DIR: fixture.folder, SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0', SNAPSHOT_KEEP: '1' }),
    context,
  );
  client = createRpcClient(definition, { address: running.addresses.grpc, service: 'snapshot' });
});

afterAll(async () => {
  client.close();
  await running.stop();
  fixture.remove();
});

async function publishSong(name: string): Promise<string> {
  fixture.change(`UPDATE songs SET name = '${name}' WHERE id = 1`);
  let id = '';
  for await (const step of client.publish({ force: false, ofJob: false }, { deadlineMs: 20_000 }))
    id = step.result?.snapshot?.snapshotId ?? id;
  return id;
}

class SongReader {
  constructor(private readonly db: DatabaseFile.Database) {}
  song = (): unknown => this.db.prepare('SELECT name FROM catalog_tracks WHERE song_id = 1').pluck().get();
  close = (): void => {
    this.db.close();
  };
}

function follow(name: string, source: string): SnapshotFollower<SongReader> {
  const cacheDir = fixture.path(name);
  mkdirSync(cacheDir);
  const trustedKeys = keyRingFiles(fixture.path('keys'), 'snapshot').trusted;
  const open = (path: string): SongReader => new SongReader(new DatabaseFile(path, { readonly: true }));
  return new SnapshotFollower({
    publication: { source, trustedKeys, rootFile: fixture.path('keys', 'publication-root.json') },
    cacheDir,
    open,
    pacing: { pollMs: 50 },
    ...context,
  });
}

describe('when a reader follows the publication', () => {
  it.each(['folder', 'http'])('adopts the signed publication and every newer one (%s)', async (way) => {
    await publishSong(`first by ${way}`);
    const follower = follow(`cache-${way}`, way === 'http' ? String(running.addresses.http) : fixture.path('publication'));
    await follower.start();
    expect(follower.status().fault).toBeUndefined();
    expect(follower.current()?.reader.song()).toBe(`first by ${way}`);
    await publishSong(`second by ${way}`);
    await until(() => follower.current()?.reader.song() === `second by ${way}`);
    await follower.stop();
  });

  it('has a copy of its own, so that the publisher may remove what it has read, once the next publication has no delta from it', async () => {
    const follower = follow('cache-held', fixture.path('publication'));
    const id = await publishSong('held');
    await follower.start();
    expect(follower.current()?.manifest.snapshot_id).toBe(id);
    const database = join(fixture.path('publication'), 'snapshots', id, 'catalog_read.db');
    expect(statSync(database)).toMatchObject({ nlink: 1, mode: 0o100444 });
    // What the delta of the current one leads from stays for as long as that one is current.
    await publishSong('between');
    expect(existsSync(database)).toBe(true);
    await publishSong('next');
    expect(existsSync(database)).toBe(false);
    await until(() => follower.current()?.reader.song() === 'next');
    await follower.stop();
  });
});
