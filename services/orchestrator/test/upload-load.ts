import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext, Item, Job, Stage } from '@catalogsync/job-engine';
import type { WriteSession } from '@catalogsync/sqlite';
import { BackendStores } from '../src/adapters/object-storage/backend-stores.js';
import { ObjectUploader } from '../src/adapters/object-storage/object-uploader.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteUploadQuestions, SqliteUploadStore } from '../src/adapters/sqlite/stores/upload-store.js';
import { UploadExecutor } from '../src/core/upload/upload-executor.js';

// Uploads the files of a folder as the stage does, and prints how long it took; for the benchmark.
const [db = '', folder = '', endpoint = '', bucket = '', prefix = '', accessKeyId = '', secret = ''] = process.argv.slice(2);
const workers = 4;
const { signal } = new AbortController();

async function register(session: WriteSession): Promise<void> {
  await session.change("INSERT INTO storage_backends(id, name, backend_type, base_path) VALUES (8, 'nas-library', 'local', ?)", folder);
  const config = JSON.stringify({ bucket, endpoint, prefix });
  await session.change(
    "INSERT INTO storage_backends(id, name, backend_type, config_json) VALUES (9, 'cloud', 'object_storage', ?)",
    config,
  );
  for (const [id, name] of readdirSync(folder).entries()) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    await session.change("INSERT INTO songs(id, platform, remote_song_id, name) VALUES (?, 'qq', ?, 'song')", id + 1, name);
    const asset = "INSERT INTO file_assets(id, song_id, quality_label, ext, sha256) VALUES (?, ?, 'lossless', 'flac', ?)";
    await session.change(asset, id + 1, id + 1, sha256);
    const location = "INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary) VALUES (?, 8, ?, 'active', 1)";
    await session.change(location, id + 1, name);
  }
}

const database = await openCatalogue(db);
await database.unitOfWork((session) => session).run(register);
const writer = database.unitOfWork((session: WriteSession) => ({ uploads: new SqliteUploadStore(session) }));
const stores = new BackendStores({
  ...{ keys: new Map([['cloud', { accessKeyId, secret }]]), checksums: 'when_supported', requests: workers, kilobitsPerSecond: 0 },
});
const questions = new SqliteUploadQuestions(database.reads);
const executor = new UploadExecutor({ questions, writer, uploader: new ObjectUploader(stores), now: Date.now, workers });
const began = performance.now();
const [backend] = await questions.backends();
if (backend === undefined) throw new Error('nothing was registered');
// A service loads the SDK once.
await stores.of(backend).head('nothing', signal);
const started = performance.now();
const items = executor.plan({ scope: {} } as Job, { round: 1 } as Stage, signal)[Symbol.asyncIterator]();
async function work(): Promise<void> {
  for (let next = await items.next(); next.done !== true; next = await items.next()) {
    const context = { signal, report: () => undefined } as unknown as ExecutionContext;
    const outcome = await executor.execute(next.value as unknown as Item, context);
    if (outcome.kind !== 'succeeded') throw new Error(JSON.stringify(outcome));
    await writer.run(async (session) => outcome.effect?.(session));
  }
}
await Promise.all(Array.from({ length: workers }, work));
const ended = performance.now();
const [left] = await database.reads.rows<{ readonly n: number }>('SELECT count(*) AS n FROM files_to_upload');
if (left?.n !== 0) throw new Error(`${left?.n} files were not uploaded`);
process.stdout.write(JSON.stringify({ ms: ended - started, withStartMs: ended - began, cpuMs: process.cpuUsage().user / 1000 }));
await database.close();
process.exit(0);
