import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const songs = 200;
const rounds = 3;
const goal = 1.3;

interface LoadResult {
  readonly elapsedMs: number;
  readonly succeeded: number;
  readonly notFound: number;
  readonly failed: number;
  readonly verified: number;
}

/** The engine with real HTTP, files and SQLite, in its own process. */
async function load(sources: 'with' | 'without'): Promise<LoadResult> {
  const flags = ['--conditions=catalogsync-source', '--import', './tools/swc-register.mjs', 'services/resolver/test/download-load.ts'];
  const { stdout } = await run(process.execPath, [...flags, String(songs), sources], { cwd: root });
  return JSON.parse(stdout) as LoadResult;
}

/**
 * Downloads over two good sources, then over the same with three bad ones tried before them: one hangs, one
 * refuses, one serves broken files. Response times and time-outs are a twentieth of the real ones.
 */
export async function runDownloadsBench(): Promise<void> {
  const without: LoadResult[] = [];
  const withBad: LoadResult[] = [];
  // Alternating, so that other load on the machine affects both alike.
  for (let round = 0; round < rounds; round++) {
    without.push(await load('without'));
    withBad.push(await load('with'));
  }
  const yardstick = median(without.map(({ elapsedMs }) => elapsedMs));
  const row = (name: string, results: readonly LoadResult[]): string[] => {
    const ms = median(results.map(({ elapsedMs }) => elapsedMs));
    const lowest = (pick: (result: LoadResult) => number): string => String(Math.min(...results.map(pick)));
    const failed = String(Math.max(...results.map((result) => result.failed)));
    return [
      name,
      (ms / 1000).toFixed(1),
      (ms / yardstick).toFixed(2),
      lowest((one) => one.verified),
      lowest((one) => one.notFound),
      failed,
    ];
  };
  printTable(
    [`${songs} songs`, 'seconds', 'ratio', 'verified files', 'not found', 'failed'],
    [row('two good sources', without), row(`and three bad ones (goal ${goal})`, withBad)],
  );
}
