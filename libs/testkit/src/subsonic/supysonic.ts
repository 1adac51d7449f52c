import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';

const run = promisify(execFile);

/** A running Supysonic with one administrator and a scanned music folder. */
export interface Supysonic {
  /** Without a trailing slash. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Picks up changes in the folder. */
  scan(): Promise<void>;
  stop(): Promise<void>;
}

const user = 'listener';
const password = 'sesame-7';

/**
 * Starts the real program (Debian's `supysonic` with `python3-waitress`) on a free port, in its own home folder.
 * It speaks protocol 1.10.2: no tokens, no `changed` of playlists. The user is an administrator; with `withDaemon`, scans can be
 * started over HTTP.
 */
export async function startSupysonic(musicFolder: string, { withDaemon = false } = {}): Promise<Supysonic> {
  const home = await mkdtemp(join(tmpdir(), 'supysonic-'));
  const env = { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' };
  const cli = (...args: string[]) => run('supysonic-cli', args, { env });
  await mkdir(join(home, '.config', 'supysonic'), { recursive: true });
  const settings = `[base]\ndatabase_uri = sqlite:///${home}/supysonic.db\n[webapp]\ncache_dir = ${home}/cache\n[daemon]\nsocket = ${home}/daemon.sock\nrun_watcher = no\n`;
  await writeFile(join(home, '.config', 'supysonic', 'supysonic.conf'), settings);
  await cli('user', 'add', user, '-p', password);
  await cli('user', 'setroles', '--admin', user);
  await cli('folder', 'add', 'Music', musicFolder);
  const scan = async (): Promise<void> => void (await cli('folder', 'scan', '-f', 'Music'));
  await scan();
  const port = await freePort();
  const start = (program: string, ...args: string[]): ChildProcess => spawn(program, args, { env, stdio: 'ignore' });
  const server = start('supysonic-server', '-S', 'waitress', '-h', '127.0.0.1', '-p', String(port));
  const children = [server, ...(withDaemon ? [start('supysonic-daemon')] : [])];
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  const stop = async (): Promise<void> => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ended);
    await rm(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const isReady = async (): Promise<boolean> => {
    if (withDaemon && !existsSync(join(home, 'daemon.sock'))) return false;
    return (await fetch(`${url}/rest/ping.view?f=json`).catch(() => undefined)) !== undefined;
  };
  for (let tries = 0; tries < 300; tries++) {
    if (await isReady()) return { url, user, password, scan, stop };
    if (children.some(({ exitCode }) => exitCode !== null)) break;
    await sleep(50);
  }
  await stop();
  throw new Error('supysonic did not start');
}
