import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@catalogsync/testkit';

/** A yardstick's server, started for one benchmark on a free port with its own folder. */
export interface YardstickServer {
  readonly port: number;
  stop(): Promise<void>;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill(signal);
  await gone;
}

/** Redis from Debian's package; every write is flushed before the answer. Undefined if not installed. */
export async function startRedis(): Promise<YardstickServer | undefined> {
  const program = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...durable], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error('redis-server ended at once')));
    child.stdout.on('data', (text) => String(text).includes('Ready to accept connections') && resolve());
  });
  const stop = async (): Promise<void> => {
    await ended(child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, stop };
}

/** PostgreSQL refuses to run as root, so it runs as the user of its package. */
function postgresUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** PostgreSQL from Debian's package with its defaults: every commit is flushed. Undefined if not installed. */
export async function startPostgres(): Promise<YardstickServer | undefined> {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)) : [];
  const [version] = versions;
  if (version === undefined) return undefined;
  const program = (name: string): string => join('/usr/lib/postgresql', version, 'bin', name);
  const user = postgresUser();
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(program('initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8'], { ...user, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const flags = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`];
  const child = spawn(program('postgres'), flags, { ...user, cwd: folder, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    // A fast shutdown: open connections are closed, nothing is lost.
    await ended(child, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries += 1) {
    try {
      execFileSync(program('pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      return { port, stop };
    } catch (error) {
      if (tries > 100 || child.exitCode !== null) {
        await stop();
        throw error;
      }
      await sleep(100);
    }
  }
}
