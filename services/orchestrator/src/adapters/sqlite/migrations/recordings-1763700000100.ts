import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** What of a song decides which recording it is; text that is not JSON says nothing. */
const said = (row: 'new' | 'old'): string =>
  `CASE WHEN json_valid(${row}.metadata_json) THEN json_extract(${row}.metadata_json, '$.duration_ms', '$.isrc', '$.album') END`;

const changed = ['old.name IS NOT new.name', 'old.singers IS NOT new.singers', `${said('old')} IS NOT ${said('new')}`].join(' OR ');

const queue = (values: string): string => `INSERT OR IGNORE INTO recording_queue(song_id) ${values}`;

const recordingOfOld = '(SELECT recording_id FROM recording_songs WHERE song_id = old.id)';

/**
 * Triggers put songs into the queue, so that one is linked whoever writes it. References are plain numbers: another
 * program that deletes songs must not be stopped by tables it does not know.
 */
const texts: readonly string[] = [
  'CREATE TABLE recordings(id INTEGER PRIMARY KEY, across_platforms INTEGER NOT NULL DEFAULT 0)',
  'CREATE TABLE recording_songs(song_id INTEGER PRIMARY KEY, recording_id INTEGER NOT NULL)',
  'CREATE INDEX recording_songs_by_recording ON recording_songs(recording_id, song_id)',
  `CREATE TABLE recording_keys(key INTEGER NOT NULL, duration_ms INTEGER NOT NULL, song_id INTEGER NOT NULL,
     PRIMARY KEY(key, duration_ms, song_id)) WITHOUT ROWID`,
  'CREATE INDEX recording_keys_by_song ON recording_keys(song_id)',
  'CREATE TABLE recording_queue(song_id INTEGER PRIMARY KEY)',
  `CREATE TABLE recording_choices(song_id INTEGER NOT NULL, other_song_id INTEGER NOT NULL, is_same INTEGER NOT NULL,
     decided_at INTEGER NOT NULL, decided_by TEXT NOT NULL, PRIMARY KEY(song_id, other_song_id)) WITHOUT ROWID`,
  'CREATE INDEX recording_choices_by_other ON recording_choices(other_song_id)',
  queue('SELECT id FROM songs'),
  `CREATE TRIGGER songs_added_link AFTER INSERT ON songs BEGIN ${queue('VALUES (new.id)')}; END`,
  `CREATE TRIGGER songs_changed_link AFTER UPDATE OF name, singers, metadata_json ON songs WHEN ${changed} BEGIN
     ${queue('VALUES (new.id)')}; END`,
  `CREATE TRIGGER songs_removed_link AFTER DELETE ON songs BEGIN
     ${queue(`SELECT song_id FROM recording_songs WHERE recording_id = ${recordingOfOld}`)};
     DELETE FROM recordings WHERE id = ${recordingOfOld};
     DELETE FROM recording_songs WHERE recording_id = ${recordingOfOld};
     DELETE FROM recording_keys WHERE song_id = old.id;
     DELETE FROM recording_choices WHERE song_id = old.id OR other_song_id = old.id;
     DELETE FROM recording_queue WHERE song_id = old.id; END`,
  ...['INSERT', 'UPDATE', 'DELETE'].map((change) => {
    const row = change === 'DELETE' ? 'old' : 'new';
    return `CREATE TRIGGER recording_choices_${change.toLowerCase()} AFTER ${change} ON recording_choices BEGIN
      ${queue(`SELECT id FROM songs WHERE id IN (${row}.song_id, ${row}.other_song_id)`)}; END`;
  }),
];

/** Which songs are one recording, what waits to be linked, and what people decided about it. */
export class Recordings1763700000100 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
