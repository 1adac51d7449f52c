import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPlaybackSigner, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { freePort, Publication } from '@catalogsync/testkit';
import { nodeOptions } from './command.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
export const fileBytes = 40_000_000;
const connections = 16;
const rounds = 5;
const secondsPerRound = 4;

/** A server that sends the file. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  readonly bytesPerSecond: number[];
  readonly residentMb: number[];
  /** The server's CPU time per gigabyte: independent of other load on the machine. */
  readonly secondsPerGb: number[];
}

/**
 * The origin against nginx with sendfile: the same 40 MB file, 16 connections, the server on one core and wrk on the
 * other, alternating. Goal: at least 0.85 of nginx, constant memory.
 */
export async function runStreamingBench(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'streaming-'));
  const targets: Target[] = [];
  try {
    await mkdir(join(root, 'library'));
    await writeFile(join(root, 'library', 'file.flac'), Buffer.alloc(fileBytes, 'catalogsync'));
    targets.push(await startNginx(root), await startOrigin(root));
    for (const target of targets) await load(target, 1);
    for (const target of targets) target.residentMb.push(residentMb(target.process));
    for (let round = 0; round < rounds; round++) {
      for (const target of targets) await measure(target);
      for (const target of targets) target.residentMb.push(residentMb(target.process));
    }
    print(targets, 0.85);
  } finally {
    for (const target of targets) await end(target.process);
    await rm(root, { recursive: true, force: true });
  }
}

/** One round against one server. */
export async function measure(target: Target): Promise<void> {
  const before = cpuSeconds(target.process);
  const bytesPerSecond = await load(target, secondsPerRound);
  target.bytesPerSecond.push(bytesPerSecond);
  target.secondsPerGb.push(((cpuSeconds(target.process) - before) / (bytesPerSecond * secondsPerRound)) * 1e9);
}

/** @param goal the least share of the first server's throughput */
export function print(targets: readonly Target[], goal: number): void {
  const yardstick = median(targets[0]?.bytesPerSecond ?? []);
  printTable(
    ['server', 'MB/s (median)', 'ratio', 'CPU s/GB', 'RSS after warm-up', 'RSS at the end', 'RSS at most'],
    targets.map(({ name, bytesPerSecond, secondsPerGb, residentMb: resident }) => [
      name,
      (median(bytesPerSecond) / 1e6).toFixed(0),
      (median(bytesPerSecond) / yardstick).toFixed(2),
      median(secondsPerGb).toFixed(2),
      `${resident.at(0)?.toFixed(0)} MB`,
      `${resident.at(-1)?.toFixed(0)} MB`,
      `${Math.max(...resident).toFixed(0)} MB`,
    ]),
  );
  console.log(`goal: ratio >= ${goal}, memory flat; ${rounds} rounds of ${secondsPerRound} s, ${connections} connections`);
}

/**
 * @param server more of the server's configuration
 * @param path what is asked for
 */
export async function startNginx(root: string, name = 'nginx sendfile', path = '/file.flac', server = ''): Promise<Target> {
  const [port, own] = [await freePort(), join(root, name)];
  await mkdir(own);
  const config = `
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events { worker_connections 64; }
http {
  access_log off; sendfile on; tcp_nopush on; default_type audio/flac;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server { listen 127.0.0.1:${port}; root ${root}/library; ${server} }
}`;
  await writeFile(join(own, 'nginx.conf'), config);
  const args = ['-c', '0', 'nginx', '-p', own, '-c', join(own, 'nginx.conf')];
  const process = spawn('taskset', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}${path}`;
  await answers(url);
  return { name, url, process, bytesPerSecond: [], residentMb: [], secondsPerGb: [] };
}

/** With more of its settings than where its home is. */
export async function startOrigin(root: string, settings: Readonly<Record<string, string>> = {}): Promise<Target> {
  const publication = await Publication.create(root);
  await ensureKeyRing(join(root, 'keys'), 'playback', new Date());
  await publication.publish({
    sequence: 1,
    change: { expires_at: '2999-01-01T00:00:00Z' },
    fill: (database) => {
      database.exec(`INSERT INTO catalog_track_files(file_location_id, song_id, ext, backend_type, backend_name, locator, status, is_primary)
                     VALUES (1, 1, 'flac', 'local', 'local', 'file.flac', 'active', 1)`);
    },
  });
  const child = fileURLToPath(new URL('./streaming-origin-child.js', import.meta.url));
  const process = fork(child, { execPath: 'taskset', execArgv: ['-c', '0', globalThis.process.execPath, ...nodeOptions] });
  process.send({ ROOT_DIR: root, ORIGIN_HOST: '127.0.0.1', ORIGIN_PORT: '0', ORIGIN_RPC: `unix:${root}/origin.sock`, ...settings });
  const [base] = (await once(process, 'message')) as [string];
  const signer = createPlaybackSigner(keyRingFiles(join(root, 'keys'), 'playback').signing);
  const token = await signer.sign({ fileLocationId: 1, expiresAt: Math.ceil(Date.now() / 1000) + 3600 });
  const url = `${base}/api/private-origin/stream/${token}`;
  await answers(url);
  return { name: 'origin', url, process, bytesPerSecond: [], residentMb: [], secondsPerGb: [] };
}

/** Bytes per second as wrk counts them. */
export async function load(target: Target, seconds: number): Promise<number> {
  const args = ['-c', '1', 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', target.url];
  const { stdout } = await run('taskset', args);
  const [, amount, unit] = /Transfer\/sec:\s+([\d.]+)([KMG]?B)/.exec(stdout) ?? [];
  if (amount === undefined || /Non-2xx|Socket errors: .*(connect|read) [1-9]/.test(stdout))
    throw new Error(`wrk against ${target.name}: ${stdout}`);
  return Number(amount) * ({ B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }[String(unit)] ?? Number.NaN);
}

/** What a process holds in memory. */
export function residentMb(process: ChildProcess): number {
  const status = readFileSync(`/proc/${process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** User and system time; the kernel counts in hundredths of a second. */
function cpuSeconds(process: ChildProcess): number {
  const fields = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Waits until the whole file is served. */
async function answers(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      const { byteLength } = await (await fetch(url)).arrayBuffer();
      if (byteLength === fileBytes) return;
      throw new Error(`${url} sends ${byteLength} bytes`);
    } catch (error) {
      if (tries >= 50) throw error;
      await sleep(100);
    }
  }
}

/** Ends a server. */
export async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, 'exit');
  process.kill('SIGTERM');
  await ended;
}
