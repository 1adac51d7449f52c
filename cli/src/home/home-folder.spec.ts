import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHome, readHome, rememberSetting } from './home-folder.js';
import { hostKeys } from './host-keys.js';
import { checkLibraryFolders } from './library-folders.js';

// Real here: files and folders.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'home-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const groups = async () => [{ title: 'all', keys: hostKeys }];

describe('when a home is read', () => {
  it('takes its path from the option, else from ROOT_DIR, and creates nothing', async () => {
    expect((await readHome('a', { environment: { ROOT_DIR: '/b' }, cwd: folder })).root).toBe(join(folder, 'a'));
    expect((await readHome(undefined, { environment: { ROOT_DIR: join(folder, 'b') }, cwd: '/' })).root).toBe(join(folder, 'b'));
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });

  it('prefers the process environment to secrets.env, and secrets.env to catalogsync.env', async () => {
    writeFileSync(join(folder, 'catalogsync.env'), 'A=file\nB=file\nC=file\nROOT_DIR=/elsewhere\n');
    writeFileSync(join(folder, 'secrets.env'), 'B=secret\nC=secret\n');
    const home = await readHome(folder, { environment: { C: 'process' }, cwd: '/' });
    expect(home.environment).toEqual({
      A: 'file',
      B: 'secret',
      C: 'process',
      ROOT_DIR: folder,
      ENV_FILE: join(folder, 'catalogsync.env'),
    });
    expect(home.fileKeys).toEqual(['A', 'B', 'C', 'ROOT_DIR']);
  });

  it('reads the file named by ENV_FILE, else by CONFIG_FILE, and uses the home it names (119)', async () => {
    const file = join(folder, 'nas.env');
    writeFileSync(file, `ROOT_DIR=${join(folder, 'r')}\nA=nas\n`);
    for (const environment of [{ ENV_FILE: file }, { CONFIG_FILE: 'nas.env' }, { ENV_FILE: file, CONFIG_FILE: '/none' }]) {
      const home = await readHome(undefined, { environment, cwd: folder });
      expect(home).toMatchObject({ root: join(folder, 'r'), settingsFile: file, secretsFile: join(folder, 'secrets.env') });
      expect(home.environment).toMatchObject({ A: 'nas', ENV_FILE: file });
    }
    expect((await readHome('h', { environment: { ENV_FILE: file }, cwd: folder })).root).toBe(join(folder, 'h'));
    await expect(readHome(undefined, { environment: { ENV_FILE: join(folder, 'none') }, cwd: folder })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it.each([
    ['is not UTF-8', Buffer.from('\xffA=hunter2\n', 'latin1')],
    ['holds a NUL byte', Buffer.from('A=hunter2\0\n')],
    ['sets a key twice', Buffer.from('A=hunter2\nB=2\nA=hunter2\n')],
    ['is far too large', Buffer.alloc(300 * 1024, '#hunter2')],
  ])('refuses a settings or secrets file that %s, and names it without showing its contents', async (_what, bytes) => {
    for (const name of ['catalogsync.env', 'secrets.env']) {
      writeFileSync(join(folder, 'catalogsync.env'), '');
      writeFileSync(join(folder, name), bytes);
      const failure = await readHome(folder, { environment: {}, cwd: '/' }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining(join(folder, name)) });
      expect(inspect(failure, { depth: null })).not.toContain('hunter2');
    }
  });

  it('reads a file with a byte-order mark and Windows line endings', async () => {
    writeFileSync(join(folder, 'catalogsync.env'), '\uFEFFA=1\r\nB=二\r\n');
    expect((await readHome(folder, { environment: {}, cwd: '/' })).environment).toMatchObject({ A: '1', B: '二' });
  });

  it('refuses a path that is a file', async () => {
    writeFileSync(join(folder, 'home'), '');
    await expect(readHome('home', { environment: {}, cwd: folder })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('when a home is created', () => {
  it('restricts secrets to the owner, and leaves existing files alone', async () => {
    const root = join(folder, 'deep', 'home');
    await createHome(await readHome(root, { environment: {}, cwd: '/' }), groups);
    expect(statSync(join(root, 'secrets.env')).mode & 0o777).toBe(0o600);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    writeFileSync(join(root, 'catalogsync.env'), 'WEB_PORT=1\n');
    await createHome(await readHome(root, { environment: {}, cwd: '/' }), groups);
    expect(readFileSync(join(root, 'catalogsync.env'), 'utf8')).toBe('WEB_PORT=1\n');
  });

  it('saves a setting and keeps the file mode', async () => {
    const home = await readHome(folder, { environment: {}, cwd: '/' });
    await createHome(home, groups);
    chmodSync(home.settingsFile, 0o640);
    await rememberSetting(home, 'LIBRARY_FOLDERS', '/音乐');
    expect((await readHome(folder, { environment: {}, cwd: '/' })).environment.LIBRARY_FOLDERS).toBe('/音乐');
    expect(statSync(home.settingsFile).mode & 0o777).toBe(0o640);
  });
});

describe('when library folders are given', () => {
  it('makes them absolute and drops duplicates', async () => {
    mkdirSync(join(folder, '音乐'));
    expect(await checkLibraryFolders(['音乐', '音乐/', join(folder, '音乐')], folder)).toEqual([join(folder, '音乐')]);
  });

  it.each([
    ['one that does not exist', 'none', 'not_found'],
    ['a file', 'file', 'invalid_argument'],
    ['a dangling link', 'link', 'not_found'],
    ['a name that contains the path delimiter', `a${delimiter}b`, 'invalid_argument'],
    ['a name with a line break', 'a\nb', 'invalid_argument'],
  ])('refuses %s', async (_what, name, code) => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'link'));
    await expect(checkLibraryFolders([name], folder)).rejects.toMatchObject({ code });
  });
});
