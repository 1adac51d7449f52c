import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command line; below, the command as a process with four services and audio files made
// by ffmpeg.
afterAll(removeFolders);

describe('when a playlist file cannot be used (behaviour 139)', () => {
  it.each([
    ['lines of unknown platforms alone', 'x,1\n\nhttps://open.spotify.com/playlist/x\n', 'line 1: unknown platform "x"'],
    ['a line of unknown form', '# my lists\nnonsense\n', 'line 2: neither an address nor "platform,id": "nonsense"'],
    ['XML that defines entities', '<!DOCTYPE playlist [<!ENTITY a "b">]><playlist/>', 'line 1: it declares a document type'],
    ['no playlist', '# only remarks\n', 'names no playlist'],
  ])('fails with one line for %s, before anything runs', async (_, text, says) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'lists.txt'), text);
    const home = join(cwd, 'home');
    const { code, stdout, stderr } = await catalogsync(['run', '--home', home, '--playlist-file', 'lists.txt'], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n$/);
    expect(stderr).toContain(join(cwd, 'lists.txt'));
    expect(stderr).toContain(says);
    expect(existsSync(home)).toBe(false);
  });

  it('is not followed to where its short links lead before anything runs', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'lists.txt'), 'https://on.soundcloud.com/x\n');
    // A home that cannot be made shows that the file was accepted by its form.
    writeFileSync(join(cwd, 'home'), 'a file');
    const { code, stderr } = await catalogsync(['run', '--home', 'home', '--playlist-file', 'lists.txt'], { cwd });
    expect({ code, says: stderr }).toEqual({ code: 1, says: expect.not.stringContaining('lists.txt') });
  });

  it('is looked for in INPUT_DIR of the home if it is not in the current folder (117)', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'home/input'), { recursive: true });
    writeFileSync(join(cwd, 'home/input/lists.txt'), 'no playlist\n');
    const { code, stderr } = await catalogsync(['run', '--home', 'home', '--playlist-file', 'lists.txt'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(join(cwd, 'home/input/lists.txt'));
  });

  it('fails with one line for a missing file or a folder', async () => {
    const cwd = temporaryFolder();
    for (const file of ['missing.txt', '.']) {
      const { code, stderr } = await catalogsync(['run', '--home', join(cwd, 'home'), '--playlist-file', file], { cwd });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^catalogsync: [^\n]+\n$/);
    }
    expect(existsSync(join(cwd, 'home'))).toBe(false);
  });
});

