import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@catalogsync/runtime';
import { silentWav, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SoulSyncServer } from '../../src/adapters/servers/soulsync/soulsync-server.js';
import { MusicFolder } from './music-folder.js';

// Real here: files and folders.
const signal = new AbortController().signal;
const minute = 60_000;
let folder: MusicFolder;
let server: SoulSyncServer;
let logged: string[];
beforeEach(async () => {
  folder = await MusicFolder.make();
  mkdirSync(folder.dir);
  logged = [];
  const log = { warn: (entry: object) => logged.push(JSON.stringify(entry)), error: (entry: object) => logged.push(JSON.stringify(entry)) };
  server = folder.open({ log: Object.assign(silentLogger(), log) as Logger });
});
afterEach(() => folder.remove());

const titles = (): Promise<string[]> => folder.titles(server, 'song');
async function scan(of?: string): Promise<void> {
  await server.triggerLibraryScan(of, signal);
  await until(async () => !(await server.isLibraryScanning(signal)));
}

describe('when the music folder is walked', () => {
  it('finds music in folders of any depth, and nothing hidden, of the system, of playlists or without sound', async () => {
    await folder.addSilence(
      'song 1.wav',
      'a/b/c/song 2.wav',
      '.trash/song 3.wav',
      'a/@eaDir/song 4.wav',
      'Playlists/song 5.wav',
      '.song 6.wav',
    );
    await folder.write('a/song 7.mp3', 'not music');
    await folder.write('a/song 8.txt', 'no music');
    expect(await titles()).toEqual(['song 1', 'song 2']);
    expect(logged).toEqual([expect.stringContaining('song 7.mp3: no music that can be read')]);
  });

  it('does not follow links: inside they lead to what is found anyway, outside to what was not offered', async () => {
    await folder.addSilence('a/song 1.wav');
    mkdirSync(join(folder.home, 'private'));
    writeFileSync(join(folder.home, 'private/song 2.wav'), silentWav(9));
    symlinkSync(join(folder.home, 'private'), folder.path('out'));
    symlinkSync(join(folder.home, 'private/song 2.wav'), folder.path('song 2.wav'));
    symlinkSync(folder.path('a'), folder.path('a/again'));
    expect(await titles()).toEqual(['song 1']);
    expect(logged.join()).toMatch(/Music\/out: links out of the music folder/);
    expect(logged.join()).not.toContain('again');
  });

  it('may itself be a link', async () => {
    await folder.addSilence('song 1.wav');
    renameSync(folder.dir, join(folder.home, 'volume'));
    symlinkSync(join(folder.home, 'volume'), folder.dir);
    const [track] = await server.searchTracks({ title: 'song 1', artist: '', limit: 1 }, signal);
    expect(track?.path).toBe(folder.path('song 1.wav'));
  });

  it('gives files ids of their place, as MD5, whatever form their accents are stored in (behaviour 219)', async () => {
    await folder.addSilence('Bj\u006f\u0308rk/song.wav', 'other/song.wav');
    const tracks = await server.searchTracks({ title: 'song', artist: '', limit: 9 }, signal);
    // md5 of "Björk/song.wav", composed, and of "other/song.wav".
    expect(tracks.map(({ id }) => id).sort()).toEqual(['6b96ba128f3bd135296239871305b34e', '9a1d9263e8b09f121b9c45f72ec53648'].sort());
  });
});

