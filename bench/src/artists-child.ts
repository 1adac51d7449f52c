import { readFileSync } from 'node:fs';
import { withIdentifying } from '@catalogsync/orchestrator';
import { addCredits } from './artist-rows.js';
import { range } from './link-songs.js';

/** What the child reports to its parent, as one line of JSON. */
export interface ArtistFigures {
  readonly allMs: number;
  readonly cpuMs: number;
  /** For each playlist of 100 songs. */
  readonly playlistMs: readonly number[];
  readonly playlistCpuMs: readonly number[];
  /** Highest resident size of the process (proc(5), VmHWM). */
  readonly peakBytes: number;
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

/** Identifies the artists of a catalogue, then those of one playlist after the other, in its own process, so that memory can be measured. */
async function main(db: string): Promise<void> {
  const figures = await withIdentifying(db, async (identify): Promise<ArtistFigures> => {
    const before = cpuMs();
    const allMs = await timed(identify);
    const spent = cpuMs() - before;
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    const playlistMs: number[] = [];
    const playlistCpuMs: number[] = [];
    for (const round of range(20)) {
      addCredits(db, range(100, 2_000_000 + round * 100));
      const started = cpuMs();
      playlistMs.push(await timed(identify));
      playlistCpuMs.push(cpuMs() - started);
    }
    return { allMs, cpuMs: spent, playlistMs, playlistCpuMs, peakBytes: Number(peak) * 1024 };
  });
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

const [db] = process.argv.slice(2);
if (db === undefined) throw new Error('usage: artists-child DB');
await main(db);
