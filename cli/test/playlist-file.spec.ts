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
    ['a line with an unknown platform', 'qq,1\n\nhttps://open.spotify.com/playlist/x\n', 'line 3: unknown platform "open.spotify.com"'],
    ['a line of unknown form', '# my lists\nnonsense\n', 'line 2: neither an address nor "platform,id": "nonsense"'],
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
    await startCatalogsync(['--version']).ended;
  });

  const run = async (...more: string[]) => {
    const args = ['run', '--home', join(base, 'home'), '--json', ...more];
    const { code, stdout, stderr } = await startCatalogsync(args, { environment: { LIBRARY_FOLDERS: music }, cwd: base }).ended;
    return { code, stderr, json: JSON.parse(stdout || '{}') as { state?: string; notices?: string[]; catalogue?: unknown } };
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
    expect(stagesOfLast()).toEqual(['collect', 'sync', 'download', 'publish']);
    const [halo] = ask("SELECT remote_playlist_id AS id FROM playlists WHERE name = 'Halo'");
    writeFileSync(join(base, 'lists.txt'), `\uFEFF# mine\nlibrary,${halo?.id}\nhttps://music.163.com/#/playlist?id=5\nnetease,5\n`);
    const some = await run('--playlist-file', 'lists.txt');
    expect({ code: some.code, state: some.json.state, notices: some.json.notices }).toEqual({
      code: 0,
      state: 'completed_with_errors',
      notices: ['https://music.163.com/#/playlist?id=5: no source for netease is configured'],
    });
    expect(stagesOfLast()).toEqual(['sync', 'download', 'publish']);
    expect(
      ask(`SELECT o.name, o.pool_kind, p.name AS playlist FROM playlist_pools o JOIN pool_playlists x ON x.pool_id = o.id
        JOIN playlists p ON p.id = x.playlist_id WHERE o.external_id LIKE 'run-file:%'`),
    ).toEqual([{ name: 'lists.txt', pool_kind: 'playlist_file', playlist: 'Halo' }]);
    const unknown = await run('--sources', 'library,nowhere', '--playlist-file', 'lists.txt');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('there is no source "nowhere"');
  });
});
