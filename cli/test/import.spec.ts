import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process with the services it starts, SQLite files.
afterAll(removeFolders);

function earlierDatabase(): string {
  const folder = temporaryFolder();
  const songs = new Connection(join(folder, 'music.db'));
  songs.exec(`CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT, name TEXT, singers TEXT);
    INSERT INTO songs VALUES (1, 'qq', 's1', '七里香', '周杰伦'), (2, 'qq', NULL, '无号', NULL)`);
  songs.close();
  const counts = new Connection(join(folder, 'resolver_stats.db'));
  counts.exec(`CREATE TABLE resolver_source_stats(origin_source TEXT, candidate_source TEXT, attempt_count INTEGER, resolve_success_count INTEGER);
    INSERT INTO resolver_source_stats VALUES ('qq', 'kuwo', 7, 3)`);
  counts.close();
  return join(folder, 'music.db');
}

describe('when a database of the earlier tool is imported', () => {
  it('prints what was added and what was skipped and why; the second time nothing is added', async () => {
    const home = temporaryFolder();
    const db = earlierDatabase();
    const first = await catalogsync(['import', '--db', db, '--home', home, '--json']);
    expect(first.code).toBe(0);
    const { tables } = JSON.parse(first.stdout) as { tables: { table: string; added: number }[] };
    expect(tables).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          table: 'songs',
          added: 1,
          skipped: [{ reason: 'it has no id on its platform', count: 1, examples: ['qq row-2 (无号)'] }],
        }),
        expect.objectContaining({ table: 'resolver_source_stats', added: 1 }),
      ]),
    );
    const { code, stdout } = await catalogsync(['import', '--db', db, '--home', home]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^songs +0 +0 +1 +1$/m);
    expect(stdout).toMatch(/^songs: 1 skipped: it has no id on its platform, such as qq row-2/m);
    const side = new Connection(join(home, 'resolver_stats.db'), { readonly: true });
    expect(side.prepare('SELECT attempt_count AS n FROM resolver_source_stats').all()).toEqual([{ n: 7 }]);
    side.close();
  });

  it('refuses what is no such database with one clear line', async () => {
    const { code, stderr } = await catalogsync(['import', '--db', join(process.cwd(), 'package.json'), '--home', temporaryFolder()]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/catalogsync: not a SQLite database: [^\n]*package\.json/)]);
  });
});