(requireProgram('ffmpeg') ? describe : describe.skip)('when a job runs with and without a playlist file', () => {
  let base: string;
  let music: string;
  beforeAll(async () => {
    base = temporaryFolder();
    music = join(base, 'music');
    for (const [at, album] of ['七里香', 'Halo'].entries()) {
      const tags = { title: `${album} 1`, artist: 'A', album };
      await writeAudio(join(music, album, '1.flac'), { frequency: 400 + 50 * at, tags });
    }
    writeFileSync(join(music, 'Halo.m3u8'), 'Halo/1.flac\n');
    await startCatalogsync(['--version']).ended;
  });

  const run = async (...more: string[]) => {
    const args = ['run', '--home', join(base, 'home'), '--json', ...more];
    const { code, stdout, stderr } = await startCatalogsync(args, { environment: { LIBRARY_FOLDERS: music }, cwd: base }).ended;
    return {
      code,
      stderr,
      json: JSON.parse(stdout || '{}') as { state?: string; notices?: string[]; catalogue?: unknown; playlistFile?: unknown },
    };
  };
  const ask = (sql: string): Record<string, string>[] => {
    const connection = new Connection(join(base, 'home/catalogsync.db'), { readonly: true });
    const rows = connection.prepare(sql).all() as Record<string, string>[];
    connection.close();
    return rows;
  };
  const stagesOfLast = (): string[] =>
    ask('SELECT stage_type FROM job_stages WHERE job_run_id = (SELECT max(id) FROM job_runs) ORDER BY seq_no').map(
      (row) => row.stage_type ?? '',
    );

  it('collects, syncs and downloads without one (behaviours 138, 140), and only syncs and downloads what one names (139)', async () => {
    const all = await run();
    expect({ code: all.code, state: all.json.state }).toEqual({ code: 0, state: 'completed' });
    expect(stagesOfLast()).toEqual(['collect', 'sync', 'download', 'covers', 'publish']);
    const [halo] = ask("SELECT remote_playlist_id AS id FROM playlists WHERE name = 'Halo'");
    writeFileSync(join(base, 'lists.txt'), `\uFEFF# mine\nlibrary,${halo?.id}\nhttps://music.163.com/#/playlist?id=5\nnetease,5\n`);
    const some = await run('--playlist-file', 'lists.txt');
    expect({ code: some.code, state: some.json.state, notices: some.json.notices }).toEqual({
      code: 0,
      state: 'completed_with_errors',
      notices: ['https://music.163.com/#/playlist?id=5: no source for netease is configured'],
    });
    expect(some.json.playlistFile).toMatchObject({
      form: 'a list of addresses',
      lines: [
        { line: 2, recognisedAs: 'playlist of library', name: 'Halo', added: false, songs: 1, failed: '' },
        { line: 3, recognisedAs: 'playlist of netease', added: false, songs: 0, failed: 'no source for netease is configured' },
        { line: 4, recognisedAs: 'playlist of netease', failed: 'no source for netease is configured' },
      ],
    });
    expect(stagesOfLast()).toEqual(['sync', 'download', 'covers', 'publish']);
    expect(
      ask(`SELECT o.name, o.pool_kind, p.name AS playlist FROM playlist_pools o JOIN pool_playlists x ON x.pool_id = o.id
        JOIN playlists p ON p.id = x.playlist_id WHERE o.external_id LIKE 'run-file:%'`),
    ).toEqual([{ name: 'lists.txt', pool_kind: 'playlist_file', playlist: 'Halo' }]);
    const unknown = await run('--sources', 'library,nowhere', '--playlist-file', 'lists.txt');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('there is no source "nowhere"');
  });

  it('stores the songs of a file and looks for them at the sources, with a report of each list and line', async () => {
    const csv =
      'Track name,Artist name,Playlist name,Type\n七里香 1,A,Evening,Playlist\nNobody has this,Nobody,Evening,Playlist\nHalo,A,All,Album\n';
    writeFileSync(join(base, 'My Library.csv'), csv);
    const args = ['run', '--home', join(base, 'home'), '--template', 'sync+download', '--playlist-file', 'My Library.csv'];
    const { code, stdout } = await startCatalogsync(args, { environment: { LIBRARY_FOLDERS: music }, cwd: base }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('was read as a table by TuneMyMusic');
    expect(stdout).toMatch(/^- +songs in the file +Evening +yes +2/m);
    expect(stdout).toMatch(/^4 +- +Halo A All Album +no +- +an album, not a song/m);
    expect(
      ask(`SELECT s.platform, s.name, s.active_file_count AS files FROM playlist_songs x JOIN songs s ON s.id = x.song_id
        JOIN playlists p ON p.id = x.playlist_id WHERE p.platform = 'file' ORDER BY x.position`),
    ).toEqual([
      { platform: 'file', name: '七里香 1', files: 1 },
      { platform: 'file', name: 'Nobody has this', files: 0 },
    ]);
  });

  it('shows what a file would be read as, and stores nothing', async () => {
    writeFileSync(join(base, 'songs.txt'), 'A - B\nqq,7\nhttps://example.org/x\n');
    const { code, json } = await run('--playlist-file', 'songs.txt', '--preview');
    expect(code).toBe(0);
    expect(json.playlistFile).toMatchObject({
      form: 'lines of addresses and songs',
      lines: [
        { recognisedAs: 'songs in the file', text: 'songs', added: false, songs: 1 },
        { line: 2, recognisedAs: 'playlist of qq', added: false },
        { line: 3, recognisedAs: '', failed: expect.stringMatching(/./) },
      ],
    });
    expect(ask("SELECT 1 FROM playlists WHERE name = 'songs'")).toEqual([]);
  });

  it('exits with 1 if no playlist of the file could be used', async () => {
    writeFileSync(join(base, 'bad.txt'), 'netease,5\nqq,7\n');
    const { code, stderr } = await run('--playlist-file', 'bad.txt');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('no playlist of') });
  });
});
