import { asGiven, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { PlaysStore, SongPlay, SongPlayCount } from '../../../core/media-server/plays-store.js';
import { givenLists, givenNumber, joinedIds, songsByName } from '../dialect.js';

const [first, second, third] = [givenNumber(0), givenNumber(1), givenNumber(2)];

/** Songs that were removed meanwhile get no row. */
const addText = `INSERT INTO play_events(server_id, play_id, song_id, played_at) SELECT ?, ${first}, s.id, ${third}
  FROM ${givenLists} JOIN songs s ON s.id = ${second} WHERE true ON CONFLICT(server_id, play_id) DO NOTHING`;

const countText = `INSERT INTO song_plays(server_id, song_id, play_count, last_played_at) SELECT ?, s.id, ${second}, ${third}
  FROM ${givenLists} JOIN songs s ON s.id = ${first} WHERE true ON CONFLICT(server_id, song_id) DO UPDATE SET`;

const raiseText = `${countText} play_count = max(play_count, excluded.play_count),
  last_played_at = coalesce(max(last_played_at, excluded.last_played_at), last_played_at, excluded.last_played_at)`;
const replaceText = `${countText} play_count = excluded.play_count, last_played_at = excluded.last_played_at
  WHERE play_count <> excluded.play_count OR last_played_at IS NOT excluded.last_played_at`;
const removeText = `DELETE FROM song_plays WHERE server_id = ? AND song_id NOT IN (SELECT value FROM json_each(?))`;

const fromEventsText = `INSERT INTO song_plays(server_id, song_id, play_count, last_played_at)
  SELECT server_id, song_id, count(*), max(played_at) FROM play_events WHERE server_id = ? GROUP BY song_id
  ON CONFLICT(server_id, song_id) DO UPDATE SET play_count = excluded.play_count, last_played_at = excluded.last_played_at
  WHERE play_count < excluded.play_count`;

const holdersText = `SELECT s.id, (SELECT min(o.id) FROM recording_songs mine JOIN recording_songs others ON others.recording_id = mine.recording_id
    JOIN songs o ON o.id = others.song_id WHERE mine.song_id = s.id AND o.active_file_count > 0) AS holder
  FROM songs s WHERE s.active_file_count = 0 AND s.id ${oneOfGiven}`;

const titledText = `SELECT (SELECT ${joinedIds('id')} FROM (SELECT id FROM ${songsByName} WHERE name COLLATE NOCASE = given.value ORDER BY id LIMIT ?)) AS ids
  FROM ${givenLists}`;

const rowsOf = (counts: readonly SongPlayCount[]): string =>
  JSON.stringify(counts.map(({ songId, count, lastPlayedAt }) => [songId, count, lastPlayedAt ?? null]));

export class SqlitePlaysStore implements PlaysStore {
  constructor(private readonly session: WriteSession) {}

  async addPlays(serverId: string, plays: readonly SongPlay[]): Promise<number> {
    if (plays.length === 0) return 0;
    return this.session.change(addText, serverId, JSON.stringify(plays.map(({ playId, songId, playedAt }) => [playId, songId, playedAt])));
  }

  async raiseCounts(serverId: string, counts: readonly SongPlayCount[]): Promise<void> {
    if (counts.length > 0) await this.session.change(raiseText, serverId, rowsOf(counts));
  }

  async replaceCounts(serverId: string, counts: readonly SongPlayCount[]): Promise<void> {
    await this.session.change(removeText, serverId, asGiven(counts.map(({ songId }) => songId)));
    await this.session.change(replaceText, serverId, rowsOf(counts));
  }

  async countPlays(serverId: string): Promise<void> {
    await this.session.change(fromEventsText, serverId);
  }

  async withFiles(songIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.session.rows<{ id: number; holder: number | null }>(holdersText, asGiven(songIds));
    const holders = new Map(rows.map(({ id, holder }) => [id, holder ?? id]));
    return new Map(songIds.map((id) => [id, holders.get(id) ?? id]));
  }

  async titled(titles: readonly string[], limit: number): Promise<number[][]> {
    const rows = await this.session.rows<{ ids: string | null }>(titledText, limit, asGiven(titles));
    return rows.map(({ ids }) => ids?.split(',').map(Number) ?? []);
  }
}
