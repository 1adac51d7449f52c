import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram, type Supysonic, startSupysonic } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { emulatedSong, Product } from './product.js';

// Real here: the command with all its services, the files that it downloads, and Supysonic, a media server of the system that reads
// the folder they come into. The source of the songs is emulated.

interface Listed {
  readonly id: string;
  readonly name: string;
}
interface Entry {
  readonly id: string;
  readonly title: string;
}

(requireProgram('supysonic-server', '--help') && requireProgram('ffmpeg') ? describe : describe.skip)('when a media server is set', () => {
  let product: Product;
  let server: Supysonic;
  let songs: Awaited<ReturnType<typeof emulatedSong>>[];
  let instance: CommandProcess | undefined;

  beforeAll(async () => {
    const base = temporaryFolder();
    product = await Product.make(base);
    songs = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => emulatedSong(number)));
    product.offer(songs.slice(0, 5));
    server = await startSupysonic(product.library, { withDaemon: true });
    Object.assign(product.environment, {
      SERVER_ACTIVE: 'navidrome',
      NAVIDROME_URL: server.url,
      NAVIDROME_USER: server.user,
      NAVIDROME_PASSWORD: server.password,
      NAVIDROME_AUTH: 'password',
    });
    await startCatalogsync(['--version']).ended;
  });
  afterAll(async () => {
    await product?.close();
    await server?.stop();
    removeFolders();
  });

  /** What the server itself says. */
  async function ask<T>(method: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const query = new URLSearchParams({ u: server.user, p: server.password, v: '1.10.2', c: 'test', f: 'json', ...parameters });
    const answer = (await (await fetch(`${server.url}/rest/${method}.view?${query}`)).json()) as { 'subsonic-response': T };
    return answer['subsonic-response'];
  }
  const playlists = async (): Promise<readonly Listed[]> => {
    return (await ask<{ playlists: { playlist?: readonly Listed[] } }>('getPlaylists')).playlists.playlist ?? [];
  };
  const listAll = async (): Promise<Listed | undefined> => {
    const [found, ...others] = (await playlists()).filter(({ name }) => name === 'All');
    expect(others).toEqual([]);
    return found;
  };
  const entries = async (id: string): Promise<readonly Entry[]> => {
    return (await ask<{ playlist: { entry?: readonly Entry[] } }>('getPlaylist', { id })).playlist.entry ?? [];
  };
  const json = async (...args: string[]) => {
    const { stdout, stderr } = await product.run([...args, '--home', product.home, '--json']).ended;
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  };

  it('`media check` says what works with it, before anything is there', async () => {
    const { code, stdout, stderr } = await product.run(['media', 'check', '--home', product.home]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^connection and account +works/m);
    expect(stdout).toMatch(/^write biographies +not possible/m);
  });

  it('a job that downloads ends with its songs visible there and the playlist mirrored, in order', async () => {
    const { code, stdout, stderr } = await product.run(['run', '--home', product.home]).ended;
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining('completed') });
    const mirrored = await listAll();
    expect((await entries(mirrored?.id ?? '')).map(({ title }) => title)).toEqual(songs.slice(0, 5).map(({ title }) => title));
  });

  it('a song more is added to the same playlist, and one that goes there leaves it', async () => {
    const before = await listAll();
    product.offer(songs.slice(5));
    await product.run(['run', '--home', product.home]).ended;
    const after = await listAll();
    expect(after?.id).toBe(before?.id);
    expect((await entries(after?.id ?? '')).map(({ title }) => title)).toEqual(songs.map(({ title }) => title));
    expect(await json('media', 'mirrors')).toMatchObject({
      mirrors: expect.arrayContaining([expect.objectContaining({ name: 'All', songCount: 6, unmatchedCount: 0 })]),
    });
  });

  it('what would remove most of it is refused, and says so', async () => {
    const list = await listAll();
    const { state } = product.emulator;
    const [all] = state.playlists;
    if (all === undefined) throw new Error('there is a playlist');
    state.playlists.splice(0, 1, { ...all, changed: '2026-02-01T00:00:00Z', songIds: all.songIds.slice(0, 1) });
    const { stdout, stderr } = await product.run(['run', '--home', product.home]).ended;
    expect(stdout + stderr).toContain('5 of 6 tracks of the playlist "All" would be removed');
    expect(await entries(list?.id ?? '')).toHaveLength(6);
    state.playlists.splice(0, 1, { ...all, changed: '2026-02-01T00:00:09Z' });
  });

  it('what is played on a server that counts is sorted by here, each play once', async () => {
    const { environment, emulator } = product;
    // Supysonic does not tell its counts. The emulated server holds the same songs.
    const before = { ...environment };
    const { user, password, plays } = emulator.state;
    Object.assign(environment, {
      NAVIDROME_URL: emulator.server.url,
      NAVIDROME_USER: user,
      NAVIDROME_PASSWORD: password,
      NAVIDROME_AUTH: 'token',
    });
    plays.set(songs[1]?.id ?? '', 3);
    for (let round = 0; round < 2; round++) await product.run(['run', '--template', 'media', '--home', product.home]).ended;
    instance = product.up();
    await instance.waitFor(/^Catalogue: /m);
    expect(await mostPlayed('tracks')).toMatchObject({ name: songs[1]?.title });
    expect(await mostPlayed('playlists')).toMatchObject({ playCount: 3 });
    instance.child.kill('SIGTERM');
    await instance.ended;
    Object.assign(environment, before);
  });

  async function mostPlayed(kind: 'tracks' | 'playlists'): Promise<{ readonly name: string; readonly playCount?: number } | undefined> {
    const answer = await fetch(`${product.api}/v1/${kind}?sort=play_count&limit=1`);
    return ((await answer.json()) as { items: { name: string; playCount?: number }[] }).items[0];
  }

  it('songs that somebody puts into the folder are there after `media scan`', async () => {
    const [platform = ''] = readdirSync(product.library).filter((name) => !name.startsWith('.'));
    const target = join(product.library, platform, 'by hand.flac');
    const tags = ['-metadata', 'title=By hand', '-metadata', 'artist=Somebody', '-metadata', 'album=Own'];
    await promisify(execFile)('ffmpeg', ['-f', 'lavfi', '-i', 'sine=duration=1', ...tags, '-loglevel', 'error', target]);
    expect((await product.run(['media', 'scan', platform, '--home', product.home]).ended).stdout).toMatch(/The server has scanned/);
    expect(await json('media', 'search', 'By hand')).toMatchObject({ tracks: [{ title: 'By hand', artists: ['Somebody'] }] });
  });

  it('a wrong password is told with what to do, and `doctor` tells it too', async () => {
    product.environment.NAVIDROME_PASSWORD = 'wrong';
    const status = await product.run(['media', 'status', '--home', product.home]).ended;
    expect(status).toMatchObject({ code: 1, stdout: expect.stringMatching(/NAVIDROME_USER and NAVIDROME_PASSWORD/) });
    const search = await product.run(['media', 'search', 'x', '--home', product.home]).ended;
    expect({ code: search.code, lines: search.stderr.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
    instance = product.up();
    await instance.waitFor(/Public API/);
    const doctor = await product.run(['doctor', '--home', product.home]).ended;
    expect(doctor.stdout).toMatch(/media server.*rejects the user or password/s);
    instance.child.kill('SIGTERM');
    await instance.ended;
  });
});
