import { asGiven, known, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import { songDetails } from '../../../core/catalogue/song-details.js';
import type {
  LinkChanges,
  Lookup,
  RecordingMember,
  RecordingStore,
  SongChoice,
  SongPair,
  SongToLink,
} from '../../../core/recordings/recording-store.js';
import { givenLists, givenNumber, joinedIds } from '../dialect.js';

interface SongRow {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  readonly singers: string | null;
  readonly metadataJson: string | null;
}

const [first, second, third] = [givenNumber(0), givenNumber(1), givenNumber(2)];

const findText = `SELECT (SELECT ${joinedIds('song_id')} FROM (SELECT song_id FROM recording_keys
    WHERE key = ${first} AND duration_ms BETWEEN ${second} AND ${third} ORDER BY duration_ms, song_id LIMIT ?) AS found) AS ids
  FROM ${givenLists}`;

const pair = 'song_id AS "songId", other_song_id AS "otherSongId", is_same AS "isSame"';

const addChoice = `INSERT INTO recording_choices(song_id, other_song_id, is_same, decided_at, decided_by) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT(song_id, other_song_id) DO UPDATE SET is_same = excluded.is_same, decided_at = excluded.decided_at, decided_by = excluded.decided_by`;

const addRecordings = `INSERT INTO recordings(id, across_platforms) SELECT ${first}, ${second} FROM ${givenLists} WHERE true
  ON CONFLICT(id) DO UPDATE SET across_platforms = 1 WHERE excluded.across_platforms = 1 AND recordings.across_platforms = 0`;
const addMembers = `INSERT INTO recording_songs(song_id, recording_id) SELECT ${first}, ${second} FROM ${givenLists} WHERE true
  ON CONFLICT(song_id) DO NOTHING`;
const addKeys = `INSERT INTO recording_keys(key, duration_ms, song_id) SELECT ${first}, ${second}, ${third} FROM ${givenLists} WHERE true
  ON CONFLICT(key, duration_ms, song_id) DO NOTHING`;
const addWaiting = `INSERT INTO recording_queue(song_id) SELECT ${first} FROM ${givenLists} WHERE true ON CONFLICT(song_id) DO NOTHING`;

export class SqliteRecordingStore implements RecordingStore {
  constructor(private readonly session: WriteSession) {}

  async takeWaiting(limit: number): Promise<number[]> {
    const rows = await this.session.rows<{ id: number }>('SELECT song_id AS id FROM recording_queue ORDER BY song_id LIMIT ?', limit);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await this.session.change(`DELETE FROM recording_queue WHERE song_id ${oneOfGiven}`, asGiven(ids));
    return ids;
  }

  async songs(ids: readonly number[]): Promise<SongToLink[]> {
    const rows = await this.session.rows<SongRow>(
      `SELECT id, platform, name, singers, metadata_json AS "metadataJson" FROM songs WHERE id ${oneOfGiven} ORDER BY id`,
      asGiven(ids),
    );
    return rows.map((row) => {
      const { metadataJson, ...song } = known(row);
      const { album, durationMs, isrc } = songDetails(metadataJson);
      return { ...song, album, durationMs, isrc };
    });
  }

  async membersWith(songIds: readonly number[]): Promise<RecordingMember[]> {
    const known = await this.upToLast('recording_songs', songIds);
    if (known.length === 0) return [];
    return this.session.rows(
      `SELECT song_id AS "songId", recording_id AS "recordingId" FROM recording_songs
        WHERE recording_id IN (SELECT recording_id FROM recording_songs WHERE song_id ${oneOfGiven})`,
      asGiven(known),
    );
  }

  async choices(songIds: readonly number[]): Promise<SongPair[]> {
    const [any] = await this.session.rows('SELECT 1 FROM recording_choices LIMIT 1');
    if (any === undefined) return [];
    const given = asGiven(songIds);
    const rows = await this.session.rows<Omit<SongPair, 'isSame'> & { readonly isSame: number }>(
      `SELECT ${pair} FROM recording_choices WHERE song_id ${oneOfGiven}
        UNION SELECT ${pair} FROM recording_choices WHERE other_song_id ${oneOfGiven}`,
      given,
      given,
    );
    return rows.map((row) => ({ ...row, isSame: row.isSame === 1 }));
  }

  async decide({ songId, otherSongId, isSame, decidedAt, decidedBy }: SongChoice): Promise<void> {
    await this.session.change(addChoice, songId, otherSongId, isSame ? 1 : 0, decidedAt, decidedBy);
  }

  async forget(songIds: readonly number[]): Promise<void> {
    const members = asGiven(await this.upToLast('recording_songs', songIds));
    await this.session.change(`DELETE FROM recordings WHERE id ${oneOfGiven}`, members);
    await this.session.change(`DELETE FROM recording_songs WHERE song_id ${oneOfGiven}`, members);
    const found = asGiven(await this.upToLast('recording_keys', songIds));
    await this.session.change(`DELETE FROM recording_keys WHERE song_id ${oneOfGiven}`, found);
  }

  async find(lookups: readonly Lookup[], limit: number): Promise<number[][]> {
    const given = lookups.map(({ key, from, to }) => [key, from, to]);
    const rows = await this.session.rows<{ ids: string | null }>(findText, limit, JSON.stringify(given));
    return rows.map(({ ids }) => ids?.split(',').map(Number) ?? []);
  }

  async save({ recordings, members, found, again }: LinkChanges): Promise<void> {
    await this.add(
      addRecordings,
      recordings.map(({ id, acrossPlatforms }) => [id, acrossPlatforms ? 1 : 0]),
    );
    await this.add(
      addMembers,
      members.map(({ songId, recordingId }) => [songId, recordingId]),
    );
    const keys = found.flatMap(({ songId, lookups }) => lookups.map(({ key, durationMs }) => [key, durationMs, songId]));
    // In their order, so that each page of the table is written once.
    await this.add(
      addKeys,
      keys.sort(([a = 0], [b = 0]) => a - b),
    );
    await this.add(
      addWaiting,
      again.map((id) => [id]),
    );
  }

  async clear(): Promise<void> {
    const [any] = await this.session.rows('SELECT 1 FROM recording_keys LIMIT 1');
    if (any === undefined) return;
    for (const table of ['recordings', 'recording_songs', 'recording_keys']) await this.session.change(`DELETE FROM ${table}`);
    await this.session.change('INSERT INTO recording_queue(song_id) SELECT id FROM songs WHERE true ON CONFLICT(song_id) DO NOTHING');
  }

  /** Those that the table may have: most songs that wait are new, and newer than every row. */
  private async upToLast(table: 'recording_songs' | 'recording_keys', songIds: readonly number[]): Promise<readonly number[]> {
    const [row] = await this.session.rows<{ last: number | null }>(`SELECT max(song_id) AS last FROM ${table}`);
    return songIds.filter((id) => id <= (row?.last ?? 0));
  }

  private async add(text: string, rows: readonly (readonly number[])[]): Promise<void> {
    if (rows.length > 0) await this.session.change(text, JSON.stringify(rows));
  }
}
