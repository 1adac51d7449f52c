import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, type Ended, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process, its services, their files with their permissions, signals.
const running = new Set<CommandProcess>();
const environment = { WEB_HOST: '127.0.0.1', WEB_PORT: '0' };

/** As a user whose umask closes nothing. */
function start(...args: string[]): CommandProcess {
  const before = process.umask(0);
  try {
    const command = startCatalogsync(args, { environment });
    running.add(command);
    command.ended.finally(() => running.delete(command)).catch(() => undefined);
    return command;
  } finally {
    process.umask(before);
  }
}

const run = (...args: string[]): Promise<Ended> => start(...args).ended;

async function stop(command: CommandProcess): Promise<Ended> {
  command.child.kill('SIGTERM');
  return command.ended;
}

let home: string;
beforeAll(async () => {
  // Built now, so that no command below has to build.
  expect((await run('--version')).code).toBe(0);
  home = join(temporaryFolder(), 'home');
  mkdirSync(home);
  chmodSync(home, 0o777);
});
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  removeFolders();
});

/** Everything in a folder that others may read, write or enter. */
function openToOthers(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
}

describe('when a home is made', () => {
  it('is private whoever made its folder and whatever the umask, while it runs too', async () => {
    const music = temporaryFolder();
    writeFileSync(join(music, 'song.wav'), silentWav(1));
    expect((await run('keys', 'generate', '--home', home)).code).toBe(0);
    writeFileSync(join(home, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\n`);
    chmodSync(home, 0o777);
    const orchestrator = start('serve', 'orchestrator', '--home', home);
    await orchestrator.waitFor(/^orchestrator: .*gRPC/m);
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['catalogsync.db', 'catalogsync.db-wal', 'catalogsync.db-shm']));
    expect(statSync(home).mode & 0o022).toBe(0);
    expect(openToOthers(home).filter((name) => !/-trusted\.jwks$|\.crt$|root\.json$/.test(name))).toEqual([]);
    expect((await stop(orchestrator)).code).toBe(0);
    expect((await run('run', '--home', home)).code).toBe(0);
    expect(openToOthers(home).filter((name) => !/-trusted\.jwks$|\.crt$|root\.json$|^publication|^library/.test(name))).toEqual([]);
  });

  it('is closed to all if nothing was in it', async () => {
    const fresh = join(temporaryFolder(), 'fresh');
    mkdirSync(fresh);
    chmodSync(fresh, 0o777);
    expect((await run('jobs', 'list', '--home', fresh)).code).toBe(0);
    expect(statSync(fresh).mode & 0o777).toBe(0o700);
    expect(statSync(join(fresh, 'catalogsync.env')).mode & 0o777).toBe(0o600);
  });
});

describe('when a home is open to others', () => {
  it('says so with `doctor`, with the command that closes it, and is closed and named once at the next start', async () => {
    const [database, secret] = [join(home, 'catalogsync.db'), join(home, 'secrets.env')];
    if (!existsSync(secret)) writeFileSync(secret, '');
    chmodSync(database, 0o664);
    chmodSync(secret, 0o604);
    const { code, stdout } = await run('doctor', '--home', home);
    expect(code).toBe(1);
    expect(stdout).toContain(`FAULT  privacy: others can read and write to the database ${database} (mode 0664)\n`);
    expect(stdout).toContain(`         chmod 0600 ${database}\n`);
    expect(stdout).toContain(`         chmod 0600 ${secret}\n`);
    expect((await run('jobs', 'list', '--home', home)).stderr).toContain('other users could reach these, now only you can: ');
    expect([statSync(database).mode & 0o777, statSync(secret).mode & 0o777]).toEqual([0o600, 0o600]);
    expect((await run('jobs', 'list', '--home', home)).stderr).toBe('');
    const after = (await run('doctor', '--home', home)).stdout;
    // It was not empty when it was first used: a media server may read the library through it.
    expect(after).toContain(`note   privacy: others can read and enter the home folder ${home} (mode 0755)\n`);
    expect(after).not.toContain('FAULT  privacy');
    chmodSync(home, 0o700);
    expect((await run('doctor', '--home', home)).stdout).toContain('ok     privacy: only this user');
  });
});

describe('when the orchestrator hangs', () => {
  it('is named with its process id and what to do, and not as another instance', async () => {
    const orchestrator = start('serve', 'orchestrator', '--home', home);
    await orchestrator.waitFor(/^orchestrator: .*gRPC/m);
    const [pid] = String(await readPid()).split('\n');
    process.kill(Number(pid), 'SIGSTOP');
    try {
      const ended = await run('jobs', 'list', '--home', home);
      expect(ended).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(new RegExp(`process ${pid} has had .* since .*kill -CONT ${pid}`)),
      });
      expect(ended.stderr).not.toContain('another instance');
      expect((await run('config', 'revisions', '--home', home)).stderr).toContain(`kill -CONT ${pid}`);
    } finally {
      process.kill(Number(pid), 'SIGCONT');
    }
    await stop(orchestrator);
  });
});

async function readPid(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(join(home, 'run', 'orchestrator.pid'), 'utf8');
}
