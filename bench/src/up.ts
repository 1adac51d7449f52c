import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, silentWav } from '@catalogsync/testkit';
import { command } from './command.js';
import { median, printTable } from './table.js';

const files = 50_000;
const rounds = 5;
/** Long enough for the heap to settle after the job. */
const idleMs = 15_000;

const libraryOf = (count: number): string => join(tmpdir(), `catalogsync-bench-library-${count}`);
const library = libraryOf(files);

interface Start {
  /** From starting the command to the first answer that lists tracks. */
  readonly answerMs: number;
  /** From starting the command to the end of its scan and publication. */
  readonly jobMs: number;
  readonly idleMb: number;
}

/**
 * `./catalogsync up` on a library of 50,000 files that was scanned before: how soon the public API answers, how long
 * the unchanged rescan takes, and how much memory six idle services in one process use. The yardstick of the rescan is
 * a bare walk that stats every file.
 */
export async function runUpBench(): Promise<void> {
  await makeLibrary();
  const home = await mkdtemp(join(tmpdir(), 'up-'));
  try {
    const first = await start(home, ['--library', library], 0);
    const starts: Start[] = [];
    const walks: number[] = [];
    for (let round = 0; round < rounds; round++) {
      walks.push(await bareWalk());
      starts.push(await start(home, [], idleMs));
    }
    print(first, starts, median(walks));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function print(first: Start, starts: readonly Start[], walkMs: number): void {
  const answer = median(starts.map(({ answerMs }) => answerMs));
  const rescan = median(starts.map(({ jobMs }) => jobMs));
  const idle = median(starts.map(({ idleMb }) => idleMb));
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  printTable(
    ['figure', 'median', 'yardstick', 'ratio'],
    [
      ['first API answer after the start', seconds(answer), 'goal 3.00 s', (answer / 3000).toFixed(2)],
      ['resident when idle, six services', `${idle.toFixed(0)} MB`, 'goal 180 MB', (idle / 180).toFixed(2)],
      ['start to unchanged job done', seconds(rescan), `bare walk ${seconds(walkMs)}`, (rescan / walkMs).toFixed(1)],
      ['first scan and publication', seconds(first.jobMs), `bare walk ${seconds(walkMs)}`, (first.jobMs / walkMs).toFixed(1)],
    ],
  );
  console.log(`${files.toLocaleString('en')} files, ${rounds} starts, idle for ${idleMs / 1000} s`);
}

/** Small WAV files of different content, 100 in a folder; kept between runs. */
export async function makeLibrary(count = files): Promise<string> {
  const made = libraryOf(count);
  const done = join(made, '.complete');
  if (existsSync(done)) return made;
  for (let at = 0; at < count; at++) {
    const folder = join(made, `album ${Math.floor(at / 100)}`);
    if (at % 100 === 0) await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `歌手${at % 997} - 歌曲 ${at}.wav`), silentWav(at, 400));
  }
  await writeFile(done, '');
  return made;
}

async function bareWalk(): Promise<number> {
  const begin = performance.now();
  for (const entry of await readdir(library, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await stat(join(entry.parentPath, entry.name));
  }
  return performance.now() - begin;
}

export async function environment(): Promise<Record<string, string | undefined>> {
  const hosts = Object.fromEntries(['WEB', 'SNAPSHOT', 'ORIGIN', 'PUBLIC_API'].map((name) => [`${name}_HOST`, '127.0.0.1']));
  const ports: Record<string, string> = {};
  for (const name of ['WEB', 'SNAPSHOT', 'ORIGIN', 'PUBLIC_API']) ports[`${name}_PORT`] = String(await freePort());
  return { ...process.env, ...hosts, ...ports };
}

async function start(home: string, options: readonly string[], waitIdleMs: number): Promise<Start> {
  const env = await environment();
  const begin = performance.now();
  const child = spawn(command, ['up', '--home', home, ...options], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const jobDone = lineWith(child, 'Catalogue:').then(() => performance.now() - begin);
    const answerMs = options.length > 0 ? 0 : await firstAnswer(`http://127.0.0.1:${env.PUBLIC_API_PORT}/v1/tracks?limit=1`, begin);
    const jobMs = await jobDone;
    await sleep(waitIdleMs);
    return { answerMs, jobMs, idleMb: residentMb(child) };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

export async function firstAnswer(url: string, begin: number, withinMs = 60_000): Promise<number> {
  while (performance.now() - begin < withinMs) {
    try {
      if ((await fetch(url)).ok) return performance.now() - begin;
    } catch {
      // Nobody listens yet; the loop is bounded.
    }
    await sleep(10);
  }
  throw new Error(`no answer within ${withinMs / 1000} s`);
}

/** Resolves with the first line of the output that holds a word; rejects if the process ends before. */
export function lineWith(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(word)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`up ended with ${code}: ${output}`)));
  });
}

export function residentMb(child: ChildProcess): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
