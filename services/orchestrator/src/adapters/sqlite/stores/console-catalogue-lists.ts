import type { ReadSession, SqlValue } from '@catalogsync/sqlite';
import type {
  CatalogueCounts,
  CatalogueLists,
  NameQuery,
  PlaylistEntry,
  SongEntry,
  SongStatus,
} from '../../../core/console/catalogue-lists.js';

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

/** Each is the condition of a partial index; together they are all songs. */
const songsWith: Readonly<Record<SongStatus, string>> = { downloaded: 'active_file_count > 0', missing: 'active_file_count = 0' };

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

  /** Without a status, SQLite merges the stretches of the two partial indices. */
  async songs(query: NameQuery<SongStatus>): Promise<SongEntry[]> {
    const { text, values } = stretch(query);
    const statuses = query.status === undefined ? (['downloaded', 'missing'] as const) : [query.status];
    const selects = statuses.map((status) => `SELECT ${songColumns} FROM songs WHERE ${songsWith[status]} AND ${text}`);
    const rows = this.session
      .statement<Omit<SongEntry, 'status'>>(`${selects.join(' UNION ALL ')} ${order} LIMIT ?`)
      .all(...statuses.flatMap(() => values), query.limit);
    return rows.map((row) => ({ ...row, status: row.fileCount > 0 ? 'downloaded' : 'missing' }));
  }

  async counts(): Promise<CatalogueCounts> {
    const row = this.session
      .statement<CatalogueCounts>(`SELECT (SELECT count(*) FROM songs) AS songs,
        (SELECT count(*) FROM songs WHERE active_file_count > 0) AS downloadedSongs,
        (SELECT count(*) FROM playlists) AS playlists, (SELECT count(*) FROM artists) AS artists,
        (SELECT count(*) FROM file_locations WHERE status = 'active') AS activeFiles`)
      .get();
    return row ?? { songs: 0, downloadedSongs: 0, playlists: 0, artists: 0, activeFiles: 0 };
  }
}
