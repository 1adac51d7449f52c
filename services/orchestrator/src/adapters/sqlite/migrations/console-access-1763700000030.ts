import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Added columns by table: name and declaration. All have a value for older rows. */
const added: Readonly<Record<string, readonly [string, string]>> = {
  console_users: ['role', "TEXT NOT NULL DEFAULT 'operator'"],
  songs: ['active_file_count', 'INTEGER NOT NULL DEFAULT 0'],
};

/** Adds or subtracts one for the song of an asset. */
const step = (by: '+ 1' | '- 1', row: 'new' | 'old'): string =>
  `UPDATE songs SET active_file_count = active_file_count ${by}
    WHERE id = (SELECT song_id FROM file_assets WHERE id = ${row}.file_asset_id)`;

/**
 * Triggers maintain `active_file_count`, so that it is right whoever writes a location. A file asset never moves to
 * another song: its song is part of its identity. Its two indices are by id, not by name: songs that get files one
 * after the other then change only the ends of both, at a third of the cost.
 */
const texts: readonly string[] = [
  `UPDATE songs SET active_file_count = (SELECT count(*) FROM file_assets a
     JOIN file_locations l ON l.file_asset_id = a.id WHERE a.song_id = songs.id AND l.status = 'active')
   WHERE id IN (SELECT song_id FROM file_assets)`,
  `CREATE TRIGGER songs_gain_file AFTER INSERT ON file_locations WHEN new.status = 'active' BEGIN ${step('+ 1', 'new')}; END`,
  `CREATE TRIGGER songs_lose_file AFTER DELETE ON file_locations WHEN old.status = 'active' BEGIN ${step('- 1', 'old')}; END`,
  `CREATE TRIGGER songs_change_file AFTER UPDATE OF status, file_asset_id ON file_locations
     WHEN (old.status = 'active') <> (new.status = 'active') OR old.file_asset_id <> new.file_asset_id BEGIN
     ${step('- 1', 'old')} AND old.status = 'active';
     ${step('+ 1', 'new')} AND new.status = 'active'; END`,
  'CREATE INDEX songs_by_name ON songs(name COLLATE NOCASE, id)',
  'CREATE INDEX songs_without_file ON songs(id) WHERE active_file_count = 0',
  'CREATE INDEX songs_with_file ON songs(id) WHERE active_file_count > 0',
  'CREATE INDEX playlists_by_name ON playlists(name COLLATE NOCASE, id)',
  'CREATE INDEX playlists_by_status ON playlists(sync_status, name COLLATE NOCASE, id)',
  'CREATE INDEX job_logs_by_level ON job_logs(level, id)',
  'CREATE INDEX job_logs_by_run_and_level ON job_logs(job_run_id, level, id)',
  `CREATE TABLE console_tokens(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, role TEXT NOT NULL,
     token_hash TEXT NOT NULL UNIQUE, created_by TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
     last_used_at INTEGER, revoked_at INTEGER)`,
  `CREATE TABLE console_audit(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL,
     action TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL)`,
];

/** Roles, tokens and the audit log of the console, and the columns and indices behind its lists. */
export class ConsoleAccess1763700000030 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const [table, [name, declaration]] of Object.entries(added)) {
      const found = await runner.query<{ name: string }>(`PRAGMA table_info(${table})`);
      const present = found.some((column) => column.name.toLowerCase() === name);
      // A column of that name from another program means something else, so its values are reset.
      if (present) await runner.query(`UPDATE ${table} SET ${name} = ${declaration.split('DEFAULT ')[1]}`);
      else await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${declaration}`);
    }
    for (const text of texts) await runner.query(text);
  }
}
