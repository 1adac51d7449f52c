import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { audioBytes, EmulatedServer, type EmulatedSong, requireProgram, SubsonicEmulator } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process with its services, gRPC, SQLite, files, tags. The outside servers are emulated.

(requireProgram('ffmpeg') ? describe : describe.skip)('when songs of a playlist can be had at another source only', () => {
  let subsonic: SubsonicEmulator;
  let files: EmulatedServer;
  let home: string;
  const titles = ['七里香', '夜曲', '不存在的歌'];

  beforeAll(async () => {
    const bytes = await audioBytes({ ext: 'flac', duration: 3 });
    files = await EmulatedServer.start(({ path }) => (path.startsWith('/music/') ? { body: bytes } : undefined));
    const songs: EmulatedSong[] = titles.map((title, at) => {
      return { id: `song-${at}`, title, artist: '周杰伦', album: '十一月的萧邦', duration: 3, suffix: 'mp3', bytes: Buffer.alloc(5000) };
    });
    subsonic = await SubsonicEmulator.start(songs);
    subsonic.state.playlists.push({ id: 'pl-1', name: '最爱', changed: '2026-01-01T00:00:00Z', songIds: songs.map(({ id }) => id) });
    home = join(temporaryFolder(), 'home');
    mkdirSync(home);
    const listed = titles.slice(0, 2).map((title, at) => ({ url: `${files.url}/music/${at}.flac`, title, artist: '周杰伦', duration: 3 }));
    writeFileSync(join(home, 'songs.json'), JSON.stringify(listed));
    writeFileSync(join(home, 'lists.txt'), 'subsonic,pl-1\n');
    const { user, password } = subsonic.state;
    writeFileSync(
      join(home, 'catalogsync.env'),
      `SUBSONIC_URL=${subsonic.server.url}\nSUBSONIC_USER=${user}\nHTTP_LISTS=${join(home, 'songs.json')}\n`,
    );
    writeFileSync(join(home, 'secrets.env'), `SUBSONIC_PASSWORD=${password}\n`, { mode: 0o600 });
    // Built now, so that nobody has to build, nor says so, below.
    await startCatalogsync(['--version']).ended;
  }, 180_000);
  afterAll(async () => {
    await subsonic?.server.stop();
    await files?.stop();
    removeFolders();
  });

  it('ends with verified, tagged files in the library, and says of the rest why not', async () => {
    const { code, stdout, stderr } = await startCatalogsync(['run', '--home', home, '--playlist-file', join(home, 'lists.txt')]).ended;
    // Its own source serves zeros for all three; the third is nowhere else.
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining('不存在的歌') });
    expect(stdout + stderr).toContain('subsonic: refused (zeros)');
    expect((await readdir(join(home, 'library/subsonic/周杰伦'))).sort()).toEqual(['七里香.flac', '夜曲.flac'].sort());
    const database = new Connection(join(home, 'catalogsync.db'), { readonly: true });
    try {
      const stored = database
        .prepare(
          `SELECT s.name, a.quality_label, a.sha256 <> '' AS hashed, l.locator, l.status FROM songs s
           JOIN file_assets a ON a.song_id = s.id JOIN file_locations l ON l.file_asset_id = a.id ORDER BY s.remote_song_id`,
        )
        .all();
      const row = (name: string) => ({
        name,
        quality_label: 'lossless',
        hashed: 1,
        locator: `subsonic/周杰伦/${name}.flac`,
        status: 'active',
      });
      expect(stored).toEqual([row('七里香'), row('夜曲')]);
    } finally {
      database.close();
    }
    expect(await readdir(join(home, 'staging/fetches'))).toEqual([]);
    expect(await readdir(join(home, 'staging/quarantine'))).toHaveLength(3);
  }, 120_000);
});
