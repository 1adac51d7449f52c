import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type Item, JobEngine, type NewItem, type StageExecutor } from '@catalogsync/job-engine';
import type { Notes } from '@catalogsync/job-engine/testing';
import { systemPacing } from '../src/adapters/engine-surroundings/system-pacing.js';
import { openSqliteStore } from './engine-stores.js';
import { contentOf } from './kill-content.js';

/**
 * A real process for the kill loop. Works on jobs of 500 items, each of which writes a file and a row,
 * until it is killed or, with `finish`, until no job is left. Creates a new job when none is open.
 */
const [home = '', mode = ''] = process.argv.slice(2);
const files = join(home, 'files');

/** Writes, flushes and renames a temporary file, so that the file exists whole or not at all. */
function writeWhole(name: string, fence: number): void {
  const aside = join(files, `.${name}.${fence}.part`);
  const file = openSync(aside, 'w');
  const content = contentOf(name);
  writeFileSync(file, content.slice(0, 1_000));
  writeFileSync(file, content.slice(1_000));
  fsyncSync(file);
  closeSync(file);
  renameSync(aside, join(files, name));
  const folder = openSync(files, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

async function* fiveHundred(): AsyncGenerator<NewItem> {
  for (let song = 1; song <= 500; song += 1) {
    // Slow enough for kills to hit the planning too.
    if (song % 100 === 0) await sleep(5);
    yield { type: 'song', key: `song:${song}` };
  }
}

let first = true;

const executor: StageExecutor<Notes> = {
  type: 'download',
  lane: 'exclusive',
  concurrency: 2,
  itemsPerClaim: 1,
  stallAfterMs: 60_000,
  plan: fiveHundred,
  async execute(item: Item, { job, fence }) {
    const name = `${job.id}-${item.key.replace(':', '-')}`;
    await sleep(Math.random() * 8);
    writeWhole(name, fence);
    return {
      kind: 'succeeded',
      effect: (notes) => {
        notes.add(name);
        if (first) setImmediate(() => process.stdout.write('first\n'));
        first = false;
      },
    };
  },
};

async function main(): Promise<void> {
  mkdirSync(files, { recursive: true });
  for (const name of readdirSync(files)) if (name.endsWith('.part')) rmSync(join(files, name));
  const { store, close } = await openSqliteStore(join(home, 'catalogsync.db'));
  const log = { warn: console.error, error: console.error };
  const surroundings = { clock: { now: Date.now }, pacing: systemPacing, random: Math.random, volumes: { hasRoom: async () => true }, log };
  // Killing it is the point; the crash-loop guard would stop the test after the third kill.
  const engine = new JobEngine({ store, executors: [executor], surroundings, options: { crashLimit: Number.MAX_SAFE_INTEGER } });
  await engine.start();
  for (;;) {
    const [last] = await store.listJobs({ limit: 1 });
    if (last !== undefined && !hasEnded(last.job.status)) await sleep(10);
    else if (mode === 'finish' && last !== undefined) break;
    else await engine.createJob({ template: 'download', stages: ['download'] });
  }
  await engine.stop(1_000);
  await close();
}

await main();
