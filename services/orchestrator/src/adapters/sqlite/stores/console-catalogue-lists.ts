import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, oneOfGiven, type Questions, type SqlValue } from '@catalogsync/sqlite';
import type {
  CatalogueCounts,
  CatalogueLists,
  NameQuery,
  PlaylistEntry,
  PlaylistQuery,
  SongEntry,
  SongPart,
  SongQuery,
} from '../../../core/console/catalogue-lists.js';
import { foldedName } from '../dialect.js';
import { isFollowed } from './following-store.js';
import { goneSongs } from './gone-songs.js';
import type { Condition } from './id-stretches.js';
import { type SongRow, songColumns, songEntries } from './song-entries.js';
import { partById, partByName, songsWith } from './song-parts.js';

/** Sorts after every name with the prefix. */
const LAST_CHARACTER = '\u{10FFFF}';

/**
 * Name prefix and page start: both are ranges in an index by name and id. SQLite seeks by the bound on the name
 * alone, but not by the pair.
 */
function stretch({ name = '', after }: Pick<NameQuery<string>, 'name' | 'after'>): Condition {
  const parts: string[] = [`${foldedName} >= ?`];
  const values: SqlValue[] = [after?.name ?? name];
  if (name !== '') {
    parts.push(`${foldedName} < ?`);
    values.push(name + LAST_CHARACTER);
  }
  if (after !== undefined) {
    parts.push(`(${foldedName}, id) > (?, ?)`);
    values.push(after.name, after.id);
  }
  return { text: parts.join(' AND '), values };
}

const order = `ORDER BY ${foldedName}, id`;

const playlistColumns = `id, platform, remote_playlist_id AS "remoteId", name, cover_url AS "coverUrl", play_count AS "playCount",
  collected_song_count AS "songCount", sync_status AS "syncStatus", last_synced_at AS "lastSyncedAt", last_error AS "lastError",
  ${isFollowed('playlists')} AS "isFollowed"`;

/** Each is the condition of a partial index by id; together they cover all songs. */
const [withFile, withoutFile] = ['active_file_count > 0', 'active_file_count = 0'];

const anySong = `SELECT ${songColumns('songs')} FROM songs`;

/** Recordings looked at between two turns of other work. */
const recordingsPerTurn = 2000;

/** The songs without a file in some recordings that have one. CROSS keeps SQLite from beginning with all songs. */
const heldSongs = `SELECT max(some.id) AS last, sum(CASE WHEN s.active_file_count = 0 AND
      EXISTS (SELECT 1 FROM recording_songs x CROSS JOIN songs o ON o.id = x.song_id WHERE x.recording_id = some.id AND o.active_file_count > 0)
    THEN 1 ELSE 0 END) AS n
  FROM (SELECT id FROM recordings WHERE id > ? AND across_platforms = 1 ORDER BY id LIMIT ?) AS some
  CROSS JOIN recording_songs m ON m.recording_id = some.id CROSS JOIN songs s ON s.id = m.song_id`;

/** By backend, with which the index begins: half the work of a full scan. */
const activeFiles = "file_locations WHERE backend_id IN (SELECT id FROM storage_backends) AND status = 'active'";

export class SqliteCatalogueLists implements CatalogueLists {
  constructor(private readonly session: Questions) {}

  /** By the index of the narrower filter; others are tried row by row, of which there are tens of thousands at most. */
  async playlists(query: PlaylistQuery): Promise<PlaylistEntry[]> {
    const { text, values } = stretch(query);
    const { status, platform, poolId, isFollowed: followed } = query;
    const asked = [
      { text: 'sync_status = ?', value: status },
      { text: 'platform = ?', value: platform },
      { text: 'id IN (SELECT playlist_id FROM pool_playlists WHERE pool_id = ?)', value: poolId },
      { text: `${isFollowed('playlists')} = ?`, value: followed === undefined ? undefined : Number(followed) },
    ].flatMap(({ text: condition, value }) => (value === undefined ? [] : [{ condition, value }]));
    const index = platform !== undefined ? 'playlists_by_platform' : status !== undefined ? 'playlists_by_status' : 'playlists_by_name';
    const where = [...asked.map(({ condition }) => condition), text].join(' AND ');
    const rows = await this.session.rows<{ -readonly [Name in keyof PlaylistEntry]: PlaylistEntry[Name] }>(
      `SELECT ${playlistColumns} FROM playlists INDEXED BY ${index} WHERE ${where} ${order} LIMIT ?`,
      ...[...asked.map(({ value }) => value), ...values, query.limit],
    );
    // In place: a list has many rows.
    for (const row of rows) {
      row.coverUrl ??= undefined;
      row.lastSyncedAt ??= undefined;
      row.lastError ??= undefined;
      row.isFollowed = Boolean(row.isFollowed);
    }
    return rows;
  }

  async songs(query: SongQuery): Promise<SongPart> {
    const isById = query.status !== undefined && query.name === undefined && query.platform === undefined;
    const { rows, next } = await (isById
      ? partById(this.session, query, query.status)
      : partByName(this.session, query, stretch(query), order));
    return { songs: await songEntries(this.session, rows), next };
  }

  /** Some songs by id, without those that are gone unless they are asked for. */
  async songsAmong(ids: readonly number[], { status, platform }: Pick<SongQuery, 'status' | 'platform'>): Promise<SongEntry[]> {
    if (ids.length === 0) return [];
    const { where, columns } = songsWith('songs', status);
    const [first, given] = platform === undefined ? ['', []] : ['platform = ? AND ', [platform]];
    const text = `SELECT ${columns} FROM songs WHERE ${first}${where} AND id ${oneOfGiven} ORDER BY id`;
    return songEntries(this.session, await this.session.rows<SongRow>(text, ...given, asGiven(ids)));
  }

  async song(id: number): Promise<SongEntry | undefined> {
    const [entry] = await songEntries(this.session, await this.session.rows<SongRow>(`${anySong} WHERE id = ?`, id));
    return entry;
  }

  /** By id. */
  async songsWithIds(ids: readonly number[]): Promise<SongEntry[]> {
    return songEntries(this.session, await this.session.rows<SongRow>(`${anySong} WHERE id ${oneOfGiven}`, asGiven(ids)));
  }

  /** One query at a time, so that other work gets its turn in between. */
  async counts(): Promise<CatalogueCounts> {
    const own = await this.count(`songs WHERE ${withFile}`);
    const others = await this.count(`songs WHERE ${withoutFile}`);
    const downloadedSongs = own + (await this.countHeld());
    let gone = 0;
    for await (const ids of goneSongs(this.session)) gone += ids.length;
    const playlists = await this.count('playlists');
    const artists = await this.count('artists');
    const songs = own + others - gone;
    return { songs, downloadedSongs, goneSongs: gone, playlists, artists, activeFiles: await this.count(activeFiles) };
  }

  private async countHeld(): Promise<number> {
    let [held, after]: [number, number | null] = [0, 0];
    while (after !== null) {
      await nextTurn();
      const rows: { last: number | null; n: number | null }[] = await this.session.rows(heldSongs, after, recordingsPerTurn);
      held += rows[0]?.n ?? 0;
      after = rows[0]?.last ?? null;
    }
    return held;
  }

  private async count(what: string): Promise<number> {
    await nextTurn();
    const [counted] = await this.session.rows<{ n: number }>(`SELECT count(*) AS n FROM ${what}`);
    return counted?.n ?? 0;
  }
}