describe('when five minutes have not passed (behaviour 220)', () => {
  it('uses what was found; then the next call looks again', async () => {
    await folder.addSilence('song 1.wav');
    expect(await titles()).toEqual(['song 1']);
    await folder.addSilence('song 2.wav');
    rmSync(folder.path('song 1.wav'));
    folder.clock.time += 5 * minute - 1;
    expect(await titles()).toEqual(['song 1']);
    folder.clock.time += 1;
    expect(await titles()).toEqual(['song 2']);
  });

  it('looks again at once where a scan is asked for (behaviour 214)', async () => {
    await folder.addSilence('song 1.wav');
    expect(await titles()).toEqual(['song 1']);
    await folder.addSilence('song 2.wav');
    await server.triggerLibraryScan(undefined, signal);
    expect(await server.isLibraryScanning(signal)).toBe(true);
    await until(async () => !(await server.isLibraryScanning(signal)));
    expect(await titles()).toEqual(['song 1', 'song 2']);
  });

  it('walks once for all who ask at the same time, and once more for those who add something meanwhile', async () => {
    await folder.addSilence('song 1.wav');
    expect(await Promise.all([titles(), titles(), titles()])).toEqual([['song 1'], ['song 1'], ['song 1']]);
    await server.triggerLibraryScan(undefined, signal);
    await folder.addSilence('song 2.wav');
    await scan();
    expect(await titles()).toEqual(['song 1', 'song 2']);
  });

  it('scans one folder alone where asked to, and refuses one that is elsewhere', async () => {
    await folder.addSilence('a/song 1.wav', 'b/song 2.wav');
    await titles();
    await folder.addSilence('a/song 3.wav', 'b/song 4.wav');
    rmSync(folder.path('a/song 1.wav'));
    await scan(folder.path('a'));
    expect(await titles()).toEqual(['song 2', 'song 3']);
    rmSync(folder.path('a'), { recursive: true });
    await scan('a');
    expect(await titles()).toEqual(['song 2']);
    for (const outside of ['/etc', '../private', `${folder.dir}-2`]) {
      await expect(server.triggerLibraryScan(outside, signal)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });

  it('does not follow a link out of the music folder, whoever names it', async () => {
    mkdirSync(join(folder.home, 'private/a'), { recursive: true });
    writeFileSync(join(folder.home, 'private/a/song 1.wav'), silentWav(1));
    symlinkSync(join(folder.home, 'private'), folder.path('out'));
    await titles();
    for (const through of ['out', 'out/a']) {
      await expect(server.triggerLibraryScan(folder.path(through), signal)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
    expect(await titles()).toEqual([]);
  });

  it('looks everywhere again after five minutes, also while one folder is scanned', async () => {
    await folder.addSilence('a/song 1.wav');
    await titles();
    await folder.addSilence('a/song 2.wav', 'b/song 3.wav');
    folder.clock.time += 5 * minute;
    await server.triggerLibraryScan('a', signal);
    expect(await titles()).toEqual(['song 1', 'song 2', 'song 3']);
  });

  it('reads only files that changed', async () => {
    const file = folder.path('song 1.wav');
    await folder.addSilence('song 1.wav');
    const changedAt = (second: number): void => utimesSync(file, 0, 1_700_000_000 + second);
    changedAt(0);
    await titles();
    writeFileSync(file, 'x'.repeat(statSync(file).size));
    changedAt(0);
    await scan();
    expect(await titles()).toEqual(['song 1']);
    changedAt(1);
    await scan();
    expect(await titles()).toEqual([]);
  });
});

describe('when the music folder is out of reach', () => {
  const all = async (): Promise<unknown> => {
    for await (const page of server.allArtists(signal)) return page;
    return undefined;
  };

  it.each<[string, () => void]>([
    ['moved away', () => renameSync(folder.dir, `${folder.dir}-away`)],
    ['a file', () => [renameSync(folder.dir, `${folder.dir}-away`), writeFileSync(folder.dir, '')]],
  ])('says so at once, and never that the music is gone: %s', async (_, harm) => {
    await folder.addSilence('song 1.wav');
    await titles();
    harm();
    const fault = { code: 'unavailable', hint: expect.stringContaining('SOULSYNC_DIR') };
    await expect(titles()).rejects.toMatchObject(fault);
    await expect(all()).rejects.toMatchObject(fault);
    await expect(server.isConnected(signal)).rejects.toMatchObject(fault);
    await expect(server.triggerLibraryScan(undefined, signal)).rejects.toMatchObject(fault);
    rmSync(folder.dir, { force: true });
    renameSync(`${folder.dir}-away`, folder.dir);
    expect(await titles()).toEqual(['song 1']);
  });

  it('takes the empty folder of an unmounted volume for what it is, and a folder that never had music for empty', async () => {
    expect(await titles()).toEqual([]);
    await folder.addSilence('song 1.wav');
    await scan();
    renameSync(folder.dir, `${folder.dir}-away`);
    mkdirSync(folder.dir);
    folder.clock.time += 5 * minute;
    await expect(titles()).rejects.toMatchObject({ code: 'unavailable' });
    rmSync(folder.dir, { recursive: true });
    renameSync(`${folder.dir}-away`, folder.dir);
    expect(await titles()).toEqual(['song 1']);
  });

  it('leaves the walk to others when the caller leaves', async () => {
    await folder.addSilence('song 1.wav');
    const caller = new AbortController();
    const search = server.searchTracks({ title: 'song', artist: '', limit: 9 }, caller.signal);
    caller.abort();
    await expect(search).rejects.toMatchObject({ code: 'canceled' });
    expect(await titles()).toEqual(['song 1']);
  });
});

describe('when a part of it cannot be read', () => {
  const asRoot = process.getuid?.() === 0;
  const nobody = 65534;
  afterEach(() => {
    if (asRoot) process.seteuid?.(0);
    chmodSync(folder.path('closed'), 0o755);
  });

  it('keeps what it knows of it, and says it in the log once', async () => {
    await folder.addSilence('open/song 1.wav', 'closed/below/song 2.wav');
    expect(await titles()).toEqual(['song 1', 'song 2']);
    chmodSync(folder.path('closed'), 0);
    // root reads everything, so the scan runs as a user who may not.
    if (asRoot) {
      for (const path of ['.', ...readdirSync(folder.home)]) chownSync(join(folder.home, path), nobody, nobody);
      process.seteuid?.(nobody);
    }
    expect(() => readdirSync(folder.path('closed'))).toThrow('EACCES');
    await scan();
    await scan();
    if (asRoot) process.seteuid?.(0);
    expect(await titles()).toEqual(['song 1', 'song 2']);
    expect(logged).toEqual([expect.stringMatching(/closed: permission denied/)]);
    expect(readFileSync(folder.path('open/song 1.wav')).length).toBeGreaterThan(0);
  });
});
