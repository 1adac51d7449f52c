import type { WriteSession } from '@catalogsync/sqlite';
import type { LibraryPlaylist, PlaylistProblems, PlaylistWriter, StoredPlaylistFile } from '../../core/library/library-store.js';
import { placeValues } from './rows.js';

/** Playlists within one transaction. */
export class SqlitePlaylistWriter implements PlaylistWriter {
  constructor(private readonly session: WriteSession) {}

  async saveFiles(files: readonly StoredPlaylistFile[]): Promise<void> {
    this.session.statement('DELETE FROM library_playlist_files').run();
    const insert = this.session.statement(`INSERT INTO library_playlist_files
      (root, path, size, mtime_ms, inode, title, entries_json, notes_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    for (const file of files) insert.run(...placeValues(file), file.title ?? '', JSON.stringify(file.entries), JSON.stringify(file.notes));
  }

  async saveProblems(problems: PlaylistProblems): Promise<void> {
    saveState(this.session, playlistProblemsState, JSON.stringify(problems));
  }

  async versions(): Promise<ReadonlyMap<string, string>> {
    const rows = this.session.statement<{ remote_id: string; version: string }>('SELECT remote_id, version FROM library_playlists').all();
    return new Map(rows.map((row) => [row.remote_id, row.version]));
  }

  async put(playlist: LibraryPlaylist, trackIds: readonly string[]): Promise<void> {
    await this.remove(playlist.remoteId);
    const { remoteId, kind, name, description = '', version, sortKey } = playlist;
    this.session
      .statement(`INSERT INTO library_playlists (remote_id, kind, is_chart, name, description, version, sort_key)
        VALUES (?, ?, ?, ?, ?, ?, ?)`)
      .run(remoteId, kind, kind === 'toplist' ? 1 : 0, name, description, version, sortKey);
    const insert = this.session.statement('INSERT INTO library_playlist_tracks (remote_id, position, track_id) VALUES (?, ?, ?)');
    for (const [position, trackId] of trackIds.entries()) insert.run(remoteId, position, trackId);
  }

  async remove(remoteId: string): Promise<void> {
    this.session.statement('DELETE FROM library_playlist_tracks WHERE remote_id = ?').run(remoteId);
    this.session.statement('DELETE FROM library_playlists WHERE remote_id = ?').run(remoteId);
  }
}

/** Names of single values in library_state. */
export const playlistProblemsState = 'playlist_problems';
export const viewStampState = 'view_stamp';

export function saveState(session: WriteSession, name: string, value: string): void {
  session
    .statement('INSERT INTO library_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value);
}
