import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { preferWal, syncMode } from './database.js';
import { type DatabaseOptions, type Migration, type MigrationRunner, openDatabase } from './index.js';

// Real here: better-sqlite3, files on disk, a second process that is killed.
class First1700000000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE one(id INTEGER PRIMARY KEY)');
  }
}
class Second1700000000002 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE two(id INTEGER PRIMARY KEY)');
  }
}
class Broken1700000000003 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE three(id INTEGER PRIMARY KEY)');
    await runner.query('INSERT INTO nowhere VALUES (1)');
  }
}

const modulePath = createRequire(import.meta.url).resolve('better-sqlite3');
/** What an owner does, in a separate process. */
const lockHolder = `
  const Database = require(${JSON.stringify(modulePath)});
  const lock = new Database(process.argv[1]);
  lock.exec('BEGIN EXCLUSIVE');
  process.stdout.write('held');
  setInterval(() => undefined, 1000);
`;

let folder: string;
let file: string;
const open = (options: Partial<DatabaseOptions> = {}) => openDatabase({ file, migrations: [First1700000000001], ...options });
const tables = (): string[] => {
  const connection = new Connection(file, { readonly: true });
  const names = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all() as string[];
  connection.close();
  return names.filter((name) => !name.startsWith('sqlite_'));
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-'));
  file = join(folder, 'missing', 'music.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('when a database is opened', () => {
  it('creates its folder and file, in WAL mode with foreign keys on', async () => {
    const database = await open();
    expect(database.journalMode).toBe('wal');
    const pragma = (name: string) =>
      database.unitOfWork((session) => session).run((session) => session.statement<Record<string, number>>(`PRAGMA ${name}`).get());
    expect(await pragma('foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(await pragma('synchronous')).toEqual({ synchronous: 1 });
    expect(await pragma('busy_timeout')).toEqual({ timeout: 30_000 });
    await database.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it('syncs each commit if its last commits must survive a power cut, whatever its journal', async () => {
    const database = await open({ synchronous: 'full' });
    const [mode] = await database.unitOfWork((session) => session).run((session) => session.rows('PRAGMA synchronous'));
    expect(mode).toEqual({ synchronous: 2 });
    await database.close();
    expect(['wal', 'delete', 'truncate', 'persist'].map((journal) => syncMode('full', journal))).toEqual([
      'full',
      'extra',
      'extra',
      'extra',
    ]);
    expect(['wal', 'delete'].map((journal) => syncMode('normal', journal))).toEqual(['normal', 'normal']);
  });

  it('runs each migration once', async () => {
    await (await open()).close();
    await (await open({ migrations: [First1700000000001, Second1700000000002] })).close();
    await (await open({ migrations: [First1700000000001, Second1700000000002] })).close();
    expect(tables()).toEqual(['one', 'schema_migrations', 'two']);
  });

  it('works without WAL where it is refused (behaviour 6)', () => {
    const connection = new Connection(join(folder, 'plain.db'));
    connection.exec('BEGIN; CREATE TABLE t(x)'); // Inside a transaction SQLite refuses the change.
    expect(preferWal(connection)).toBe('delete');
    connection.close();
  });
});

describe('when a migration fails', () => {
  it('leaves the schema of the previous migration, and the file unlocked', async () => {
    await expect(open({ migrations: [First1700000000001, Broken1700000000003] })).rejects.toMatchObject({ code: 'internal' });
    expect(tables()).toEqual(['one', 'schema_migrations']);
    await (await open()).close();
  });
});

describe('when a newer version wrote the database', () => {
  it('refuses it and leaves it alone', async () => {
    await (await open({ migrations: [First1700000000001, Second1700000000002] })).close();
    await expect(open()).rejects.toMatchObject({ code: 'failed_precondition', message: expect.stringContaining('Second1700000000002') });
    expect(tables()).toContain('two');
  });
});

describe('when the file is not a sound database', () => {
  it('says so for other data', async () => {
    file = join(folder, 'song.db');
    writeFileSync(file, 'ID3 this is music, not a database'.repeat(100));
    await expect(open()).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining(file) });
  });

  it('says so for a damaged schema', async () => {
    await (await open()).close();
    const connection = new Connection(file);
    connection.unsafeMode(true);
    connection.pragma('writable_schema = ON');
    connection.exec("UPDATE sqlite_schema SET sql = 'CREATE TABEL one(' WHERE name = 'one'");
    connection.close();
    await expect(open()).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('says so for a folder in its place', async () => {
    file = folder;
    await expect(open()).rejects.toMatchObject({ code: 'permission_denied' });
  });
});

describe('when two owners open one database', () => {
  it('refuses the second, with a hint, until the first has closed', async () => {
    const first = await open({ owner: 'exclusive' });
    await expect(open({ owner: 'exclusive' })).rejects.toMatchObject({ code: 'failed_precondition', hint: expect.any(String) });
    await first.close();
    await (await open({ owner: 'exclusive' })).close();
  });

  it('accepts shared owners next to each other', async () => {
    const first = await open();
    const second = await open();
    const write = (database: typeof first) =>
      database.unitOfWork((session) => session).run((session) => session.statement('INSERT INTO one DEFAULT VALUES').run());
    await Promise.all([write(first), write(second), write(first), write(second)]);
    expect(first.reads.statement<{ n: number }>('SELECT count(*) AS n FROM one').get()?.n).toBe(4);
    await Promise.all([first.close(), second.close()]);
  });

  it('frees the lock of an owner that was killed', async () => {
    await (await open()).close(); // Creates the folder.
    const holder = spawn(process.execPath, ['-e', lockHolder, `${file}.lock`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expect(open({ owner: 'exclusive' })).rejects.toMatchObject({ code: 'failed_precondition' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await open({ owner: 'exclusive' })).close();
  });
});
