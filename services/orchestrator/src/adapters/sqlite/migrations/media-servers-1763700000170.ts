import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * `mirror_choices` is what people decided; `mirrors` is how it went, by server. Instants are milliseconds since 1970. References are
 * plain numbers: another program that deletes songs must not be stopped by tables it does not know.
 */
const texts: readonly string[] = [
  `CREATE TABLE mirror_choices(playlist_id INTEGER PRIMARY KEY, is_mirrored INTEGER NOT NULL, mode TEXT, decided_at INTEGER NOT NULL,
     decided_by TEXT NOT NULL)`,
  `CREATE TABLE mirrors(playlist_id INTEGER NOT NULL, server_id TEXT NOT NULL, remote_id TEXT NOT NULL DEFAULT '', mirrored_at INTEGER,
     song_count INTEGER NOT NULL DEFAULT 0, unmatched_count INTEGER NOT NULL DEFAULT 0, without_file_count INTEGER NOT NULL DEFAULT 0,
     unmatched_json TEXT NOT NULL DEFAULT '[]', last_error TEXT, PRIMARY KEY(playlist_id, server_id)) WITHOUT ROWID`,
  `CREATE TABLE song_plays(server_id TEXT NOT NULL, song_id INTEGER NOT NULL, play_count INTEGER NOT NULL, last_played_at INTEGER,
     PRIMARY KEY(server_id, song_id)) WITHOUT ROWID`,
  'CREATE INDEX song_plays_by_song ON song_plays(song_id)',
  `CREATE TABLE play_events(server_id TEXT NOT NULL, play_id TEXT NOT NULL, song_id INTEGER NOT NULL, played_at INTEGER NOT NULL,
     PRIMARY KEY(server_id, play_id)) WITHOUT ROWID`,
  'CREATE INDEX play_events_by_song ON play_events(song_id)',
  `CREATE TRIGGER playlists_removed_mirror AFTER DELETE ON playlists BEGIN
     DELETE FROM mirror_choices WHERE playlist_id = old.id;
     DELETE FROM mirrors WHERE playlist_id = old.id; END`,
  `CREATE TRIGGER songs_removed_plays AFTER DELETE ON songs BEGIN
     DELETE FROM song_plays WHERE song_id = old.id;
     DELETE FROM play_events WHERE song_id = old.id; END`,
];

/** Which playlists are mirrored to media servers, how that went, and what was played there. */
export class MediaServers1763700000170 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
