import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const decision = 'is_followed INTEGER NOT NULL, decided_at INTEGER NOT NULL, decided_by TEXT NOT NULL';

const texts: readonly string[] = [
  `CREATE TABLE followed_playlists(playlist_id INTEGER PRIMARY KEY, ${decision})`,
  `CREATE TABLE followed_sources(platform TEXT PRIMARY KEY NOT NULL, ${decision})`,
  'CREATE TRIGGER playlists_removed_following AFTER DELETE ON playlists BEGIN DELETE FROM followed_playlists WHERE playlist_id = old.id; END',
  // Before this version every list was downloaded; those that songs were downloaded for go on as they were.
  `INSERT INTO followed_playlists(playlist_id, is_followed, decided_at, decided_by)
     SELECT p.id, 1, CAST(strftime('%s', 'now') AS INTEGER) * 1000, 'an earlier version' FROM playlists p
     WHERE p.platform NOT IN ('library', 'file') AND EXISTS (SELECT 1 FROM playlist_songs x JOIN songs s ON s.id = x.song_id
       WHERE x.playlist_id = p.id AND s.platform <> 'library' AND s.active_file_count > 0)`,
];

/** Which lists of the sources are downloaded: what people decided, by playlist and by source. */
export class FollowedLists1763700000160 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
