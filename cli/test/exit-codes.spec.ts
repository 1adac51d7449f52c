import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, type Ended, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { freePorts } from './product.js';

// Real here: the whole command line, in this process, with the services that a command starts; for signals, the command as a process.
// docs/operations.md lists the exit codes.

let home: string;
let music: string;
const here = (...args: string[]): Promise<Ended> => catalogsync([...args, '--home', home]);

beforeAll(async () => {
  home = temporaryFolder();
  music = temporaryFolder();
  writeFileSync(join(music, 'song.wav'), silentWav(1));
  writeFileSync(join(home, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\n`, { mode: 0o600 });
  expect(await here('run')).toMatchObject({ code: 0, stderr: expect.not.stringContaining('catalogsync:') });
});
afterAll(removeFolders);

const oneLine = /^catalogsync: [^\n]+\n$/;

describe('when a command did what was asked, it exits with 0', () => {
  it.each([
    ['jobs', 'list'],
    ['jobs', 'show', '1'],
    ['jobs', 'items', '1'],
    ['jobs', 'retry', '1', '--dry-run'],
    ['playlists', 'list'],
    ['playlists', 'show', '1'],
    ['playlists', 'history', '1'],
    ['sources', 'list'],
    ['sources', 'check'],
    ['sources', 'search', 'library', 'nothing like it'],
    ['rank', 'show'],
    ['downloads', 'list'],
    ['quarantine', 'list'],
    ['snapshot', 'list'],
    ['snapshot', 'publish'],
    ['keys', 'list'],
    ['keys', 'generate'],
    ['backends', 'list'],
    ['schedules', 'list'],
    ['config', 'show'],
    ['config', 'check'],
    ['config', 'revisions'],
    ['console', 'users', 'list'],
    ['console', 'tokens', 'list'],
    ['lyrics', 'backfill', '--dry-run'],
    ['run', '--template', 'publish'],
  ])('%j', async (...args) => {
    const { code, stderr } = await here(...args.filter((arg) => arg !== undefined));
    expect({ code, failure: oneLine.test(stderr) ? stderr : '' }).toEqual({ code: 0, failure: '' });
  });
});

describe('when a command names something that does not exist, it exits with 1 and says so', () => {
  it.each([
    { args: ['jobs', 'show', '99'], says: /99/ },
    { args: ['jobs', 'cancel', '99'], says: /99|no such|not/ },
    { args: ['playlists', 'show', '99'], says: /99/ },
    { args: ['playlists', 'history', 'qq,nothing'], says: /qq,nothing/ },
    { args: ['sources', 'check', 'betamax'], says: /betamax/ },
    { args: ['sources', 'search', 'betamax', 'x'], says: /betamax/ },
    { args: ['resolve', 'Nobody - Nothing'], says: /./ },
    { args: ['downloads', 'show', 'nothing'], says: /nothing/ },
    { args: ['downloads', 'cancel', 'nothing'], says: /nothing/ },
    { args: ['quarantine', 'approve', 'nothing'], says: /nothing/ },
    { args: ['quarantine', 'reject', 'nothing'], says: /nothing/ },
    { args: ['snapshot', 'rollback', 'nothing'], says: /nothing/ },
    { args: ['snapshot', 'verify', '/nowhere/at/all'], says: /\/nowhere\/at\/all/ },
    { args: ['schedules', 'remove', 'nothing'], says: /nothing/ },
    { args: ['config', 'apply', '99'], says: /99/ },
    { args: ['config', 'diff', '99'], says: /99/ },
    { args: ['console', 'tokens', 'revoke', '99'], says: /99/ },
    { args: ['console', 'reset-password', '--user', 'nobody'], says: /nobody/ },
    { args: ['run', '--playlist-file', '/nowhere/lists.txt'], says: /\/nowhere\/lists\.txt/ },
  ])('$args', async ({ args, says }) => {
    const { code, stderr } = await here(...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
    expect(stderr.split('\n').at(-2)).toMatch(/^catalogsync: /);
  });
});

describe('when a command is refused, it exits with 1 and says why', () => {
  it.each([
    { args: ['run', '--template', 'brew'], says: /brew/ },
    { args: ['schedules', 'add', 'never', '--pattern', '0 0 30 2 *'], says: /never fires/ },
    {
      args: [
        'backends',
        'register',
        '--name',
        'cloud',
        '--type',
        'object_storage',
        '--bucket',
        'music',
        '--endpoint',
        'https://u:p@s3.example',
      ],
      says: /password|user/,
    },
    { args: ['console', 'users', 'add', 'admin', '--role', 'read_only'], says: /admin/ },
  ])('$args', async ({ args, says }) => {
    const { code, stderr } = await here(...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
  });

  it('settings out of range, and a home that is no folder', async () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'catalogsync.env'), 'RECOVERY=never\n');
    for (const args of [['config', 'check'], ['doctor'], ['up'], ['run'], ['jobs', 'list']])
      expect({ args, code: (await catalogsync([...args, '--home', other])).code }).toEqual({ args, code: 1 });
    expect((await catalogsync(['jobs', 'list', '--home', join(music, 'song.wav')])).code).toBe(1);
  });
});

describe('when only a part of the work could be done', () => {
  it('`run` exits with 0, names what is missing, and says that there were errors', async () => {
    const other = temporaryFolder();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'song.wav'), silentWav(2));
    writeFileSync(join(folder, 'broken.mp3'), 'no audio at all');
    writeFileSync(join(other, 'catalogsync.env'), `LIBRARY_FOLDERS=${folder}\n`);
    const { code, stdout, stderr } = await catalogsync(['run', '--home', other]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: expect.stringContaining('is completed with errors'),
      stderr: expect.stringMatching(/! .*broken\.mp3/),
    });
  });

  it('`run` exits with 1 if its job failed', async () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\nSNAPSHOT_DIR=${join(music, 'song.wav')}\n`);
    const { code, stderr } = await catalogsync(['run', '--home', other, '--template', 'publish']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^catalogsync: /m) });
  });

  it('`sources check` exits with 1 if one does not answer, and still shows the others', async () => {
    const { PUBLIC_API_PORT: unused } = await freePorts();
    const environment = { SUBSONIC_URL: `http://127.0.0.1:${unused}`, SUBSONIC_USER: 'u', SUBSONIC_PASSWORD: 'p' };
    const { code, stdout, stderr } = await catalogsync(['sources', 'check', '--home', home], { environment });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/library[^\n]*\n(.*\n)*.*subsonic +NO/),
      stderr: 'catalogsync: this source does not answer: subsonic\n',
    });
  });
});

