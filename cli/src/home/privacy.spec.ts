import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { permissionless } from './file-systems.js';
import { readHome } from './home-folder.js';
import { readHostConfig } from './host-keys.js';
import { close, closedMode, findOpen, homePlace, isNewHome, privatePlaces } from './privacy.js';

// Real here: files and folders with their permissions.
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'privacy-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Files of an older version, made under a lax umask. */
const files = [
  'catalogsync.env',
  'secrets.env',
  'catalogsync.db',
  'catalogsync.db-wal',
  'catalogsync.db-shm',
  'resolver_stats.db',
  'song_search.db',
  'keys/snapshot-signing.jwks',
  'keys/rpc/resolver.key',
  'run/resolver.sock',
  'run/instance.pid',
  'logs/job-3.txt',
];

async function openHome() {
  for (const folder of ['keys/rpc', 'run', 'logs', 'cache', 'library', 'publication']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of [...files, 'library/song.mp3', 'keys/snapshot-trusted.jwks', 'publication/manifest.json']) {
    writeFileSync(join(root, file), '');
    chmodSync(join(root, file), 0o666);
  }
  for (const folder of ['.', 'keys', 'keys/rpc', 'run', 'logs', 'cache', 'library', 'publication']) chmodSync(join(root, folder), 0o777);
  const home = await readHome(root, { environment: {}, cwd: '/' });
  const config = readHostConfig(home.environment);
  return { home, config, places: [homePlace(home, 'to writing'), ...(await privatePlaces(home, config, join(root, 'run')))] };
}

const mode = (path: string): number => statSync(join(root, path)).mode & 0o777;

describe('when a home is open to others', () => {
  it('closes databases, settings, secrets, keys, sockets and logs, and leaves the library and what is public readable', async () => {
    const { places } = await openHome();
    const { closed, stuck } = await close(await findOpen(places));
    for (const file of files) expect([file, mode(file)]).toEqual([file, 0o600]);
    for (const folder of ['keys', 'keys/rpc', 'run', 'logs', 'cache']) expect([folder, mode(folder)]).toEqual([folder, 0o700]);
    expect([mode('library'), mode('library/song.mp3')]).toEqual([0o777, 0o666]);
    expect([mode('.'), mode('publication'), mode('keys/snapshot-trusted.jwks')]).toEqual([0o755, 0o755, 0o644]);
    expect(closed).toHaveLength(files.length + 8);
    expect(stuck).toEqual([]);
    expect(await findOpen(places)).toEqual([]);
  });

  it('names each with the permissions that it has and should have', async () => {
    const { places } = await openHome();
    const found = await findOpen(places);
    const database = found.find(({ path }) => path === join(root, 'catalogsync.db-wal'));
    expect(database).toMatchObject({ what: 'the database', mode: 0o666, foreign: false });
    expect(closedMode(database!)).toBe(0o600);
  });
});

describe('when a home is new', () => {
  it('may be closed to all, which a home in use may not: a media server may read the library through it', async () => {
    const empty = await readHome(root, { environment: {}, cwd: '/' });
    expect(await isNewHome(empty, readHostConfig(empty.environment))).toBe(true);
    chmodSync(root, 0o755);
    await close(await findOpen([homePlace(empty, 'to all')]));
    expect(mode('.')).toBe(0o700);
    const { home, config } = await openHome();
    expect(await isNewHome(home, config)).toBe(false);
  });
});

describe('when a file system keeps no permissions', () => {
  it('is known by its number, with or without a sign', () => {
    expect([0x4d44, 0xff534d42, 0xff534d42 | 0, 0x2011bab0, 0xef53, 0x9123683e].map(permissionless)).toEqual([
      'vfat',
      'cifs',
      'cifs',
      'exfat',
      undefined,
      undefined,
    ]);
  });
});
