import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchOnly } from '@catalogsync/resolver';

/** What the child reports to its parent, as one line of JSON. */
export interface WatchFigures {
  readonly folders: number;
  readonly startMs: number;
  /** What the process grew by. */
  readonly memoryMb: number;
  /** While nothing happens, of a second of time. */
  readonly idleCpuMs: number;
}

const idleSeconds = 20;
const [kind, library = ''] = process.argv.slice(2);

function residentMb(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
}

/** The yardstick: nothing but the system's watches. */
async function bareWatches(): Promise<number> {
  const entries = await readdir(library, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  for (const folder of folders) watch(folder, () => undefined);
  return folders.length;
}

// What is loaded counts for neither.
await watchOnly([], () => undefined);
await sleep(1_000);
const before = residentMb();
const begin = performance.now();
const folders = kind === 'bare' ? await bareWatches() : await watchOnly([library], () => undefined);
const startMs = performance.now() - begin;
await sleep(1_000);
const memoryMb = residentMb() - before;
const cpu = process.cpuUsage();
await sleep(idleSeconds * 1_000);
const { user, system } = process.cpuUsage(cpu);
const figures: WatchFigures = { folders, startMs, memoryMb, idleCpuMs: (user + system) / 1_000 / idleSeconds };
console.log(JSON.stringify(figures));
process.exit();
