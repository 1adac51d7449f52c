import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { systemClock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { CopiedLibraries } from '../src/adapters/earlier-library/copied-libraries.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { importStore } from '../src/adapters/sqlite/stores/import-store.js';
import { bindAudit } from '../src/audit.binding.js';
import { openPrepared } from '../src/catalogue.binding.js';
import type { EarlierCounts } from '../src/core/import/earlier-library.js';
import { ImportLibrary, type ImportProgress } from '../src/core/import/import-library.js';
import type { ImportReport } from '../src/core/import/import-report.js';
import { earlierSql, makeDatabase, statisticsSql } from './earlier-database.js';

// Real here: SQLite files of an earlier tool, the catalogue. Statistics are taken in memory.
const never = new AbortController().signal;
const person = commandLine('grpc');
let folder: string;
let old: string;
let database: Database;
let importing: ImportLibrary;
let taken: EarlierCounts[];
let resolverFault: Fault | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  old = join(folder, 'old', 'music.db');
  mkdirSync(join(folder, 'old', 'library', 'qq', '周杰伦'), { recursive: true });
  writeFileSync(join(folder, 'old', 'library', 'qq', '周杰伦', '七里香.flac'), 'music');
  database = await openPrepared(join(folder, 'catalogsync.db'), join(folder, 'library'));
  taken = [];
  resolverFault = undefined;
  const { audit } = bindAudit(database, systemClock, () => undefined);
  importing = new ImportLibrary({
    libraries: new CopiedLibraries({ ownFile: database.file, folder: join(folder, 'import.tmp'), openCatalogue }),
    writer: database.unitOfWork((session) => ({ imports: importStore(session) })),
    statistics: {
      takeOver: async (counts) => {
        if (resolverFault !== undefined) throw resolverFault;
        taken.push(...counts);
        return { added: counts.length, changed: 0, same: 0 };
      },
    },
    audit,
    libraryRoot: join(folder, 'library'),
  });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const take = (report: (progress: ImportProgress) => void = () => undefined, signal = never): Promise<ImportReport> =>
  importing.run(old, person, report, signal);
const ask = <Row = Record<string, unknown>>(sql: string): Row[] => database.reads.statement<Row>(sql).all();
const change = (sql: string): Promise<unknown> => database.unitOfWork((session) => session).run((session) => session.change(sql));
const tableOf = ({ tables }: ImportReport, name: string) => tables.find(({ table }) => table === name);
const digest = (): string =>
  readdirSync(join(folder, 'old'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path} ${statSync(path).mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)
    .join('\n');
/** What the catalogue holds, without the audit log. */
const content = (): unknown =>
  [
    ...['playlist_pools', 'playlists', 'pool_playlists', 'songs', 'playlist_songs', 'artists', 'artist_songs'],
    ...['storage_backends', 'file_assets', 'file_locations'],
  ].map((table) => ask(`SELECT * FROM ${table}`));

describe('when a database of the earlier tool is imported', () => {
  it('takes over lists, songs, artists, files with their backends and statistics, and says what it left out and why', async () => {
    makeDatabase(old, earlierSql);
    makeDatabase(join(folder, 'old', 'resolver_stats.db'), statisticsSql);
    const report = await take();
    const summary = report.tables.map(({ table, added, changed, same, skipped }) => [
      table,
      ...[added, changed, same],
      ...skipped.map(({ reason, count }) => `${count} ${reason}`),
    ]);
    expect(summary).toEqual([
      ['storage_backends', 2, 0, 0],
      ['playlist_pools', 1, 0, 0],
      ['playlists', 2, 0, 0],
      ['pool_playlists', 1, 0, 0],
      ['songs', 2, 0, 0, '1 it has no id on its platform'],
      ['artists', 2, 0, 0],
      ['artist_songs', 2, 0, 0],
      ['playlist_songs', 2, 0, 0],
      ['file_assets', 2, 0, 0],
      ['file_locations', 4, 0, 0],
      ['resolver_source_stats', 1, 0, 0, '1 its counts contradict each other'],
      ['job_runs', 0, 0, 0, '1 the history of jobs stays in the old database'],
    ]);
    expect(tableOf(report, 'songs')?.skipped[0]?.examples).toEqual(['qq row-9 (无号)']);
    expect(report.notices).toEqual([`files in ${join(folder, 'old', 'library')} are served once LIBRARY_FOLDERS names that folder`]);
    expect(
      ask('SELECT platform, remote_playlist_id AS id, name, play_count AS plays, collected_song_count AS songs FROM playlists'),
    ).toEqual([
      { platform: 'qq', id: 'p3', name: '华语经典', plays: 99, songs: 2 },
      { platform: 'kuwo', id: '16', name: '热歌', plays: 0, songs: 1 },
    ]);
    const songs = 'SELECT s.remote_song_id AS id, x.position FROM playlist_songs x JOIN songs s ON s.id = x.song_id WHERE playlist_id = 1';
    expect(ask(`${songs} ORDER BY x.position`)).toEqual([
      { id: 's8', position: 1 },
      { id: 's7', position: 2 },
    ]);
    expect(taken).toMatchObject([{ origin: 'qq', source: 'KuwoMusicClient', attempts: 10, found: 4 }]);
    expect(existsSync(join(folder, 'import.tmp'))).toBe(false);
  });

  it('keeps where files lie, marks missing ones, and takes over no secret', async () => {
    makeDatabase(old, earlierSql);
    await take();
    expect(
      ask(`SELECT b.backend_type AS type, b.base_path AS base, l.locator, l.status, l.is_primary AS "primary" FROM file_locations l
        JOIN storage_backends b ON b.id = l.backend_id ORDER BY l.id`),
    ).toEqual([
      { type: 'local', base: join(folder, 'old', 'library'), locator: 'qq/周杰伦/七里香.flac', status: 'active', primary: 1 },
      { type: 'object_storage', base: null, locator: 'music/七里香.flac', status: 'active', primary: 0 },
      { type: 'local', base: join(folder, 'old', 'library'), locator: 'qq/gone.mp3', status: 'missing', primary: 0 },
      { type: 'object_storage', base: null, locator: '../../etc/passwd', status: 'active', primary: 0 },
    ]);
    expect(
      ask('SELECT name, config_json FROM storage_backends')
        .map((row) => JSON.stringify(row))
        .join(),
    ).not.toContain('hush');
    expect(ask("SELECT name, base_path AS base FROM storage_backends WHERE name = 'local'")).toEqual([
      { name: 'local', base: join(folder, 'library') },
    ]);
  });

  it('refuses a local path that leads outside its folder', async () => {
    makeDatabase(old, `${earlierSql} UPDATE file_locations SET locator = '../secret' WHERE id = 1`);
    expect(tableOf(await take(), 'file_locations')?.skipped).toMatchObject([{ reason: 'its path leads outside its folder', count: 1 }]);
  });

  it('changes nothing the second time, and only fills in what the catalogue lacks', async () => {
    makeDatabase(old, earlierSql);
    await take();
    const before = content();
    const again = await take();
    expect(content()).toEqual(before);
    expect(again.tables.map(({ added, changed }) => added + changed).every((count) => count === 0)).toBe(true);
    await change(`UPDATE songs SET name = '晴', singers = NULL, metadata_json = '{"album": "own"}' WHERE remote_song_id = 's7'`);
    expect(tableOf(await take(), 'songs')).toMatchObject({ changed: 1, same: 1 });
    const [song] = ask<Record<string, string>>("SELECT name, singers, metadata_json AS json FROM songs WHERE remote_song_id = 's7'");
    expect([song?.name, song?.singers, JSON.parse(song?.json ?? '')]).toEqual(['晴', '周杰伦', { album: 'own', isrc: 'TW1' }]);
  });

  it('keeps a list that was synchronised here later', async () => {
    makeDatabase(old, earlierSql);
    await take();
    const newest = 'DELETE FROM playlist_songs WHERE playlist_id = 1 AND position = 2';
    await change(newest);
    expect(tableOf(await take(), 'playlist_songs')?.skipped).toMatchObject([
      { reason: 'its songs were synchronised here later', examples: ['qq p3'] },
    ]);
    makeDatabase(old, "UPDATE playlists SET last_synced_at = '2027-01-01 00:00:00'");
    expect(tableOf(await take(), 'playlist_songs')).toMatchObject({ changed: 1, skipped: [] });
  });

  it('goes on where it was cut off: each batch is whole, and nothing is lost', async () => {
    const many = Array.from({ length: 1_200 }, (_, at) => `(${1000 + at}, 'qq', 'm${at}', '歌 ${at}', '周杰伦', NULL, NULL, NULL)`);
    makeDatabase(old, `${earlierSql} INSERT INTO songs VALUES ${many.join(', ')}`);
    const left = new AbortController();
    const stop = ({ table, done }: ImportProgress): void => {
      if (table === 'songs' && done >= 500) left.abort();
    };
    await expect(take(stop, left.signal)).rejects.toMatchObject({ code: 'canceled' });
    expect(ask('SELECT count(*) AS n FROM songs')).toEqual([{ n: 499 }]);
    await take();
    expect(ask('SELECT count(*) AS n FROM songs')).toEqual([{ n: 1_202 }]);
  });

  it('never changes the file or its folder, and reads what is still in its write-ahead log', async () => {
    makeDatabase(old, earlierSql);
    const tool = new Connection(old);
    tool.pragma('journal_mode = WAL');
    tool.pragma('wal_autocheckpoint = 0');
    tool.exec("INSERT INTO songs VALUES (10, 'qq', 's10', '在日志里', NULL, NULL, NULL, NULL)");
    try {
      const before = digest();
      expect(before).toContain('music.db-wal');
      await take();
      expect(digest()).toBe(before);
    } finally {
      tool.close();
    }
    expect(ask("SELECT name FROM songs WHERE remote_song_id = 's10'")).toEqual([{ name: '在日志里' }]);
  });

  it.each([
    [
      'the earliest tables',
      "CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT); INSERT INTO songs VALUES (1, 'qq', 'a')",
    ],
    ['few columns', "CREATE TABLE playlists(remote_playlist_id TEXT, name TEXT); INSERT INTO playlists VALUES ('p', 'n')"],
    [
      'artists alone',
      "CREATE TABLE artists(id INTEGER PRIMARY KEY, platform TEXT, remote_artist_id TEXT, name TEXT); INSERT INTO artists VALUES (1, 'qq', 'a', '周')",
    ],
  ])('takes any subset of its tables and columns: %s', async (_title, sql) => {
    makeDatabase(old, sql);
    const { tables } = await take();
    expect(tables.reduce((sum, { added }) => sum + added, 0)).toBe(1);
  });

  it('says so if the statistics cannot be taken over now', async () => {
    makeDatabase(old, earlierSql);
    makeDatabase(join(folder, 'old', 'resolver_stats.db'), statisticsSql);
    resolverFault = new Fault('unavailable', 'resolver: no answer');
    expect(tableOf(await take(), 'resolver_source_stats')?.skipped.map(({ reason }) => reason)).toContain(
      'the resolver, which keeps them, does not answer: start it and import again',
    );
  });

  it('is recorded, also when it is refused', async () => {
    makeDatabase(old, earlierSql);
    await take();
    rmSync(old);
    await expect(take()).rejects.toMatchObject({ code: 'not_found' });
    const entries = ask<Record<string, string>>("SELECT outcome, target FROM console_audit WHERE action = 'importLibrary' ORDER BY id");
    expect(entries).toEqual([
      { outcome: 'done', target: old },
      { outcome: 'not_found', target: old },
    ]);
  });
});

describe('when something else is named', () => {
  const refused = async (): Promise<unknown> => take().catch((error: unknown) => error);

  it.each([
    ['a text', (): void => writeFileSync(old, 'ID3 this is music, not a database'), /not a SQLite database: .*music\.db$/],
    ['an empty file', (): void => writeFileSync(old, ''), /not a SQLite database/],
    ['a folder', (): void => mkdirSync(old), /not a SQLite database/],
    [
      'a database of another program',
      (): void => makeDatabase(old, 'CREATE TABLE songs(id INTEGER PRIMARY KEY, title TEXT)'),
      /not a database of the earlier tool/,
    ],
  ])('refuses %s with a clear line', async (_title, make, says) => {
    make();
    expect(await refused()).toMatchObject({ code: 'invalid_argument', message: expect.stringMatching(says) });
    expect(existsSync(join(folder, 'import.tmp'))).toBe(false);
  });

  it('refuses the catalogue itself', async () => {
    old = database.file;
    expect(await refused()).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('the catalogue itself') });
  });

  it('names the file, not a copy, if its rows contradict each other', async () => {
    makeDatabase(
      old,
      'CREATE TABLE songs(id INTEGER PRIMARY KEY, remote_song_id TEXT); CREATE TABLE file_locations(id INTEGER PRIMARY KEY, file_asset_id INTEGER, backend_id INTEGER); INSERT INTO file_locations VALUES (1,1,1), (2,1,1)',
    );
    const fault = (await refused()) as Fault;
    expect([fault.code, fault.message]).toEqual(['data_corrupt', expect.stringContaining(old)]);
    expect(fault.message).not.toContain('import.tmp');
  });
});
