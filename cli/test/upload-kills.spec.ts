import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, silentWav, until } from '@catalogsync/testkit';
import { type ObjectServer, startFauxqs } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { freePorts } from './product.js';

// Real here: `up` as a process, SIGKILL, SQLite, files, and a server of the S3 protocol in this process.
/** `UPLOAD_KILLS=100` for the large form. */
const kills = Number(process.env.UPLOAD_KILLS ?? 4);
/** Those beyond 16 MiB go up in parts. */
const seconds = [1300, 1, 2200, 400, 1200, 2];

/** As long as it says at 8 kHz, and of its own content, so that no two parts are alike. */
const noise = (at: number, duration: number): Buffer => randomFillSync(silentWav(at, duration * 8000), 44);

describe('when the product is killed while it uploads', () => {
  let server: ObjectServer;
  let home: string;
  let environment: Record<string, string>;
  let running: CommandProcess | undefined;
  const files = seconds.map((duration, at) => ({ name: `${at}.wav`, bytes: noise(at, duration) }));

  const up = (): CommandProcess => {
    running = startCatalogsync(['up', '--home', home], { environment });
    return running;
  };

  beforeAll(async () => {
    // Built now, so that no start below has to.
    expect((await startCatalogsync(['--version']).ended).code).toBe(0);
    server = await startFauxqs();
    const base = temporaryFolder();
    const music = join(base, 'music');
    home = join(base, 'home');
    mkdirSync(music);
    mkdirSync(home, { mode: 0o700 });
    for (const { name, bytes } of files) writeFileSync(join(music, name), bytes);
    const settings = [
      `LIBRARY_FOLDERS=${music}`,
      'OBJECT_BACKEND_NAME=cloud',
      `OBJECT_BUCKET=${server.bucket}`,
      `OBJECT_ENDPOINT=${server.endpoint}`,
      // Slow enough that most kills come while something is on its way.
      'OBJECT_UPLOAD_KBPS=300000',
    ];
    writeFileSync(join(home, 'catalogsync.env'), `${settings.join('\n')}\n`);
    writeFileSync(join(home, 'secrets.env'), 'OBJECT_ACCESS_KEYS=cloud=tester:testing\n', { mode: 0o600 });
    environment = { ...(await freePorts()), HOME: base };
  });

  afterAll(async () => {
    running?.child.kill('SIGKILL');
    await running?.ended;
    await server.stop();
    removeFolders();
  });

  it('has every object whole afterwards, and each file at its place', async () => {
    const random = seededRandom(11);
    let killed = 0;
    for (let kill = 0; kill < kills; kill++) {
      const { child, ended, waitFor } = up();
      const wasUploading = await Promise.race([waitFor(/^Uploading: /m), waitFor(/^Catalogue: /m)]);
      await sleep(random() * 500);
      child.kill('SIGKILL');
      await ended;
      if (wasUploading[0].startsWith('Uploading')) killed++;
    }
    expect(killed).toBeGreaterThan(0);
    await up().waitFor(/^Catalogue: 6 tracks/m);
    const catalogue = new Database(join(home, 'catalogsync.db'), { readonly: true });
    const count = (from: string) => catalogue.prepare(`SELECT count(*) FROM ${from}`).pluck().get();
    const places = "file_locations l JOIN storage_backends b ON b.id = l.backend_id WHERE b.name = 'cloud' AND l.status = 'active'";
    // The job goes on where the last kill left it.
    await until(() => count('files_to_upload') === 0 && count('begun_uploads') === 0);
    for (const { name, bytes } of files) {
      const answer = await fetch(`${server.endpoint}/${server.bucket}/${name}`);
      expect({ name, same: Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes) }).toEqual({ name, same: 0 });
    }
    expect([count(places), count('files_to_upload'), count('begun_uploads'), count('uploaded_parts')]).toEqual([6, 0, 0, 0]);
    catalogue.close();
  });
});
