import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3ObjectStore } from '@catalogsync/object-storage';
import { seededRandom } from '@catalogsync/testkit';
import { type ObjectServer, requireSwift, startFauxqs, startSwift } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';

// Real here: the uploader in a process of its own, SIGKILL, SQLite, files, HTTP; Swift where it is installed.
const workspace = process.cwd();
/** `UPLOAD_KILLS=200` for the large form. */
const kills = Number(process.env.UPLOAD_KILLS ?? 6);
const sizes = [17_000_000, 1000, 33_000_000, 5_000_000, 20_000_000, 10];

function itSurvives(start: () => Promise<ObjectServer>, canList: boolean): void {
  let server: ObjectServer;
  let folder: string;
  beforeAll(async () => {
    server = await start();
    folder = mkdtempSync(join(tmpdir(), 'upload-kills-'));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** @returns whether it came to its end */
  async function upload(db: string, killAfterMs?: number): Promise<boolean> {
    const args = ['--conditions=catalogsync-source', '--import', './tools/swc-register.mjs', 'services/orchestrator/test/upload-child.ts'];
    const { accessKeyId, secret } = server.keys;
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [...args, db, accessKeyId, secret], {
      cwd: workspace,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (killAfterMs !== undefined && said.startsWith('uploading')) {
        await Promise.race([sleep(killAfterMs), ended]);
        child.kill('SIGKILL');
      }
    }
    await ended;
    return said.endsWith('done\n');
  }

  it('leaves every object whole, and nothing half done, however often the uploader is killed', async () => {
    const db = join(folder, 'catalogsync.db');
    const bytes = sizes.map((size) => randomBytes(size));
    const database = await openCatalogue(db);
    await database
      .unitOfWork((session) => session)
      .run(async (session) => {
        const { bucket, endpoint } = server;
        await session.change(
          "INSERT INTO storage_backends(id, name, backend_type, base_path) VALUES (1, 'nas-library', 'local', ?)",
          folder,
        );
        await session.change(
          "INSERT INTO storage_backends(id, name, backend_type, config_json) VALUES (2, 'cloud', 'object_storage', ?)",
          JSON.stringify({ bucket, endpoint, prefix: 'songs' }),
        );
        for (const [at, content] of bytes.entries()) {
          const id = at + 1;
          writeFileSync(join(folder, `${id}.flac`), content);
          await session.change("INSERT INTO songs(id, platform, remote_song_id, name) VALUES (?, 'qq', ?, 'song')", id, `s${id}`);
          await session.change(
            "INSERT INTO file_assets(id, song_id, quality_label, ext, sha256) VALUES (?, ?, 'lossless', 'flac', ?)",
            ...[id, id, createHash('sha256').update(content).digest('hex')],
          );
          await session.change(
            "INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary) VALUES (?, 1, ?, 'active', 1)",
            ...[id, `${id}.flac`],
          );
        }
      });
    await database.close();
    const random = seededRandom(7);
    for (let kill = 0; kill < kills; kill++) await upload(db, random() * 700);
    expect(await upload(db)).toBe(true);
    const store = new S3ObjectStore({ ...server, prefix: 'songs', pathStyle: true, checksums: 'when_required' });
    const { signal } = new AbortController();
    for (const [at, content] of bytes.entries()) {
      const stored = await store.read(`${at + 1}.flac`, { maxBytes: content.length }, signal);
      expect(stored !== undefined && Buffer.compare(stored, content)).toBe(0);
    }
    const after = await openCatalogue(db);
    expect(await after.reads.rows('SELECT * FROM files_to_upload')).toEqual([]);
    expect(await after.reads.rows('SELECT * FROM begun_uploads')).toEqual([]);
    const rows = await after.reads.rows("SELECT 1 AS one FROM file_locations WHERE backend_id = 2 AND status = 'active'");
    expect(rows).toHaveLength(sizes.length);
    await after.close();
    if (canList) {
      // Killed between the server's answer and the note of it, one upload may be known to the server alone.
      let orphans = 0;
      for await (const { key, uploadId } of store.uploads('', signal)) {
        orphans++;
        await store.abortUpload(key, uploadId, signal);
      }
      expect(orphans).toBeLessThanOrEqual(kills);
      for await (const left of store.uploads('', signal)) expect(left).toBeUndefined();
    }
    store.close();
  });
}

describe('when the uploader is killed at random moments', () => {
  describe('with fauxqs', () => itSurvives(() => startFauxqs(), false));
  (requireSwift() ? describe : describe.skip)('with Swift', () => itSurvives(() => startSwift(), true));
});
