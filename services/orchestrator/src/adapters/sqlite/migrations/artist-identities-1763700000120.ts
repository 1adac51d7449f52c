import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const queue = (values: string): string => `INSERT OR IGNORE INTO artist_queue(artist_id) ${values}`;

/** Artists found under the same names: more than these would say nothing. */
const namesakes = `SELECT artist_id FROM artist_keys WHERE artist_id <> old.id
  AND key IN (SELECT key FROM artist_keys WHERE artist_id = old.id) LIMIT 1000`;

const identityOfOld = '(SELECT identity_id FROM artist_members WHERE artist_id = old.id)';

/** Whoever took the place of a removed artist: the artist that stood for it, or else the next member. */
const successor = `SELECT artist_id FROM artist_members WHERE identity_id = ${identityOfOld} AND artist_id <> old.id
  AND identity_id > 0 ORDER BY artist_id <> identity_id, artist_id LIMIT 1`;

/**
 * Triggers put artists into the queue, whoever writes them. References are plain numbers: another program that deletes
 * artists must not be stopped by tables it does not know.
 */
const texts: readonly string[] = [
  'CREATE TABLE artist_identities(id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort_name TEXT NOT NULL, musicbrainz_id TEXT)',
  'CREATE TABLE artist_members(artist_id INTEGER PRIMARY KEY, identity_id INTEGER NOT NULL)',
  'CREATE INDEX artist_members_by_identity ON artist_members(identity_id, artist_id)',
  'CREATE TABLE artist_keys(key INTEGER NOT NULL, artist_id INTEGER NOT NULL, PRIMARY KEY(key, artist_id)) WITHOUT ROWID',
  'CREATE INDEX artist_keys_by_artist ON artist_keys(artist_id)',
  'CREATE TABLE artist_queue(artist_id INTEGER PRIMARY KEY)',
  `CREATE TABLE artist_choices(artist_id INTEGER NOT NULL, other_artist_id INTEGER NOT NULL, is_same INTEGER NOT NULL,
     decided_at INTEGER NOT NULL, decided_by TEXT NOT NULL, PRIMARY KEY(artist_id, other_artist_id)) WITHOUT ROWID`,
  'CREATE INDEX artist_choices_by_other ON artist_choices(other_artist_id)',
  `CREATE TABLE artist_names(artist_id INTEGER PRIMARY KEY, name TEXT NOT NULL, decided_at INTEGER NOT NULL,
     decided_by TEXT NOT NULL)`,
  queue('SELECT id FROM artists'),
  `CREATE TRIGGER artists_added_identify AFTER INSERT ON artists BEGIN ${queue('VALUES (new.id)')}; END`,
  `CREATE TRIGGER artists_changed_identify AFTER UPDATE OF name ON artists WHEN old.name IS NOT new.name BEGIN
     ${queue('VALUES (new.id)')}; END`,
  // The name that most songs have may be another one now.
  `CREATE TRIGGER artist_songs_added_identify AFTER INSERT ON artist_songs BEGIN ${queue('VALUES (new.artist_id)')}; END`,
  `CREATE TRIGGER artist_songs_removed_identify AFTER DELETE ON artist_songs BEGIN
     ${queue('SELECT id FROM artists WHERE id = old.artist_id')}; END`,
  `CREATE TRIGGER artists_removed_identify AFTER DELETE ON artists BEGIN
     UPDATE moved_ids SET new_id = (${successor}) WHERE new_kind = 'artist' AND new_id = old.id AND EXISTS (${successor});
     INSERT OR REPLACE INTO moved_ids(kind, old_id, new_kind, new_id)
       SELECT 'artist', old.id, 'artist', artist_id FROM (${successor});
     ${queue(`SELECT artist_id FROM artist_members WHERE identity_id = ${identityOfOld} AND identity_id > 0 AND artist_id <> old.id`)};
     ${queue(namesakes)};
     DELETE FROM artist_identities WHERE id = old.id;
     DELETE FROM artist_members WHERE artist_id = old.id;
     DELETE FROM artist_keys WHERE artist_id = old.id;
     DELETE FROM artist_choices WHERE artist_id = old.id OR other_artist_id = old.id;
     DELETE FROM artist_names WHERE artist_id = old.id;
     DELETE FROM artist_queue WHERE artist_id = old.id; END`,
];

/** Which artists are one, what waits to be identified, and what people decided about it. */
export class ArtistIdentities1763700000120 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
