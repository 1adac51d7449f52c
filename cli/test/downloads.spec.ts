import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { audioBytes, EmulatedServer, type EmulatedSong, requireProgram, SubsonicEmulator, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { textWidth } from '../src/report/text-width.js';
import { type CommandProcess, catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process with all its services, gRPC, HTTP on loopback, SQLite, audio files and
// their tags. The outside servers are emulated.

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The system chooses the ports; the banner gives the addresses. */
const ownPorts = ['PUBLIC_API', 'WEB', 'SNAPSHOT', 'ORIGIN'].map((name) => `${name}_HOST=127.0.0.1\n${name}_PORT=0\n`).join('');

(requireProgram('ffmpeg') ? describe : describe.skip)('when the songs of a playlist are available only from another source', () => {
  let subsonic: SubsonicEmulator;
  let files: EmulatedServer;
  let home: string;
  let instance: CommandProcess | undefined;
  const titles = ['七里香', '夜曲', '不存在的歌', '以父之名'];
  const inLibrary = (path: string): string => join(home, 'library/subsonic/周杰伦/十一月的萧邦', path);
  const ask = (...args: string[]) => catalogsync(args, { environment: { ROOT_DIR: home } });
  const json = async (...args: string[]) => JSON.parse((await ask(...args, '--json')).stdout);

  beforeAll(async () => {
    const bytes = await audioBytes({ ext: 'flac', duration: 3 });
    const tooLong = await audioBytes({ ext: 'flac', duration: 9 });
    files = await EmulatedServer.start(({ path }) => {
      return path.startsWith('/music/') ? { body: path === '/music/long.flac' ? tooLong : bytes } : undefined;
    });
    const songs: EmulatedSong[] = titles.map((title, at) => {
      return { id: `song-${at}`, title, artist: '周杰伦', album: '十一月的萧邦', duration: 3, suffix: 'mp3', bytes: Buffer.alloc(5000) };
    });
    subsonic = await SubsonicEmulator.start(songs);
    subsonic.state.playlists.push({ id: 'pl-1', name: '最爱', changed: '2026-01-01T00:00:00Z', songIds: songs.map(({ id }) => id) });
    home = join(temporaryFolder(), 'home');
    mkdirSync(home);
    const listed = titles.slice(0, 2).map((title, at) => ({ url: `${files.url}/music/${at}.flac`, title, artist: '周杰伦', duration: 3 }));
    listed.push({ url: `${files.url}/music/long.flac`, title: '以父之名', artist: '周杰伦', duration: 3 });
    writeFileSync(join(home, 'songs.json'), JSON.stringify(listed));
    writeFileSync(join(home, 'lists.txt'), 'subsonic,pl-1\n');
    const { user, password } = subsonic.state;
    // Each platform's songs get files of their own, so that it can be seen where those of the playlist came from.
    writeFileSync(
      join(home, 'catalogsync.env'),
      `LINK_RECORDINGS=no\n${ownPorts}SUBSONIC_URL=${subsonic.server.url}\nSUBSONIC_USER=${user}\nHTTP_LISTS=${join(home, 'songs.json')}\nOUTBOUND_PRIVATE_HOSTS=127.0.0.1\n`,
    );
    writeFileSync(join(home, 'secrets.env'), `SUBSONIC_PASSWORD=${password}\n`, { mode: 0o600 });
    // Built now, so that no command below has to build.
    await startCatalogsync(['--version']).ended;
  });
  afterAll(async () => {
    instance?.child.kill('SIGKILL');
    await instance?.ended;
    await subsonic?.server.stop();
    await files?.stop();
    removeFolders();
  });

  it('ends with verified, tagged files in the library, and says why the others are missing', async () => {
    const { code, stdout, stderr } = await startCatalogsync(['run', '--home', home, '--playlist-file', join(home, 'lists.txt')]).ended;
    // The songs' own source serves only zeros; elsewhere the third is missing and the fourth is three
    // times as long as it should be.
    expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining('不存在的歌') });
    expect(stdout + stderr).toContain('subsonic: refused (zeros)');
    expect((await readdir(inLibrary(''))).sort()).toEqual(['七里香.flac', '夜曲.flac'].sort());
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
        locator: `subsonic/周杰伦/十一月的萧邦/${name}.flac`,
        status: 'active',
      });
      expect(stored).toEqual([row('七里香'), row('夜曲')]);
    } finally {
      database.close();
    }
    expect(await readdir(join(home, 'staging/fetches'))).toEqual([]);
    const kept = await readdir(join(home, 'staging/quarantine'));
    expect(kept.filter((name) => name.endsWith('.flac'))).toHaveLength(1);
    // After three such files that source is left alone for a while, which may spare it the fourth.
    expect([3, 4]).toContain(kept.filter((name) => name.endsWith('.mp3')).length);
    for (const title of titles.slice(0, 2)) {
      expect(await tagsOf(inLibrary(`${title}.flac`))).toMatchObject({ TITLE: title, ARTIST: '周杰伦', ALBUM: '十一月的萧邦' });
    }
  });

  it('serves them through the public API, byte for byte and by range', async () => {
    instance = startCatalogsync(['up', '--home', home]);
    const [, api = ''] = await instance.waitFor(/Public API +(http\S+)/);
    for (const title of titles.slice(0, 2)) {
      const bytes = await readFile(inLibrary(`${title}.flac`));
      const found = (await (await fetch(`${api}/v1/search?q=${encodeURIComponent(title)}&type=track`)).json()) as {
        tracks: { items: { id: number; platform: string }[] };
      };
      const id = found.tracks.items.find(({ platform }) => platform === 'subsonic')?.id;
      const playback = (await (await fetch(`${api}/v1/tracks/${id}/playback`)).json()) as Record<string, string | number>;
      expect(playback).toMatchObject({
        delivery: 'origin',
        ext: 'flac',
        mimeType: 'audio/flac',
        quality: 'lossless',
        sizeBytes: bytes.length,
      });
      const whole = await fetch(String(playback.url));
      expect({ status: whole.status, type: whole.headers.get('content-type') }).toEqual({ status: 200, type: 'audio/flac' });
      expect(sha256(await whole.bytes())).toBe(sha256(bytes));
      const streamed = await fetch(`${api}/v1/tracks/${id}/stream`, { headers: { range: 'bytes=1000-1999' } });
      expect({ status: streamed.status, range: streamed.headers.get('content-range') }).toEqual({
        status: 206,
        range: `bytes 1000-1999/${bytes.length}`,
      });
      expect(sha256(await streamed.bytes())).toBe(sha256(bytes.subarray(1000, 2000)));
    }
    await instance.waitFor(/^Catalogue: /m);
  });

  it('lists downloads and shows what was tried for one', async () => {
    const { code, stdout } = await ask('downloads', 'list', '--state', 'succeeded');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f]{8} {2}succeeded {2}周杰伦 - 七里香 +flac \(lossless, \d+ kB\) from http$/m);
    expect(stdout).not.toContain('不存在的歌');
    const { downloads } = await json('downloads', 'list', '--state', 'not_found');
    const oldest = downloads.at(-1);
    const shown = await ask('downloads', 'show', oldest.id.slice(0, 13));
    expect(shown.stdout).toMatch(new RegExp(`^Download +${oldest.id}: not found$`, 'm'));
    expect(shown.stdout).toMatch(/^subsonic +refused +\d+ ms +song-\d +zeros: /m);
    for (const line of shown.stdout.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });

  it('uses a quarantined file that its owner has approved when the item is retried', async () => {
    const { files: held } = await json('quarantine', 'list');
    const tooLong = held.filter((file: { reason: string }) => file.reason === 'wrong_duration').at(-1);
    const zeros = held.find((file: { reason: string }) => file.reason === 'zeros');
    expect((await ask('quarantine', 'list')).stdout).toMatch(/^[0-9a-f]{8} {2}held +周杰伦 - 以父之名 +http +wrong duration: /m);
    expect(await ask('quarantine', 'approve', zeros.id)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^catalogsync: .*Reject it\.\n$/),
    });
    expect(await ask('quarantine', 'reject', zeros.id.slice(0, 8))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^rejected: /),
    });
    expect(await ask('quarantine', 'approve', tooLong.id)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^approved: 周杰伦 - 以父之名, from http\n/),
    });
    expect((await ask('quarantine', 'approve', tooLong.id)).code).toBe(1);
    expect((await ask('jobs', 'retry', '1')).code).toBe(0);
    await until(async () => (await readdir(inLibrary(''))).includes('以父之名.flac'));
    expect((await ask('quarantine', 'list', '--all')).stdout).toMatch(/ rejected /);
  });

  it.each([
    ['an unknown short id', ['downloads', 'show', '00000000'], 1],
    ['a malformed id', ['downloads', 'show', '../x'], 1],
    ['an unknown full id', ['downloads', 'cancel', '00000000-0000-4000-8000-000000000000'], 1],
    ['an unknown state', ['downloads', 'list', '--state', 'lost'], 2],
    ['an unknown quarantined file', ['quarantine', 'reject', 'ffffffff'], 1],
    ['a missing id', ['quarantine', 'approve'], 2],
  ])('%s gives one clear error line', async (_, args, expected) => {
    const { code, stdout, stderr } = await ask(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n$/);
  });
});

async function tagsOf(file: string): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', '-show_entries', 'format_tags', '-of', 'json', file]);
  return (JSON.parse(stdout) as { format: { tags: Record<string, string> } }).format.tags;
}
