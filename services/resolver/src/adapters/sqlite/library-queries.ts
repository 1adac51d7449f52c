import type { Database } from '@catalogsync/sqlite';
import type { LibraryQueries, PlaylistEntry, PlaylistPosition } from '../../core/library/library-source.js';
import type { LibraryPlaylist } from '../../core/library/library-store.js';
import type { ListedFile } from '../../core/library/track-description.js';
import { type ListedRow, listedColumns, toListedFile } from './rows.js';

interface PlaylistRow {
  readonly remote_id: string;
  readonly kind: LibraryPlaylist['kind'];
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly sort_key: string;
}

/** Reads committed rows only; an index serves every order. */
export class SqliteLibraryQueries implements LibraryQueries {
  constructor(private readonly database: Database) {}

  async playlists(charts: boolean, { after, limit }: PlaylistPosition): Promise<LibraryPlaylist[]> {
    return this.database.reads
      .statement<PlaylistRow>(
        `SELECT remote_id, kind, name, description, version, sort_key FROM library_playlists
         WHERE is_chart = ? AND (sort_key, remote_id) > (?, ?) ORDER BY sort_key, remote_id LIMIT ?`,
      )
      .all(charts ? 1 : 0, after?.sortKey ?? '', after?.id ?? '', limit)
      .map(toPlaylist);
  }

  async playlistVersion(remoteId: string): Promise<string | undefined> {
    return this.database.reads.statement<{ version: string }>('SELECT version FROM library_playlists WHERE remote_id = ?').get(remoteId)
      ?.version;
  }

  async playlistTracks(remoteId: string, afterPosition: number, limit: number): Promise<PlaylistEntry[]> {
    return this.database.reads
      .statement<ListedRow & { position: number }>(
        `SELECT p.position, ${listedColumns} FROM library_playlist_tracks AS p
         JOIN library_tracks AS t ON t.track_id = p.track_id JOIN library_files AS f ON f.file_id = t.file_id
         WHERE p.remote_id = ? AND p.position > ? ORDER BY p.position LIMIT ?`,
      )
      .all(remoteId, afterPosition, limit)
      .map((row) => ({ position: row.position, file: toListedFile(row) }));
  }

  async trackFiles(afterTrackId: string, limit: number): Promise<ListedFile[]> {
    return this.database.reads
      .statement<ListedRow>(
        `SELECT ${listedColumns} FROM library_tracks AS t JOIN library_files AS f ON f.file_id = t.file_id
         WHERE t.track_id > ? ORDER BY t.track_id LIMIT ?`,
      )
      .all(afterTrackId, limit)
      .map(toListedFile);
  }
}

function toPlaylist(row: PlaylistRow): LibraryPlaylist {
  return {
    remoteId: row.remote_id,
    kind: row.kind,
    name: row.name,
    description: row.description || undefined,
    version: row.version,
    sortKey: row.sort_key,
  };
}
