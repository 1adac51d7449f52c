import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, JobEngine, type NewItem, type StageExecutor } from '@catalogsync/job-engine';
import type { Notes } from '@catalogsync/job-engine/testing';
import { systemPacing } from '../src/adapters/engine-surroundings/system-pacing.js';
import { openSqliteStore } from './engine-stores.js';

/**
 * Puts the engine under load in its own process, for the benchmarks. `no-ops N` runs a job of N items
 * that do nothing; `create N` creates one and lists its pages. Prints one line of JSON.
 */
const [mode = '', count = ''] = process.argv.slice(2);
const size = Number(count);

async function* items(): AsyncGenerator<NewItem> {
  for (let song = 1; song <= size; song += 1) yield { type: 'song', key: `song:${song}`, source: 'qq', references: { songId: song } };
}

interface Run {
  readonly engine: JobEngine<Notes>;
  readonly store: Awaited<ReturnType<typeof openSqliteStore>>['store'];
  readonly first: Promise<number>;
}

function prepare(store: Run['store'], execute: StageExecutor<Notes>['execute']): Run {
  let seen: (at: number) => void;
  const first = new Promise<number>((resolve) => {
    seen = resolve;
  });
  const executor: StageExecutor<Notes> = {
    type: 'sync',
    lane: 'general',
    concurrency: 8,
    itemsPerClaim: 64,
    stallAfterMs: 600_000,
    plan: items,
    execute: (item, context) => {
      seen(performance.now());
      return execute(item, context);
    },
  };
  const surroundings = {
    clock: { now: Date.now },
    pacing: systemPacing,
    random: Math.random,
    volumes: { hasRoom: async () => true },
    log: { warn: console.error, error: console.error },
  };
  return { store, first, engine: new JobEngine({ store, executors: [executor], surroundings }) };
}

async function untilEnded(store: Run['store'], jobId: number): Promise<void> {
  for (;;) {
    const view = await store.jobView(jobId);
    if (view !== undefined && hasEnded(view.job.status)) return;
    await systemPacing.sleep(2, new AbortController().signal);
  }
}

/**
 * Plans each job first, so that claims and completions are measured alone. The first job only warms up:
 * the yardsticks run in a process that stays warm between rounds, while this one is new each time.
 */
async function noOps(store: Run['store']): Promise<Record<string, number>> {
  const { engine } = prepare(store, async () => ({ kind: 'succeeded' }));
  await engine.start();
  await oneJob(store, engine);
  const rates = await oneJob(store, engine);
  await engine.stop(1_000);
  return rates;
}

async function oneJob(store: Run['store'], engine: Run['engine']): Promise<Record<string, number>> {
  await store.transact((tx) => tx.ledger.hold({ kind: 'source', name: 'qq', since: Date.now() }));
  const began = performance.now();
  const jobId = await engine.createJob({ template: 'sync', stages: ['sync'] });
  while ((await store.jobView(jobId))?.stages[0]?.planned !== true) await systemPacing.sleep(2, new AbortController().signal);
  const planned = performance.now();
  await engine.command('resume', { source: 'qq' });
  await untilEnded(store, jobId);
  return { addPerSecond: (size / (planned - began)) * 1_000, runPerSecond: (size / (performance.now() - planned)) * 1_000 };
}

/** The median of three, so that a pause of the machine does not count as a slow page. */
async function pageMs(store: Run['store'], query: Parameters<Run['store']['listItems']>[0]): Promise<number> {
  const times: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const began = performance.now();
    const { items } = await store.listItems(query);
    times.push(performance.now() - began);
    if (query.status !== 'running' && items.length !== query.limit) throw new Error(`a page of ${items.length} items`);
  }
  return times.sort((a, b) => a - b)[1] ?? 0;
}

/** All but the first few items stay pending, as during downloads. */
async function create(store: Run['store']): Promise<Record<string, number>> {
  const { engine, first } = prepare(
    store,
    (_item, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'failed', errorClass: 'internal', message: 'aborted' }));
      }),
  );
  await engine.start();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const began = performance.now();
  const jobId = await engine.createJob({ template: 'sync', stages: ['sync'] });
  const firstItemMs = (await first) - began;
  while ((await store.jobView(jobId))?.stages[0]?.planned !== true) await systemPacing.sleep(20, new AbortController().signal);
  const createMs = performance.now() - began;
  clearInterval(watch);
  const pages: number[] = [];
  for (const status of [undefined, 'pending', 'running'] as const) {
    for (let page = 0; page < 200; page += 1)
      pages.push(await pageMs(store, { jobId, status, after: Math.floor((page / 200) * size), limit: 200 }));
  }
  pages.sort((a, b) => a - b);
  const canceled = performance.now();
  await engine.settled(await engine.command('cancel', { jobId }), new AbortController().signal);
  const cancelMs = performance.now() - canceled;
  await engine.stop(1_000);
  return {
    firstItemMs,
    createMs,
    peakRssMb: peak / 2 ** 20,
    pageSlowestMs: pages.at(-1) ?? 0,
    pageMedianMs: pages[pages.length >> 1] ?? 0,
    cancelMs,
  };
}

const home = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'engine-load-'));
const { store, close } = await openSqliteStore(join(home, 'catalogsync.db'));
try {
  console.log(JSON.stringify(await (mode === 'create' ? create(store) : noOps(store))));
} finally {
  await close();
  rmSync(home, { recursive: true, force: true });
}
