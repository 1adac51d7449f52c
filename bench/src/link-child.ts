import { readFileSync } from 'node:fs';
import { describeRecording } from '@catalogsync/catalog';
import { withLinking } from '@catalogsync/orchestrator';
import { addSongs, range } from './link-songs.js';

/** What the child reports to its parent, as one line of JSON. */
export interface LinkFigures {
  readonly allMs: number;
  readonly cpuMs: number;
  /** For each playlist of 100 songs. */
  readonly playlistMs: readonly number[];
  /** Highest resident size of the process (proc(5), VmHWM). */
  readonly peakBytes: number;
  /** CPU milliseconds that reading 100,000 titles and artists takes here and now: the machine's speed. */
  readonly readingMs: number;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function readingMs(): number {
  const began = cpuMs();
  for (const n of range(100_000))
    describeRecording({ title: `Song of the ${n} (Live)`, artists: `Artist ${n % 30_011} / 周杰伦`, durationMs: n });
  return cpuMs() - began;
}

/** Links a catalogue whose songs wait, then one playlist after the other, in its own process, so that memory can be measured. */
async function main(db: string): Promise<void> {
  const figures = await withLinking(db, async (link): Promise<LinkFigures> => {
    const before = cpuMs();
    const allMs = await timed(link);
    const spent = cpuMs() - before;
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    const playlistMs: number[] = [];
    for (const round of range(20)) {
      // Eighty recordings that are known from other platforms, and twenty new ones.
      addSongs(db, 'tidal', range(80, round * 9973));
      addSongs(db, 'tidal', range(20, 2_000_000 + round * 20));
      playlistMs.push(await timed(link));
    }
    return { allMs, cpuMs: spent, playlistMs, peakBytes: Number(peak) * 1024, readingMs: readingMs() };
  });
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

const [db] = process.argv.slice(2);
if (db === undefined) throw new Error('usage: link-child DB');
await main(db);
