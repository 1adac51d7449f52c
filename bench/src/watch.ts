import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { silentWav } from '@catalogsync/testkit';
import { command } from './command.js';
import { median, printTable } from './table.js';
import { environment, lineWith, makeLibrary } from './up.js';
import type { WatchFigures } from './watch-child.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
/** `WATCH_BENCH_FILES=2000` is the small form. */
const files = Number(process.env.WATCH_BENCH_FILES ?? 50_000);
/** Of the scans, which need no sound: `WATCH_BENCH_RESCAN=300000` takes some minutes to make. */
const rescanned = Number(process.env.WATCH_BENCH_RESCAN ?? files);
const rounds = 3;
const drops = 10;
const atOnce = 1_000;
/** Of the first jobs, covers included. */
const longestRestMs = 1_800_000;
const child = fileURLToPath(new URL('./watch-child.js', import.meta.url));

/**
 * What it costs to watch a library, against bare watches of the system; to scan it unchanged, against a bare walk, and to scan a
 * folder of it; how soon a file is playable in the public API after the end of its copying into it; and 1,000 files that are dropped at
 * once.
 */
export async function runWatchBench(): Promise<void> {
  const library = await makeLibrary(files);
  const base = await mkdtemp(join(tmpdir(), 'watch-'));
  const dropped = join(library, 'dropped');
  try {
    const [own, bare] = [await figuresOf('own', library), await figuresOf('bare', library)];
    const scanned = await scans();
    await mkdir(dropped, { recursive: true });
    const served = await serveAndDrop(base, library, dropped);
    printTable(['figure', 'median', 'yardstick', 'ratio'], [...watchRows(own, bare), ...scanRows(scanned), ...servedRows(served)]);
    console.log(`${own.folders} folders with ${files.toLocaleString('en')} files; ${drops} files one after the other`);
  } finally {
    await rm(base, { recursive: true, force: true });
    await rm(dropped, { recursive: true, force: true });
  }
}

async function figuresOf(kind: 'own' | 'bare', library: string): Promise<WatchFigures> {
  const all: WatchFigures[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run(process.execPath, ['--expose-gc', child, kind, library]);
    all.push(JSON.parse(stdout) as WatchFigures);
  }
  const of = (figure: keyof WatchFigures): number => median(all.map((one) => one[figure]));
  return { folders: of('folders'), startMs: of('startMs'), memoryMb: of('memoryMb'), idleCpuMs: of('idleCpuMs') };
}

interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
}

/** See services/resolver/test/scan-load.ts. */
interface Scans {
  readonly walks: readonly Cost[];
  readonly scans: readonly Cost[];
  readonly drops: readonly Cost[];
}

async function scans(): Promise<Scans> {
  const flags = ['--conditions=catalogsync-source', '--import', './tools/swc-register.mjs', 'services/resolver/test/scan-load.ts'];
  const { stdout } = await run(process.execPath, [...flags, String(rescanned), String(rounds)], { cwd: root });
  return JSON.parse(stdout) as Scans;
}

interface Served {
  readonly singleMs: number;
  /** Of all services, from the file to its song. */
  readonly singleCpuMs: number;
  readonly thousandMs: number;
  readonly publications: number;
}

async function serveAndDrop(base: string, library: string, dropped: string): Promise<Served> {
  const env = await environment();
  const home = join(base, 'home');
  const up = spawn(command, ['up', '--home', home, '--library', library], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await lineWith(up, 'Catalogue:');
    await untilNothingRuns(home);
    const api = `http://127.0.0.1:${env.PUBLIC_API_PORT}`;
    const singles: Cost[] = [];
    for (let at = 0; at < drops; at++) {
      const name = `Zugabe ${Date.now()}`;
      await writeFile(join(dropped, `Neue - ${name}.wav`), silentWav(1_000_000 + at, 400));
      const [begin, cpu] = [performance.now(), cpuOf(up.pid)];
      while (!(await isPlayable(api, name))) await sleep(50);
      singles.push({ ms: performance.now() - begin, cpuMs: cpuOf(up.pid) - cpu });
    }
    const before = await publicationOf(api);
    for (let at = 0; at < atOnce; at++) await writeFile(join(dropped, `Viele - ${at}.wav`), silentWav(2_000_000 + at, 400));
    const begin = performance.now();
    while ((await publicationOf(api)).trackCount < before.trackCount + atOnce) await sleep(100);
    const thousandMs = performance.now() - begin;
    const publications = (await publicationOf(api)).sequence - before.sequence;
    return { singleMs: medianOf(singles, 'ms'), singleCpuMs: medianOf(singles, 'cpuMs'), thousandMs, publications };
  } finally {
    up.kill('SIGTERM');
    await once(up, 'exit');
  }
}

