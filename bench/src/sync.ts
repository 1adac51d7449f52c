import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatedServer } from '@catalogsync/testkit';
import Connection from 'better-sqlite3';
import { command } from './command.js';
import { deezer, latencyMs, playlists, type SyncedPlatform, songsEach, subsonic } from './sync-platforms.js';
import { median, printTable } from './table.js';
import { environment } from './up.js';

const mostTimes = 1.2;
const mostMb = 150;

interface Synced {
  readonly stageMs: number;
  readonly peakMb: number;
  readonly cpuSeconds: number;
  readonly songs: number;
}

/** What a process has used so far. */
interface Usage {
  readonly peakMb: number;
  readonly cpuSeconds: number;
}

/** Runs a job of the product as a process. */
async function runJob(home: string, settings: Readonly<Record<string, string>>, template: string): Promise<Usage> {
  const env = { ...(await environment()), ...settings };
  const child = spawn(command, ['run', '--home', home, '--template', template], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  let used: Usage = { peakMb: 0, cpuSeconds: 0 };
  const watch = setInterval(() => {
    const now = usageOf(child.pid);
    // At its end the process becomes another program, which uses next to nothing.
    if (now !== undefined) used = { peakMb: Math.max(used.peakMb, now.peakMb), cpuSeconds: now.cpuSeconds };
  }, 50);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`run --template ${template} ended with ${code}`);
  return used;
}

/** Undefined if it has just ended. */
function usageOf(pid: number | undefined): Usage | undefined {
  try {
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // After the name in brackets; utime and stime are fields 14 and 15, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return peak === undefined ? undefined : { peakMb: Number(peak) / 1024, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return undefined;
  }
}

async function sync(settings: Readonly<Record<string, string>>): Promise<Synced> {
  const home = await mkdtemp(join(tmpdir(), 'sync-'));
  try {
    await runJob(home, settings, 'collect');
    const used = await runJob(home, settings, 'sync');
    const connection = new Connection(join(home, 'catalogsync.db'), { readonly: true });
    const stage = connection.prepare("SELECT started_at, ended_at FROM job_stages WHERE stage_type = 'sync'").get() as Record<
      string,
      string
    >;
    const { n } = connection.prepare('SELECT count(*) AS n FROM playlist_songs').get() as { n: number };
    connection.close();
    return { stageMs: Date.parse(stage.ended_at ?? '') - Date.parse(stage.started_at ?? ''), ...used, songs: n };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/**
 * A sync of 1,000 playlists of 100 songs from platforms that take 50 ms for each answer, by the product as it is installed. The
 * yardstick is what latency and the declared limits of the source allow. Throws if a goal is missed.
 */
export async function runSyncBench(): Promise<void> {
  const isMet: boolean[] = [];
  for (const platform of [deezer, subsonic]) isMet.push(await measure(platform));
  if (isMet.includes(false)) throw new Error('a goal of sync was missed');
}

async function measure({ name, settings, answer, allowedMs, rounds }: SyncedPlatform): Promise<boolean> {
  const server = await EmulatedServer.start(({ path, query }) => answer(path, query), { pace: { latencyMs } });
  const measured: Synced[] = [];
  try {
    for (let round = 0; round < rounds; round++) measured.push(await sync(settings(server.url)));
  } finally {
    await server.stop();
  }
  const [stageMs, peakMb] = [median(measured.map((one) => one.stageMs)), median(measured.map((one) => one.peakMb))];
  const whole = measured.every(({ songs }) => songs === playlists * songsEach);
  const met = { time: stageMs <= mostTimes * allowedMs, memory: peakMb < mostMb };
  const missed = (isMet: boolean): string => (isMet ? '' : ', missed');
  printTable(
    [`${name}: ${playlists} playlists of ${songsEach} songs`, 'median', 'goal'],
    [
      ['stage', `${(stageMs / 1000).toFixed(1)} s`, ''],
      ['÷ what limits and latency allow', (stageMs / allowedMs).toFixed(2), `${mostTimes}${missed(met.time)}`],
      ['peak memory, all services of run', `${peakMb.toFixed(0)} MB`, `${mostMb} MB${missed(met.memory)}`],
      ['CPU seconds of the whole command', median(measured.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1), ''],
      ['every song stored', whole ? 'yes' : 'no', 'yes'],
    ],
  );
  return met.time && met.memory && whole;
}
