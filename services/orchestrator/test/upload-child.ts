import type { ExecutionContext, Item, Job, Stage } from '@catalogsync/job-engine';
import type { WriteSession } from '@catalogsync/sqlite';
import { BackendStores } from '../src/adapters/object-storage/backend-stores.js';
import { ObjectUploader } from '../src/adapters/object-storage/object-uploader.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteUploadQuestions, SqliteUploadStore } from '../src/adapters/sqlite/stores/upload-store.js';
import { UploadExecutor } from '../src/core/upload/upload-executor.js';

// Uploads what waits, as a job would; its parent kills it meanwhile.
const [db = '', accessKeyId = '', secret = ''] = process.argv.slice(2);
const database = await openCatalogue(db);
const writer = database.unitOfWork((session: WriteSession) => ({ uploads: new SqliteUploadStore(session) }));
const uploader = new ObjectUploader(
  new BackendStores({
    ...{ keys: new Map([['cloud', { accessKeyId, secret }]]), checksums: 'when_required', requests: 2, kilobitsPerSecond: 400_000 },
  }),
);
const questions = new SqliteUploadQuestions(database.reads);
const executor = new UploadExecutor({ questions, writer, uploader, now: Date.now, workers: 1 });
process.stdout.write('uploading\n');
const { signal } = new AbortController();
for await (const item of executor.plan({ scope: {} } as Job, { round: 1 } as Stage, signal)) {
  const context = { signal, report: () => undefined } as unknown as ExecutionContext;
  const outcome = await executor.execute(item as unknown as Item, context);
  if (outcome.kind === 'failed') throw new Error(outcome.message);
  await writer.run(async (stores) => outcome.effect?.(stores));
}
await database.close();
process.stdout.write('done\n');
