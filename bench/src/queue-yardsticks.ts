import { Queue, Worker } from 'bullmq';
import PgBoss from 'pg-boss';

/** Items per second, added and run to their end. */
export interface Rates {
  readonly addPerSecond: number;
  readonly runPerSecond: number;
}

const rates = (size: number, began: number, added: number, ended: number): Rates => ({
  addPerSecond: (size / (added - began)) * 1_000,
  runPerSecond: (size / (ended - added)) * 1_000,
});

/** Keys in batches of a thousand, as a producer adds them. */
function* keysInBatches(size: number): Generator<string[]> {
  for (let from = 0; from < size; from += 1_000) {
    yield Array.from({ length: Math.min(1_000, size - from) }, (_, index) => `song:${from + index + 1}`);
  }
}

/** BullMQ, tuned as its documentation recommends: bulk adds, many concurrent jobs in one worker. */
export async function runBullMq(port: number, size: number, concurrency: number): Promise<Rates> {
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const name = `bench-${process.hrtime.bigint()}`;
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  await queue.waitUntilReady();
  const began = performance.now();
  for (const keys of keysInBatches(size)) await queue.addBulk(keys.map((key) => ({ name: 'song', data: { key } })));
  const added = performance.now();
  const worker = new Worker(name, async () => undefined, { connection, concurrency });
  await new Promise<void>((resolve, reject) => {
    let done = 0;
    worker.on('error', reject);
    worker.on('completed', () => {
      done += 1;
      if (done === size) resolve();
    });
  });
  const ended = performance.now();
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return rates(size, began, added, ended);
}

/** pg-boss with its batch calls: fetch many, complete many, several loops at once. */
export async function runPgBoss(port: number, size: number, loops: number, batchSize: number): Promise<Rates> {
  const boss = new PgBoss({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    max: loops + 2,
    schedule: false,
    supervise: false,
  });
  const failures: unknown[] = [];
  boss.on('error', (error) => failures.push(error));
  await boss.start();
  const name = `bench_${process.hrtime.bigint()}`;
  await boss.createQueue(name);
  const began = performance.now();
  for (const keys of keysInBatches(size)) await boss.insert(keys.map((key) => ({ name, data: { key } })));
  const added = performance.now();
  let done = 0;
  const loop = async (): Promise<void> => {
    while (done < size) {
      const jobs = await boss.fetch(name, { batchSize });
      if (jobs.length === 0) return;
      await boss.complete(
        name,
        jobs.map(({ id }) => id),
      );
      done += jobs.length;
    }
  };
  await Promise.all(Array.from({ length: loops }, loop));
  const ended = performance.now();
  await boss.stop({ graceful: false, wait: true });
  if (failures.length > 0) throw new AggregateError(failures, 'pg-boss reported errors');
  if (done !== size) throw new Error(`pg-boss ended ${done} of ${size} jobs`);
  return rates(size, began, added, ended);
}
