import type { ReadSession } from '@catalogsync/sqlite';
import type { CatalogueReader, CatalogueSummary, PlaylistToSync } from '../../../core/catalogue/catalogue-reader.js';

export class SqliteCatalogueReader implements CatalogueReader {
  constructor(private readonly session: ReadSession) {}

  async summary(): Promise<CatalogueSummary> {
    const counts = this.session
      .statement<CatalogueSummary>(`SELECT (SELECT count(*) FROM songs) AS songs, (SELECT count(*) FROM playlists) AS playlists,
        (SELECT count(*) FROM artists) AS artists, (SELECT count(*) FROM file_locations WHERE status = 'active') AS activeFiles`)
      .get();
    return counts ?? { songs: 0, playlists: 0, artists: 0, activeFiles: 0 };
  }

  async playlistsToSync(platform: string): Promise<PlaylistToSync[]> {
    return this.session
      .statement<PlaylistToSync>(`SELECT id, remote_playlist_id AS remoteId, name FROM playlists
        WHERE platform = ? AND sync_status <> 'synced' ORDER BY id`)
      .all(platform);
  }

  async activeLocations(source: string, playlistIds?: readonly number[]): Promise<number[]> {
    const scope = `AND l.file_asset_id IN (SELECT a.id FROM file_assets a JOIN playlist_songs x ON x.song_id = a.song_id
      WHERE x.playlist_id IN (SELECT value FROM json_each(?)))`;
    const given = playlistIds === undefined ? [] : [JSON.stringify(playlistIds)];
    return this.session
      .statement<{ id: number }>(`SELECT l.id FROM file_locations l JOIN storage_backends b ON b.id = l.backend_id
        WHERE l.status = 'active' AND b.backend_type = 'local'
          AND CASE WHEN json_valid(b.config_json) THEN json_extract(b.config_json, '$.source') END = ?
          ${given.length === 0 ? '' : scope} ORDER BY l.id`)
      .all(source, ...given)
      .map((row) => row.id);
  }

  async remoteSongIds(platform: string, playlistIds: readonly number[]): Promise<string[]> {
    return this.session
      .statement<{ id: string }>(`SELECT DISTINCT s.remote_song_id AS id FROM playlist_songs x JOIN songs s ON s.id = x.song_id
        WHERE x.playlist_id IN (SELECT value FROM json_each(?)) AND s.platform = ?`)
      .all(JSON.stringify(playlistIds), platform)
      .map((row) => row.id);
  }
}
