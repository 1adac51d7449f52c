import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage } from '@catalogsync/job-engine';
import { S3ObjectStore } from '@catalogsync/object-storage';
import type { Database } from '@catalogsync/sqlite';
import { type ObjectServer, startFauxqs } from '@catalogsync/testkit/object-servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BackendStores } from '../src/adapters/object-storage/backend-stores.js';
import { ObjectUploader } from '../src/adapters/object-storage/object-uploader.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteUploadQuestions, SqliteUploadStore, uploadTexts } from '../src/adapters/sqlite/stores/upload-store.js';
import { UploadExecutor } from '../src/core/upload/upload-executor.js';
import type { UploadStores } from '../src/core/upload/upload-store.js';

// Real here: SQLite, files, the SDK, HTTP. fauxqs plays the object storage.
let server: ObjectServer;
let folder: string;
let database: Database;
let executor: UploadExecutor;
let remote: S3ObjectStore;
const { signal } = new AbortController();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  server = await startFauxqs();
});
afterAll(() => server.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-'));
  database = await openCatalogue(join(folder, 'catalogsync.db'));
  const prefix = folder.slice(-6);
  const place = { bucket: server.bucket, endpoint: server.endpoint, region: null, prefix, public_base_url: null };
  await change("INSERT INTO storage_backends(id, name, backend_type, base_path) VALUES (1, 'nas-library', 'local', ?)", folder);
  for (const [id, name] of ['cloud', 'locked'].entries())
    await change(
      "INSERT INTO storage_backends(id, name, backend_type, config_json) VALUES (?, ?, 'object_storage', ?)",
      ...[id + 2, name, JSON.stringify(place)],
    );
  const questions = new SqliteUploadQuestions(database.reads);
  const writer = database.unitOfWork((session): UploadStores => ({ uploads: new SqliteUploadStore(session) }));
  const uploader = new ObjectUploader(
    new BackendStores({ keys: new Map([['cloud', server.keys]]), checksums: 'when_supported', requests: 4, kilobitsPerSecond: 0 }),
  );
  executor = new UploadExecutor({ questions, writer, uploader, now: () => 1_700_000_000_000, workers: 4 });
  remote = new S3ObjectStore({ ...server, prefix, pathStyle: true, checksums: 'when_supported' });
});
afterEach(async () => {
  remote.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

const change = (text: string, ...values: readonly (string | number | null)[]): Promise<unknown> =>
  database.unitOfWork((session) => session).run((session) => session.change(text, ...values));
const ask = (text: string): Promise<Record<string, unknown>[]> => database.reads.rows(text);

async function song(id: number, locator: string, bytes: Uint8Array): Promise<void> {
  mkdirSync(dirname(join(folder, locator)), { recursive: true });
  writeFileSync(join(folder, locator), bytes);
  await change("INSERT INTO songs(id, platform, remote_song_id, name) VALUES (?, 'qq', ?, ?)", id, `s${id}`, `song ${id}`);
  await change(
    "INSERT INTO file_assets(id, song_id, quality_label, ext, file_size_bytes, sha256) VALUES (?, ?, 'lossless', 'flac', ?, ?)",
    ...[id, id, bytes.length, sha256(bytes)],
  );
  await change(
    "INSERT INTO file_locations(id, file_asset_id, backend_id, locator, status, is_primary) VALUES (?, ?, 1, ?, 'active', 1)",
    ...[id * 10, id, locator],
  );
}

async function planned(scope: Job['scope'] = {}): Promise<NewItem[]> {
  const items: NewItem[] = [];
  for await (const item of executor.plan({ scope } as Job, { round: 1 } as Stage, signal)) items.push(item);
  return items;
}

/** Runs all that is planned, with the effects as the engine applies them. */
async function run(scope: Job['scope'] = {}): Promise<ItemOutcome<UploadStores>[]> {
  const outcomes: ItemOutcome<UploadStores>[] = [];
  for (const item of await planned(scope)) {
    const context = { signal, report: () => undefined } as unknown as ExecutionContext;
    const outcome = await executor.execute(item as unknown as Item, context);
    if (outcome.kind === 'succeeded' && outcome.effect !== undefined)
      await database
        .unitOfWork((session): UploadStores => ({ uploads: new SqliteUploadStore(session) }))
        .run(async (stores) => outcome.effect?.(stores));
    outcomes.push(outcome);
  }
  return outcomes;
}

const waiting = () => ask('SELECT file_location_id AS id FROM files_to_upload WHERE backend_id = 2');

describe('when files are uploaded', () => {
  it('makes one task for each file and backend that has keys (behaviour 70)', async () => {
    await song(1, 'qq/周杰伦/七里香.flac', randomBytes(1000));
    await song(2, 'qq/b.flac', randomBytes(1000));
    expect((await planned()).filter(({ type }) => type === 'process_upload_task_row')).toMatchObject([
      { key: 'file:10:2', source: 'cloud', references: { songId: 1 }, displayText: 'song 1' },
      { key: 'file:20:2', source: 'cloud' },
    ]);
    expect(await planned({ songs: [2] })).toMatchObject([{ key: 'file:20:2' }, { type: 'remove_left_objects' }]);
  });

  it('records an active location that is not primary, under the local path, and keeps the file (behaviours 71, 73, 74)', async () => {
    const bytes = randomBytes(20_000_000);
    await song(1, 'qq/周杰伦/七里香.flac', bytes);
    expect(await run()).toMatchObject([{ kind: 'succeeded', result: { file_size_bytes: 20_000_000, proof: 'etag' } }, {}]);
    expect(await ask('SELECT locator, status, is_primary FROM file_locations WHERE backend_id = 2')).toEqual([
      { locator: 'qq/周杰伦/七里香.flac', status: 'active', is_primary: 0 },
    ]);
    expect(await ask('SELECT status, attempts, object_key FROM upload_tasks')).toEqual([
      { status: 'succeeded', attempts: 1, object_key: 'qq/周杰伦/七里香.flac' },
    ]);
    expect(await remote.head('qq/周杰伦/七里香.flac', signal)).toMatchObject({
      sizeBytes: 20_000_000,
      metadata: { sha256: sha256(bytes) },
    });
    expect(existsSync(join(folder, 'qq/周杰伦/七里香.flac'))).toBe(true);
    expect(await waiting()).toEqual([]);
    expect(await ask('SELECT * FROM begun_uploads')).toEqual([]);
  });

  it('fails with the result word when it is another than success (behaviour 72), and tries again in the next job', async () => {
    await song(1, 'a.flac', randomBytes(10));
    rmSync(join(folder, 'a.flac'));
    await song(2, 'b.flac', randomBytes(10));
    writeFileSync(join(folder, 'b.flac'), 'other');
    const outcomes = await run();
    expect(outcomes.slice(0, 2)).toMatchObject([
      { kind: 'failed', message: 'upload result: missing' },
      { kind: 'failed', message: 'upload result: changed' },
    ]);
    expect(await ask('SELECT status, last_error FROM upload_tasks ORDER BY id')).toMatchObject([
      { status: 'failed', last_error: 'upload result: missing' },
      { status: 'failed', last_error: 'upload result: changed' },
    ]);
    expect(await waiting()).toHaveLength(2);
    expect(await remote.head('b.flac', signal)).toBeUndefined();
  });

  it('uploads a changed file again, and removes the old object only after the new one is registered', async () => {
    await song(1, 'old.flac', randomBytes(10));
    await run();
    const bytes = randomBytes(20);
    writeFileSync(join(folder, 'new.flac'), bytes);
    await change('UPDATE file_assets SET sha256 = ?, file_size_bytes = 20 WHERE id = 1', sha256(bytes));
    await change("UPDATE file_locations SET locator = 'new.flac' WHERE id = 10");
    expect(await waiting()).toHaveLength(1);
    await run();
    expect(await ask('SELECT locator FROM file_locations WHERE backend_id = 2')).toEqual([{ locator: 'new.flac' }]);
    expect(await remote.head('new.flac', signal)).toMatchObject({ sizeBytes: 20 });
    await run();
    expect(await remote.head('old.flac', signal)).toBeUndefined();
    expect(await ask('SELECT * FROM left_objects')).toEqual([]);
  });

  it('keeps the object of a file that is gone from the disk', async () => {
    await song(1, 'a.flac', randomBytes(10));
    await run();
    await change("UPDATE file_locations SET status = 'missing', is_primary = 0 WHERE id = 10");
    await run();
    expect(await remote.head('a.flac', signal)).toBeDefined();
    expect(await ask('SELECT status FROM file_locations WHERE backend_id = 2')).toEqual([{ status: 'active' }]);
  });

  it('uploads all again when the registration leads to another bucket, and nothing when only its public address changes', async () => {
    await song(1, 'a.flac', randomBytes(10));
    await run();
    await change(
      "UPDATE storage_backends SET config_json = json_set(config_json, '$.public_base_url', 'https://cdn.example') WHERE id = 2",
    );
    expect(await waiting()).toEqual([]);
    await change("UPDATE storage_backends SET config_json = json_set(config_json, '$.bucket', 'other') WHERE id = 2");
    expect(await waiting()).toHaveLength(1);
  });

  it('reads what waits by an index, however many files there are', async () => {
    for (const [name, text] of Object.entries(uploadTexts)) {
      const values = (text.match(/\?/g) ?? []).map((_one, at) => (name === 'waitingOfSongs' && at === 1 ? '[1]' : 1));
      const plan = await database.reads.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values);
      expect({ name, scans: plan.filter(({ detail }) => /^SCAN (?!json_each|\w+ VIRTUAL)/.test(detail)) }).toEqual({ name, scans: [] });
    }
  });
});
