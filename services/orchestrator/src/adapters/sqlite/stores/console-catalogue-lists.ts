import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Questions, type SqlValue } from '@catalogsync/sqlite';
import type {
  CatalogueCounts,
  CatalogueLists,
  NameQuery,
  PlaylistEntry,
  SongEntry,
  SongStatus,
} from '../../../core/console/catalogue-lists.js';
import { foldedName, songsByName } from '../dialect.js';

type SongRow = Omit<SongEntry, 'status'>;

interface Conditions {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Sorts after every name with the prefix. */
const LAST_CHARACTER = '\u{10FFFF}';

/**
 * Name prefix and page start: both are ranges in an index by name and id. SQLite seeks by the bound on the name
 * alone, but not by the pair.
 */
function stretch({ name = '', after }: Pick<NameQuery<string>, 'name' | 'after'>): Conditions {
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
  collected_song_count AS "songCount", sync_status AS "syncStatus", last_synced_at AS "lastSyncedAt", last_error AS "lastError"`;

const songColumns = `id, platform, remote_song_id AS "remoteId", name, singers, ext, file_size_bytes AS "fileSizeBytes",
  active_file_count AS "fileCount"`;

/** Each is the condition of a partial index by id; together they cover all songs. */
const songsWith: Readonly<Record<SongStatus, string>> = { downloaded: 'active_file_count > 0', missing: 'active_file_count = 0' };

/** By backend, with which the index begins: half the work of a full scan. */
const activeFiles = "file_locations WHERE backend_id IN (SELECT id FROM storage_backends) AND status = 'active'";

export class SqliteCatalogueLists implements CatalogueLists {
  constructor(private readonly session: Questions) {}

  async playlists(query: NameQuery<string>): Promise<PlaylistEntry[]> {
    const { text, values } = stretch(query);
    const status: readonly SqlValue[] = query.status === undefined ? [] : [query.status];
    const where = status.length === 0 ? '' : 'sync_status = ? AND ';
    const rows = await this.session.rows<{ -readonly [Name in keyof PlaylistEntry]: PlaylistEntry[Name] }>(
      `SELECT ${playlistColumns} FROM playlists WHERE ${where}${text} ${order} LIMIT ?`,
      ...[...status, ...values, query.limit],
    );
    // In place: a list has many rows.
    for (const row of rows) {
      row.coverUrl ??= undefined;
      row.lastSyncedAt ??= undefined;
      row.lastError ??= undefined;
    }
    return rows;
  }

  async songs(query: NameQuery<SongStatus>): Promise<SongEntry[]> {
    const isById = query.status !== undefined && query.name === undefined;
    const rows = await (isById ? this.songsById(query, query.status) : this.songsByName(query));
    return rows.map((row) => ({
      ...row,
      singers: row.singers ?? undefined,
      ext: row.ext ?? undefined,
      fileSizeBytes: row.fileSizeBytes ?? undefined,
      status: row.fileCount > 0 ? 'downloaded' : 'missing',
    }));
  }

  private songsById({ after, limit }: NameQuery<SongStatus>, status: SongStatus): Promise<SongRow[]> {
    const text = `SELECT ${songColumns} FROM songs WHERE ${songsWith[status]} AND id > ? ORDER BY id LIMIT ?`;
    return this.session.rows(text, after?.id ?? 0, limit);
  }

  /** With a status as well, the names with the prefix are scanned in order. */
  private songsByName(query: NameQuery<SongStatus>): Promise<SongRow[]> {
    const { text, values } = stretch(query);
    const where = query.status === undefined ? '' : `${songsWith[query.status]} AND `;
    return this.session.rows(`SELECT ${songColumns} FROM ${songsByName} WHERE ${where}${text} ${order} LIMIT ?`, ...values, query.limit);
  }

  /** One query at a time, so that other work gets its turn in between. */
  async counts(): Promise<CatalogueCounts> {
    const downloadedSongs = await this.count(`songs WHERE ${songsWith.downloaded}`);
    const missing = await this.count(`songs WHERE ${songsWith.missing}`);
    const playlists = await this.count('playlists');
    const artists = await this.count('artists');
    return { songs: downloadedSongs + missing, downloadedSongs, playlists, artists, activeFiles: await this.count(activeFiles) };
  }

  private async count(what: string): Promise<number> {
    await nextTurn();
    const [counted] = await this.session.rows<{ n: number }>(`SELECT count(*) AS n FROM ${what}`);
    return counted?.n ?? 0;
  }
}
