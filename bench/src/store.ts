import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const songs = 100_000;
const rounds = 5;
const leastPerSecond = 20_000;

interface Rates {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

interface Stored {
  readonly fresh: Rates;
  readonly unchanged: Rates;
  /** The same rows by bare prepared statements, in the same process. */
  readonly bare: Rates;
  readonly peakRssMb: number;
}

async function store(): Promise<Stored> {
  const flags = ['--conditions=catalogsync-source', '--import', './tools/swc-register.mjs', 'services/orchestrator/test/store-load.ts'];
  const { stdout } = await run(process.execPath, [...flags, String(songs)], { cwd: root });
  return JSON.parse(stdout) as Stored;
}

/**
 * Stores songs as sync does: with their artists, in playlists of 100, with their history. Throws if the goal is missed. The
 * yardstick inserts the same rows and asks nothing; on a busy machine it slows down alike.
 */
export async function runStoreBench(): Promise<void> {
  const measured: Stored[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await store());
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  const row = (name: string, pick: (one: Stored) => Rates, goal: string): string[] => [
    name,
    whole(median(measured.map((one) => pick(one).perSecond))),
    whole(median(measured.map((one) => pick(one).perCpuSecond))),
    goal,
  ];
  const fresh = median(measured.map((one) => one.fresh.perSecond));
  const met = fresh >= leastPerSecond;
  printTable(
    [`${whole(songs)} songs`, 'songs/s', 'songs per CPU second', 'goal'],
    [
      row('new', (one) => one.fresh, `${whole(leastPerSecond)} /s${met ? '' : ', missed'}`),
      row('unchanged', (one) => one.unchanged, ''),
      row('bare inserts of the same rows', (one) => one.bare, ''),
    ],
  );
  console.log(`peak memory ${whole(median(measured.map(({ peakRssMb }) => peakRssMb)))} MB`);
  if (!met) throw new Error('the goal of storing was missed');
}
