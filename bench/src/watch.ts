import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
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
const rounds = 3;
const drops = 10;
const atOnce = 1_000;
const child = fileURLToPath(new URL('./watch-child.js', import.meta.url));

/**
 * What it costs to watch 50,000 files in 500 folders, against bare watches of the system; how soon a file is playable in the
 * public API after the end of its copying into a library of that size; and 1,000 files that are dropped at once.
 */
export async function runWatchBench(): Promise<void> {
  const library = await makeLibrary();
  const base = await mkdtemp(join(tmpdir(), 'watch-'));
  const dropped = join(library, 'dropped');
  try {
    const [own, bare] = [await figuresOf('own', library), await figuresOf('bare', library)];
    await mkdir(dropped, { recursive: true });
    const served = await serveAndDrop(base, library, dropped);
    print(own, bare, served);
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

interface Served {
  readonly singleMs: number;
  readonly thousandMs: number;
  readonly publications: number;
}

async function serveAndDrop(base: string, library: string, dropped: string): Promise<Served> {
  const env = await environment();
  const up = spawn(command, ['up', '--home', join(base, 'home'), '--library', library], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await lineWith(up, 'Catalogue:');
    const api = `http://127.0.0.1:${env.PUBLIC_API_PORT}`;
    const singles: number[] = [];
    for (let at = 0; at < drops; at++) {
      const name = `Zugabe ${Date.now()}`;
      await writeFile(join(dropped, `Neue - ${name}.wav`), silentWav(1_000_000 + at, 400));
      const begin = performance.now();
      while (!(await isPlayable(api, name))) await sleep(50);
      singles.push(performance.now() - begin);
    }
    const before = await publicationOf(api);
    for (let at = 0; at < atOnce; at++) await writeFile(join(dropped, `Viele - ${at}.wav`), silentWav(2_000_000 + at, 400));
    const begin = performance.now();
    while ((await publicationOf(api)).trackCount < before.trackCount + atOnce) await sleep(100);
    const thousandMs = performance.now() - begin;
    return { singleMs: median(singles), thousandMs, publications: (await publicationOf(api)).sequence - before.sequence };
  } finally {
    up.kill('SIGTERM');
    await once(up, 'exit');
  }
}

async function isPlayable(api: string, name: string): Promise<boolean> {
  const answer = await fetch(`${api}/v1/search?q=${encodeURIComponent(name)}&limit=5`);
  return answer.ok && (await answer.text()).includes(name);
}

async function publicationOf(api: string): Promise<{ readonly trackCount: number; readonly sequence: number }> {
  const answer = (await (await fetch(`${api}/v1/snapshot`)).json()) as { manifest: { trackCount: number; sequence: number } };
  return answer.manifest;
}

function print(own: WatchFigures, bare: WatchFigures, { singleMs, thousandMs, publications }: Served): void {
  const ratio = (a: number, b: number): string => (a / b).toFixed(2);
  printTable(
    ['figure', 'median', 'yardstick', 'ratio'],
    [
      ['memory of the watch', `${own.memoryMb.toFixed(1)} MB`, `bare ${bare.memoryMb.toFixed(1)} MB`, ratio(own.memoryMb, bare.memoryMb)],
      [
        'CPU while nothing happens',
        `${own.idleCpuMs.toFixed(2)} ms/s`,
        `bare ${bare.idleCpuMs.toFixed(2)} ms/s`,
        ratio(own.idleCpuMs, bare.idleCpuMs),
      ],
      ['start of the watch', `${own.startMs.toFixed(0)} ms`, `bare ${bare.startMs.toFixed(0)} ms`, ratio(own.startMs, bare.startMs)],
      ['end of copying to playable', `${(singleMs / 1000).toFixed(2)} s`, 'goal 10 s', ratio(singleMs, 10_000)],
      [`${atOnce} files at once`, `${(thousandMs / 1000).toFixed(2)} s`, `${publications} publications, goal 1`, String(publications)],
    ],
  );
  console.log(`${own.folders} folders with 50,000 files; ${drops} files one after the other`);
}
