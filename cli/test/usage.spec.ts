import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the whole command line, in this process; no service is started.
afterAll(removeFolders);

const oneLine = /^catalogsync: [^\n]+\n$/;

describe('when the command line is wrong', () => {
  it.each([
    { args: ['frobnicate'], says: 'frobnicate' },
    { args: ['up', '--librari', '/x'], says: '--librari' },
    { args: ['export-snapshot', '--db', '/x'], says: '--target-dir' },
    { args: ['export-snapshot', '--target-dir', '/x'], says: '--db' },
    { args: ['init-db'], says: '--db' },
    { args: ['serve'], says: '--db' },
    { args: ['serve', '--db', '/x'], says: '--env-file' },
    { args: ['serve', 'cooking'], says: 'cooking' },
    { args: ['serve', 'resolver', '--port', '1'], says: '--port' },
    { args: ['keys', 'rotate', 'house'], says: 'house' },
    { args: ['snapshot', 'verify'], says: 'dir' },
    { args: ['test', '--only', 'everything'], says: 'everything' },
    { args: ['keys', 'list', 'too', 'many'], says: 'too many' },
  ])('exits with 2 and one line: $args (behaviour 137)', async ({ args, says }) => {
    const { code, stdout, stderr } = await catalogsync(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(says);
  });

  it('shows its usage when no command is given', async () => {
    const { code, stderr } = await catalogsync([]);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: catalogsync');
  });
});

describe('when help is requested', () => {
  const commands = [
    'up',
    'serve',
    'run',
    'scan',
    'jobs',
    'playlists',
    'songs',
    'artists',
    'library',
    'sources',
    'resolve',
    'rank',
    'choices',
    'lyrics',
    'downloads',
    'quarantine',
    'media',
    'init-db',
    'import',
    'export-snapshot',
    'snapshot',
    'keys',
    'cloud',
    'backends',
    'schedules',
    'config',
    'console',
    'doctor',
    'test',
  ];

  it('lists every command and no others', async () => {
    const { code, stdout } = await catalogsync(['--help']);
    expect(code).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+)(?: \[| {2,})/gm)].map(([, name]) => name).filter((name) => !name?.startsWith('-'));
    expect(listed).toEqual([...commands, 'help']);
  });

  it.each(commands)('explains %s', async (command) => {
    const { code, stdout, stderr } = await catalogsync([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: catalogsync ${command}`);
    expect(stdout).toContain('--json');
  });

  it('lists the four options of serve (behaviour 134)', async () => {
    const { stdout } = await catalogsync(['serve', '--help']);
    for (const option of ['--db <file>', '--env-file <file>', '--host <address>', '--port <number>']) expect(stdout).toContain(option);
  });

  it('prints the version', async () => {
    expect(await catalogsync(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });
});

describe('when something does not exist', () => {
  it.each([
    { args: ['serve', '--db', 'c.db', '--env-file', 'missing/catalogsync.env'], says: 'missing/catalogsync.env' },
    { args: ['up', '--library', 'missing/music'], says: 'missing/music' },
    { args: ['export-snapshot', '--db', 'missing/c.db', '--target-dir', 'out'], says: 'missing/c.db' },
    { args: ['snapshot', 'verify', 'missing/publication'], says: 'missing/publication' },
  ])('exits with 1 and one line that names it: $args', async ({ args, says }) => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await catalogsync(args, { cwd, environment: { ROOT_DIR: join(cwd, 'home') } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(join(cwd, says));
    expect(existsSync(join(cwd, 'home'))).toBe(false);
  });

  it('also prints the stack with --debug', async () => {
    const { code, stderr } = await catalogsync(['up', '--library', 'missing', '--debug'], { cwd: temporaryFolder() });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: [^\n]+\nFault: [^\n]+\n +at /);
  });
});

describe('when names contain control characters', () => {
  it('prints them on one line without terminal control codes', async () => {
    const { stderr } = await catalogsync(['up', '--library', `no\nwhere\u001b[2J`], { cwd: temporaryFolder() });
    expect(stderr).toMatch(oneLine);
    expect(stderr).not.toContain('\u001b');
  });
});

describe('when keys are managed', () => {
  it('creates them once, rotates them and retires the previous ones', async () => {
    const home = temporaryFolder();
    const list = async () =>
      JSON.parse((await catalogsync(['keys', 'list', '--home', home, '--json'])).stdout) as {
        keys: { purpose: string; state: string; trusted: boolean }[];
      };
    expect((await catalogsync(['keys', 'list', '--home', home])).stdout).toContain('no keys');
    expect((await catalogsync(['keys', 'generate', '--home', home])).stdout).toMatch(
      /^snapshot: created .*\nplayback: created .*\nroot: created .*\ngRPC certificates ca, .*: created; valid until .*\n$/,
    );
    expect((await catalogsync(['keys', 'generate', '--home', home])).stdout).toMatch(
      /^snapshot: already there .*\nplayback: already there .*\nroot: already there .*\ngRPC certificates ca, .*: already there; valid until .*\n$/,
    );
    expect((await catalogsync(['keys', 'rotate', 'playback', '--home', home])).code).toBe(0);
    const states = (await list()).keys.map(({ purpose, state, trusted }) => `${purpose} ${state} ${trusted}`);
    expect(states).toEqual(['snapshot current true', 'playback current true', 'playback previous true', 'root current true']);
    expect((await catalogsync(['keys', 'rotate', '--retire-previous', '--home', home])).code).toBe(0);
    expect((await list()).keys.filter(({ trusted }) => trusted)).toHaveLength(3);
  });

  it('never prints private key material', async () => {
    const home = temporaryFolder();
    await catalogsync(['keys', 'generate', '--home', home]);
    const secret =
      (JSON.parse(readFileSync(join(home, 'keys/playback-signing.jwks'), 'utf8')) as { keys: { d: string }[] }).keys[0]?.d ?? '';
    expect(secret.length).toBeGreaterThan(20);
    for (const format of [[], ['--json']]) {
      const { stdout, stderr } = await catalogsync(['keys', 'list', '--home', home, ...format]);
      expect(stdout + stderr).not.toContain(secret);
    }
  });
});

describe('when the configuration is inspected', () => {
  it('shows every key with its value, provenance and meaning, and masks secrets', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'catalogsync.env'), 'PUBLIC_API_PORT=9090\nWEB_HOST=127.0.0.1\n');
    writeFileSync(join(home, 'secrets.env'), 'PUBLIC_API_ACCESS_TOKENS=opensesame\n');
    const environment = { WEB_HOST: '127.0.0.2' };
    const { code, stdout } = await catalogsync(['config', 'show', '--home', home, '--json'], { environment });
    expect(code).toBe(0);
    expect(stdout).not.toContain('opensesame');
    const settings = JSON.parse(stdout) as { name: string; value: string; from: string; help: string }[];
    const byName = new Map(settings.map((setting) => [setting.name, setting]));
    expect(byName.get('PUBLIC_API_PORT')).toMatchObject({ value: '9090', from: 'file', kind: 'port', default: '8080' });
    expect(byName.get('WEB_HOST')).toMatchObject({ value: '127.0.0.2', from: 'environment' });
    expect(byName.get('DB_PATH')).toMatchObject({ value: join(home, 'catalogsync.db'), from: 'default' });
    expect(byName.get('PUBLIC_API_ACCESS_TOKENS')).toMatchObject({ value: '********', from: 'file' });
    expect(settings.filter(({ help }) => help === '')).toEqual([]);
    expect(byName.size).toBe(settings.length);
    expect((await catalogsync(['config', 'show', '--home', home])).stdout).toContain('PUBLIC_API_PORT=9090  [file]');
  });

  it('finds values out of range in every service, and unknown keys', async () => {
    const home = temporaryFolder();
    expect((await catalogsync(['config', 'check', '--home', home])).code).toBe(0);
    writeFileSync(join(home, 'catalogsync.env'), 'PUBLIC_API_PRT=1\nSNAPSHOT_KEEP=0\nPUBLIC_API_PORT=http\nSERVER_ACTIVE=betamax\n');
    const { code, stderr } = await catalogsync(['config', 'check', '--home', home]);
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine);
    for (const part of ['did you mean PUBLIC_API_PORT?', 'SNAPSHOT_KEEP must be', 'PUBLIC_API_PORT must be', '"betamax"'])
      expect(stderr).toContain(part);
  });
});
