import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { audioBytes, deezerAnswers, EmulatedServer, PlatformEmulator, requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command with all its services, gRPC, HTTP on loopback, SQLite, audio files. Deezer and the server of the files
// are emulated.
const said = 'gives no files: its songs are encrypted, and its clips are 30 seconds long';

(requireProgram('ffmpeg') ? describe : describe.skip)('when a platform gives no files', () => {
  let deezer: PlatformEmulator;
  let files: EmulatedServer;
  let home: string;
  const ask = (...args: string[]) => catalogsync(args, { environment: { ROOT_DIR: home } });
  const json = async (...args: string[]) => JSON.parse((await ask(...args, '--json')).stdout);

  beforeAll(async () => {
    const bytes = await audioBytes({ ext: 'flac', duration: 3 });
    files = await EmulatedServer.start(({ path }) => (path === '/1.flac' ? { body: bytes } : undefined));
    deezer = await PlatformEmulator.start(deezerAnswers(), {
      songs: [{ id: '3135556', title: 'Harbour Lights', artists: ['Low Tide Collective'], durationMs: 3000 }],
      playlists: [{ id: '9200461', name: 'Lounge Soirée', songIds: ['3135556'] }],
      charts: [],
    });
    home = join(temporaryFolder(), 'home');
    mkdirSync(home);
    const song = { url: `${files.url}/1.flac`, title: 'Harbour Lights', artist: 'Low Tide Collective', duration: 3 };
    writeFileSync(join(home, 'songs.json'), JSON.stringify([song]));
    writeFileSync(join(home, 'lists.txt'), 'https://www.deezer.com/en/playlist/9200461\n');
    writeFileSync(
      join(home, 'catalogsync.env'),
      `DEEZER_ENABLED=yes\nDEEZER_URL=${deezer.url}\nHTTP_LISTS=${join(home, 'songs.json')}\nOUTBOUND_PRIVATE_HOSTS=127.0.0.1\n`,
    );
  });
  afterAll(async () => {
    await deezer?.server.stop();
    await files?.stop();
    removeFolders();
  });

  it('`sources list` says what is left out, and why', async () => {
    const { code, stdout } = await ask('sources', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^deezer +yes +search, playlists, charts$/m);
    expect(stdout.split('\n')).toContain(`deezer ${said}`);
    const { sources } = await json('sources', 'list');
    expect(sources.find(({ name }: { name: string }) => name === 'deezer').leftOut).toEqual([
      { what: 'files', reason: said.slice('gives no files: '.length) },
    ]);
  });

  it('`sources search` shows what it finds, and that there are no files', async () => {
    const { code, stdout } = await ask('sources', 'search', 'deezer', 'harbour', 'lights');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3135556 +Low Tide Collective +Harbour Lights +0:03 +no file$/m);
    expect(stdout).toMatch(new RegExp(`^deezer ${said}$`, 'm'));
    expect(await json('sources', 'search', 'deezer_dl', 'harbour')).toMatchObject({ offers: [{ id: '3135556' }], whyNoFiles: said });
    expect(await json('sources', 'search', 'http', 'harbour')).toMatchObject({ whyNoFiles: '' });
  });

  it('`resolve` names the reason beside what the other sources have', async () => {
    const song = ['resolve', 'Low Tide Collective - Harbour Lights', '--platform', 'deezer', '--id', '3135556'];
    const { code, stdout } = await ask(...song);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^deezer +nothing +0 ms +0 +gives no files: /m);
    expect(stdout).toMatch(/^http +chosen /m);
    expect(await json(...song)).toMatchObject({ trials: [{ source: 'deezer', outcome: 'nothing', detail: said }, { source: 'http' }] });
  });

  it('a job takes the songs of its playlist from another source, and the download explains it', async () => {
    const { code, stdout, stderr } = await startCatalogsync(['run', '--home', home, '--playlist-file', join(home, 'lists.txt')]).ended;
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.any(String) });
    const found = await readdir(join(home, 'library'), { recursive: true });
    expect(found.filter((path) => path.endsWith('.flac'))).toHaveLength(1);
    const { downloads } = await json('downloads', 'list');
    expect(await json('downloads', 'show', downloads[0].id)).toMatchObject({
      attempts: [
        { source: 'deezer', outcome: 'nothing_found', code: 'unsupported', message: said },
        { source: 'http', outcome: 'succeeded' },
      ],
    });
    expect((await ask('downloads', 'show', downloads[0].id)).stdout).toMatch(/^deezer +nothing found +0 ms +unsupported: gives no/m);
  });
});
