import { type Database, known } from '@catalogsync/sqlite';
import type { ChangedFile, ChangePosition, LibraryQueries, PlaylistEntry, PlaylistPosition } from '../../core/library/library-source.js';
import type { LibraryPlaylist } from '../../core/library/library-store.js';
import type { ListedFile } from '../../core/library/track-description.js';
import { type AsRead, type ListedRow, listedColumns, toListedFile } from './rows.js';

/** Reads committed rows only; an index serves every order. */
export class SqliteLibraryQueries implements LibraryQueries {
  constructor(private readonly database: Database) {}

  async playlists(charts: boolean, { after, limit }: PlaylistPosition): Promise<LibraryPlaylist[]> {
    const sql = `SELECT remote_id AS "remoteId", kind, name, nullif(description, '') AS description, version, sort_key AS "sortKey"
      FROM library_playlists WHERE is_chart = ? AND (sort_key, remote_id) > (?, ?) ORDER BY sort_key, remote_id LIMIT ?`;
    const rows = this.database.reads.statement<AsRead<LibraryPlaylist>>(sql);
    return rows.all(charts ? 1 : 0, after?.sortKey ?? '', after?.id ?? '', limit).map(known);
  }

  async playlistVersion(remoteId: string): Promise<string | undefined> {
    return this.database.reads.statement<{ version: string }>('SELECT version FROM library_playlists WHERE remote_id = ?').get(remoteId)
      ?.version;
  }

  async playlistTracks(remoteId: string, afterPosition: number, limit: number): Promise<PlaylistEntry[]> {
    const sql = `SELECT p.position, ${listedColumns} FROM library_playlist_tracks AS p
      JOIN library_tracks AS t ON t.track_id = p.track_id JOIN library_files AS f ON f.file_id = t.file_id
      WHERE p.remote_id = ? AND p.position > ? ORDER BY p.position LIMIT ?`;
    const rows = this.database.reads.statement<ListedRow & { position: number }>(sql).all(remoteId, afterPosition, limit);
    return rows.map(({ position, ...row }) => ({ position, file: toListedFile(row) }));
  }

  async feed(): Promise<string> {
    return this.database.reads.statement<{ value: string }>("SELECT value FROM library_state WHERE name = 'feed'").get()?.value ?? '';
  }

  async changedTracks({ revision, trackId }: ChangePosition, limit: number): Promise<(ChangePosition & { file: ListedFile })[]> {
    const sql = `SELECT t.revision, ${listedColumns} FROM library_tracks AS t JOIN library_files AS f ON f.file_id = t.file_id
      WHERE (t.revision, t.track_id) > (?, ?) ORDER BY t.revision, t.track_id LIMIT ?`;
    const rows = this.database.reads.statement<ListedRow & { revision: number }>(sql).all(revision, trackId, limit);
    return rows.map(({ revision: of, ...row }) => ({ revision: of, trackId: row.trackId, file: toListedFile(row) }));
  }

  async changedFiles(after: ChangePosition, limit: number): Promise<ChangedFile[]> {
    const gone = this.database.reads.statement<ChangePosition>(
      `SELECT revision, track_id AS "trackId" FROM library_gone_tracks WHERE (revision, track_id) > (?, ?) ORDER BY 1, 2 LIMIT ?`,
    );
    const rows = [
      ...(await this.changedTracks(after, limit)),
      ...gone.all(after.revision, after.trackId, limit).map((row) => ({ ...row, file: undefined })),
    ];
    // As SQLite compares texts; ids are ASCII.
    const order = (a: ChangePosition, b: ChangePosition): number => a.revision - b.revision || (a.trackId < b.trackId ? -1 : 1);
    return rows.sort(order).slice(0, limit);
  }

  async trackFiles(afterTrackId: string, limit: number): Promise<ListedFile[]> {
    const sql = `SELECT ${listedColumns} FROM library_tracks AS t JOIN library_files AS f ON f.file_id = t.file_id
      WHERE t.track_id > ? ORDER BY t.track_id LIMIT ?`;
    return this.database.reads.statement<ListedRow>(sql).all(afterTrackId, limit).map(toListedFile);
  }
}