/** The first jobs look for covers, and publish them; a second look makes sure that none is about to begin. */
async function untilNothingRuns(home: string): Promise<void> {
  const end = performance.now() + longestRestMs;
  for (let quiet = 0; quiet < 3 && performance.now() < end; ) {
    await sleep(10_000);
    // On a busy machine the command may give up; then something still runs.
    const listed = await run(command, ['--json', 'jobs', 'list', '--home', home]).catch(() => ({
      stdout: '{"jobs":[{"state":"running"}]}',
    }));
    const { jobs } = JSON.parse(listed.stdout) as { jobs: { state: string }[] };
    quiet = jobs.some(({ state }) => state === 'running' || state === 'queued') ? 0 : quiet + 1;
  }
}

/** Milliseconds of a process and those that it has started, while they run. */
function cpuOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, one) => sum + cpuOf(Number(one)), (user + system) * 10);
}

async function isPlayable(api: string, name: string): Promise<boolean> {
  const answer = await fetch(`${api}/v1/search?q=${encodeURIComponent(name)}&limit=5`);
  return answer.ok && (await answer.text()).includes(name);
}

async function publicationOf(api: string): Promise<{ readonly trackCount: number; readonly sequence: number }> {
  const answer = (await (await fetch(`${api}/v1/snapshot`)).json()) as { manifest: { trackCount: number; sequence: number } };
  return answer.manifest;
}

const medianOf = (costs: readonly Cost[], of: keyof Cost): number => median(costs.map((cost) => cost[of]));
const ratio = (a: number, b: number): string => (a / b).toFixed(2);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

function watchRows(own: WatchFigures, bare: WatchFigures): string[][] {
  const row = (name: string, figure: keyof WatchFigures, text: (value: number) => string): string[] => {
    return [name, text(own[figure]), `bare ${text(bare[figure])}`, ratio(own[figure], bare[figure])];
  };
  return [
    row('memory of the watch', 'memoryMb', (value) => `${value.toFixed(1)} MB`),
    row('CPU while nothing happens', 'idleCpuMs', (value) => `${value.toFixed(2)} ms/s`),
    row('start of the watch', 'startMs', (value) => `${value.toFixed(0)} ms`),
  ];
}

function scanRows({ walks, scans: all, drops: some }: Scans): string[][] {
  const row = (name: string, costs: readonly Cost[], of: keyof Cost): string[] => {
    const [own, bare] = [medianOf(costs, of), medianOf(walks, of)];
    return [name, seconds(own), `bare walk ${seconds(bare)}`, ratio(own, bare)];
  };
  const count = rescanned.toLocaleString('en');
  return [
    row(`unchanged scan of ${count} files`, all, 'ms'),
    row(`CPU of an unchanged scan of ${count} files`, all, 'cpuMs'),
    row(`CPU of a new file's scan among ${count} files`, some, 'cpuMs'),
  ];
}

function servedRows({ singleMs, singleCpuMs, thousandMs, publications }: Served): string[][] {
  return [
    ['end of copying to playable', seconds(singleMs), 'goal 10 s', ratio(singleMs, 10_000)],
    ['CPU of that, all services', seconds(singleCpuMs), '', ''],
    [`${atOnce} files at once`, seconds(thousandMs), `${publications} publications, goal 1`, String(publications)],
  ];
}
