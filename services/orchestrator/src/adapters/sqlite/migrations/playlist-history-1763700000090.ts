import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * What each sync changed in a playlist, newest last; `songs_json` holds `[song, from, to]` with 0 for none. Instants are
 * milliseconds since 1970.
 */
const texts: readonly string[] = [
  `CREATE TABLE playlist_changes(id INTEGER PRIMARY KEY AUTOINCREMENT, playlist_id INTEGER NOT NULL REFERENCES playlists(id),
     changed_at INTEGER NOT NULL, job_run_id INTEGER, change_kind TEXT NOT NULL, added_count INTEGER NOT NULL DEFAULT 0,
     removed_count INTEGER NOT NULL DEFAULT 0, moved_count INTEGER NOT NULL DEFAULT 0, song_count INTEGER NOT NULL DEFAULT 0,
     songs_json TEXT NOT NULL DEFAULT '[]')`,
  'CREATE INDEX playlist_changes_by_playlist ON playlist_changes(playlist_id, id)',
];

/** The history of playlists, and since when a list that is kept comes back empty. */
export class PlaylistHistory1763700000090 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const table of ['playlists', 'playlist_pools']) {
      const found = await runner.query<{ name: string }>(`PRAGMA table_info(${table})`);
      const present = found.some(({ name }) => name.toLowerCase() === 'empty_since');
      // A column of that name from another program means something else.
      if (present) await runner.query(`UPDATE ${table} SET empty_since = NULL`);
      else await runner.query(`ALTER TABLE ${table} ADD COLUMN empty_since INTEGER`);
    }
    for (const text of texts) await runner.query(text);
  }
}
