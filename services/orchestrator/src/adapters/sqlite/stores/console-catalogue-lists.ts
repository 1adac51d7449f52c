import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadSession, SqlValue } from '@catalogsync/sqlite';
import type {
  CatalogueCounts,
  CatalogueLists,
  NameQuery,
  PlaylistEntry,
  SongEntry,
  SongStatus,
} from '../../../core/console/catalogue-lists.js';

type SongRow = Omit<SongEntry, 'status'>;

interface Conditions {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Behind every character of a name that begins so. */
const LAST_CHARACTER = '\u{10FFFF}';

/**
 * What a name begins with and where the page begins: both are stretches of an index by name and id. The
 * bound on the name alone is what SQLite steps into the index by; it does not for the pair.
 */
function stretch({ name = '', after }: Pick<NameQuery<string>, 'name' | 'after'>): Conditions {
  const parts: string[] = ['name COLLATE NOCASE >= ?'];
  const values: SqlValue[] = [after?.name ?? name];
  if (name !== '') {
    parts.push('name COLLATE NOCASE < ?');
    values.push(name + LAST_CHARACTER);
  }
  if (after !== undefined) {
    parts.push('(name COLLATE NOCASE, id) > (?, ?)');
    values.push(after.name, after.id);
  }
  return { text: parts.join(' AND '), values };
}

const order = 'ORDER BY name COLLATE NOCASE, id';

const playlistColumns = `id, platform, remote_playlist_id AS remoteId, name, cover_url AS coverUrl, play_count AS playCount,
  collected_song_count AS songCount, sync_status AS syncStatus, last_synced_at AS lastSyncedAt, last_error AS lastError`;

const songColumns = `id, platform, remote_song_id AS remoteId, name, singers, ext, file_size_bytes AS fileSizeBytes,
  active_file_count AS fileCount`;

/** Each is the condition of a partial index by id; together they are all songs. */
const songsWith: Readonly<Record<SongStatus, string>> = { downloaded: 'active_file_count > 0', missing: 'active_file_count = 0' };

/** By backend, which is half the work of going through all of them: the index begins with it. */
const activeFiles = "storage_backends b CROSS JOIN file_locations l ON l.backend_id = b.id AND l.status = 'active'";

export class SqliteCatalogueLists implements CatalogueLists {
  constructor(private readonly session: ReadSession) {}

  async playlists(query: NameQuery<string>): Promise<PlaylistEntry[]> {
    const { text, values } = stretch(query);
    const status: readonly SqlValue[] = query.status === undefined ? [] : [query.status];
    const where = status.length === 0 ? '' : 'sync_status = ? AND ';
    return this.session
      .statement<PlaylistEntry>(`SELECT ${playlistColumns} FROM playlists WHERE ${where}${text} ${order} LIMIT ?`)
      .all(...status, ...values, query.limit);
  }

  async songs(query: NameQuery<SongStatus>): Promise<SongEntry[]> {
    const rows = query.status !== undefined && query.name === undefined ? this.songsById(query, query.status) : this.songsByName(query);
    return rows.map((row) => ({ ...row, status: row.fileCount > 0 ? 'downloaded' : 'missing' }));
  }

  private songsById({ after, limit }: NameQuery<SongStatus>, status: SongStatus): SongRow[] {
    return this.session
      .statement<SongRow>(`SELECT ${songColumns} FROM songs WHERE ${songsWith[status]} AND id > ? ORDER BY id LIMIT ?`)
      .all(after?.id ?? 0, limit);
  }

  /** With a status too, those whose name begins so are looked through in their order. */
  private songsByName(query: NameQuery<SongStatus>): SongRow[] {
    const { text, values } = stretch(query);
    const where = query.status === undefined ? '' : `${songsWith[query.status]} AND `;
    // Said by name: left to itself SQLite may walk the index of a status and sort what it finds.
    return this.session
      .statement<SongRow>(`SELECT ${songColumns} FROM songs INDEXED BY songs_by_name WHERE ${where}${text} ${order} LIMIT ?`)
      .all(...values, query.limit);
  }

  /** One question at a time, so that whatever else the program does gets its turn between them. */
  async counts(): Promise<CatalogueCounts> {
    const downloadedSongs = await this.count(`songs WHERE ${songsWith.downloaded}`);
    const missing = await this.count(`songs WHERE ${songsWith.missing}`);
    const playlists = await this.count('playlists');
    const artists = await this.count('artists');
    return { songs: downloadedSongs + missing, downloadedSongs, playlists, artists, activeFiles: await this.count(activeFiles) };
  }

  private async count(what: string): Promise<number> {
    await nextTurn();
    return this.session.statement<{ n: number }>(`SELECT count(*) AS n FROM ${what}`).get()?.n ?? 0;
  }
}
