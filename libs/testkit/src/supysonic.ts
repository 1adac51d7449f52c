import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

const run = promisify(execFile);

/** A running Supysonic with one user and a scanned music folder. */
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
 * It speaks protocol 1.10.2: no tokens, no `changed` of playlists.
 */
export async function startSupysonic(musicFolder: string): Promise<Supysonic> {
  const home = await mkdtemp(join(tmpdir(), 'supysonic-'));
  const env = { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' };
  const cli = (...args: string[]) => run('supysonic-cli', args, { env });
  await mkdir(join(home, '.config', 'supysonic'), { recursive: true });
  const settings = `[base]\ndatabase_uri = sqlite:///${home}/supysonic.db\n[webapp]\ncache_dir = ${home}/cache\n[daemon]\nsocket = ${home}/daemon.sock\n`;
  await writeFile(join(home, '.config', 'supysonic', 'supysonic.conf'), settings);
  await cli('user', 'add', user, '-p', password);
  await cli('folder', 'add', 'Music', musicFolder);
  const scan = async (): Promise<void> => void (await cli('folder', 'scan', '-f', 'Music'));
  await scan();
  const port = await freePort();
  const child = spawn('supysonic-server', ['-S', 'waitress', '-h', '127.0.0.1', '-p', String(port)], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}/rest/ping.view?f=json`).catch(() => undefined);
    if (answer !== undefined) return { url, user, password, scan, stop };
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  await stop();
  throw new Error('supysonic did not start');
}
