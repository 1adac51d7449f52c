import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, the orchestrator and the resolver that it starts, gRPC, SQLite,
// files. The source is a list in a file.
afterAll(removeFolders);

let home: string;
const inLibrary = (path: string): string => join(home, 'library', path);
const own = (path: string): string => join(home, 'music', path);
const backfill = (...args: string[]) =>
  catalogsync(['lyrics', 'backfill', ...args], { environment: { ROOT_DIR: home, HTTP_LISTS: join(home, 'songs.json') } });
const json = async (...args: string[]) => JSON.parse((await backfill(...args, '--json')).stdout);

beforeAll(async () => {
  home = join(temporaryFolder(), 'h');
  const db = join(home, 'catalogsync.db');
  mkdirSync(home);
  expect((await catalogsync(['init-db', '--db', db, '--library-root', inLibrary('')])).code).toBe(0);
  const catalogue = new Connection(db);
  catalogue.exec(`INSERT INTO storage_backends(name, backend_type, base_path, config_json)
    VALUES ('mine', 'local', '${own('')}', '{"source":"library"}')`);
  const titles = ['晴天', '七里香', '夜曲', '以父之名'];
  titles.forEach((title, at) => {
    const platform = at === 1 ? 'kuwo' : 'qq';
    const [backend, folder] = at === 3 ? ['mine', own('')] : ['local', inLibrary('')];
    catalogue
      .prepare('INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json) VALUES (?, ?, ?, ?, ?, ?)')
      .run(at + 1, platform, `r${at}`, title, '周杰伦', '{"duration_ms":200000}');
    catalogue.prepare("INSERT INTO file_assets(id, song_id, quality_label, ext) VALUES (?, ?, 'lossless', 'flac')").run(at + 1, at + 1);
    catalogue
      .prepare(`INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary)
        SELECT ?, id, ?, 'active', 1 FROM storage_backends WHERE name = ?`)
      .run(at + 1, `a/${title}.flac`, backend);
    mkdirSync(join(folder, 'a'), { recursive: true });
    writeFileSync(join(folder, `a/${title}.flac`), 'sound');
  });
  catalogue.close();
  const songs = ['晴天', '七里香', '以父之名'].map((title) => {
    return {
      url: `https://music.invalid/${title}.mp3`,
      title,
      artist: '周杰伦',
      duration: 200,
      lyrics: `[00:01.00]${title}\n[00:02.00]词`,
    };
  });
  writeFileSync(join(home, 'songs.json'), JSON.stringify(songs));
});

describe('when lyrics are looked for on the command line (behaviour 61)', () => {
  it('reports in a dry run what it would write, and writes nothing', async () => {
    expect(await json('--dry-run')).toMatchObject({ checked: 3, written: 2, had: 0, none: 1, failed: 0, dryRun: true });
    expect(existsSync(inLibrary('a/晴天.lrc'))).toBe(false);
  });

  it('finds them at other sources by matching, for the files of one platform', async () => {
    const { code, stdout } = await backfill('--platform', 'kuwo');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 file, 1 got lyrics, 0 already had some, 0 without any at the sources\n' });
    expect(readFileSync(inLibrary('a/七里香.lrc'), 'utf8')).toBe('[00:01.00]七里香\n[00:02.00]词\n');
  });

  it('leaves existing lyrics alone unless told to replace them', async () => {
    writeFileSync(inLibrary('a/七里香.lrc'), 'mine');
    expect(await json()).toMatchObject({ written: 1, had: 1, none: 1 });
    expect(readFileSync(inLibrary('a/七里香.lrc'), 'utf8')).toBe('mine');
    expect(await json('--overwrite')).toMatchObject({ written: 2, had: 0, none: 1 });
    expect(readFileSync(inLibrary('a/七里香.lrc'), 'utf8')).toContain('七里香');
  });

  it("writes into the user's own folders only when told to", async () => {
    expect(existsSync(own('a/以父之名.lrc'))).toBe(false);
    expect(await json('--include-library')).toMatchObject({ checked: 4, written: 1, had: 2 });
    expect(existsSync(own('a/以父之名.lrc'))).toBe(true);
  });

  it('continues after a position', async () => {
    expect(await json('--after', '2')).toMatchObject({ checked: 1, position: 3 });
    expect((await backfill('--after', 'soon')).code).toBe(2);
  });
});