describe('when a command is interrupted', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s before its work is over, it exits with 130 and says so', async (signal) => {
    // Built now, so that the signal does not reach the build.
    expect((await startCatalogsync(['--version']).ended).code).toBe(0);
    const other = temporaryFolder();
    mkdirSync(join(other, 'music'));
    for (let song = 0; song < 400; song += 1) writeFileSync(join(other, 'music', `${song}.wav`), silentWav(song));
    writeFileSync(join(other, 'catalogsync.env'), `LIBRARY_FOLDERS=${join(other, 'music')}\n`);
    const command = startCatalogsync(['run', '--home', other]);
    await command.waitFor(/Scanning/);
    command.child.kill(signal);
    const { code, stderr } = await command.ended;
    expect({ code, stderr: stderr.split('\n').at(-2) }).toEqual({ code: 130, stderr: 'catalogsync: interrupted' });
  });

  it('twice, it ends at once with the number of the second signal', async () => {
    const environment = { ...(await freePorts()), ROOT_DIR: join(temporaryFolder(), 'home') };
    const command = startCatalogsync(['up'], { environment });
    await command.waitFor(/Public API +http/);
    command.child.kill('SIGTERM');
    command.child.kill('SIGINT');
    // The system may deliver them in either order.
    expect([130, 143]).toContain((await command.ended).code);
  });

  it('which had been stopped before it began, it exits with 130 and does nothing', async () => {
    const other = temporaryFolder();
    writeFileSync(join(other, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\n`);
    const { code, stderr } = await catalogsync(['run', '--home', other], { signal: AbortSignal.abort() });
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringMatching(/catalogsync: interrupted\n$/) });
  });
});

describe('when a command fails', () => {
  it('for another reason although it was interrupted, it exits with 1', async () => {
    const { code, stderr } = await catalogsync(['snapshot', 'verify', '/nowhere/at/all', '--home', home], { signal: AbortSignal.abort() });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('/nowhere/at/all') });
  });

  it('it is not a failure if the reader of its output has gone', async () => {
    const command = startCatalogsync(['config', 'show', '--home', home]);
    command.child.stdout?.destroy();
    expect(await command.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('when no instance runs', () => {
  it('lists are answered all the same, and a command is stored for the next start', async () => {
    const { code, stdout } = await here('jobs', 'pause', '--all');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'noted: applied as soon as jobs run\n' });
    expect((await here('jobs', 'list')).code).toBe(0);
    expect((await here('jobs', 'resume', '--all')).code).toBe(0);
  });

  it('what needs a catalogue exits with 1 where there is none, and makes no home', async () => {
    const none = join(temporaryFolder(), 'home');
    for (const args of [
      ['console', 'users', 'list'],
      ['config', 'revisions'],
    ]) {
      const { code, stderr } = await catalogsync([...args, '--home', none]);
      expect({ args, code, stderr }).toEqual({ args, code: 1, stderr: expect.stringMatching(oneLine) });
    }
    expect(() => readFileSync(join(none, 'catalogsync.env'))).toThrow();
  });
});
