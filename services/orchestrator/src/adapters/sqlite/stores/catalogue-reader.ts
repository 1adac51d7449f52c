import type { ReadSession } from '@catalogsync/sqlite';
import type {
  CatalogueReader,
  CatalogueSummary,
  PlaylistToSync,
  SongRowToDownload,
  SongsWanted,
} from '../../../core/catalogue/catalogue-reader.js';
import { songDetails } from '../../../core/download/song-details.js';
import type { SongToDownload } from '../../../core/download/song-downloader.js';

interface SongRow {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  readonly singers: string | null;
  readonly metadata: string | null;
  readonly hasFile: number;
}

const hasFile = `EXISTS (SELECT 1 FROM file_assets a JOIN file_locations l ON l.file_asset_id = a.id
  WHERE a.song_id = s.id AND l.status = 'active')`;

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

  async songsToDownload(wanted: SongsWanted, page: { readonly after: number; readonly limit: number }): Promise<SongRowToDownload[]> {
    const inScope = wanted.playlistIds === undefined ? '' : 'AND x.playlist_id IN (SELECT value FROM json_each(?))';
    const only = wanted.platforms.length === 0 ? '' : 'AND s.platform IN (SELECT value FROM json_each(?))';
    const playlist = `(SELECT min(x.playlist_id) FROM playlist_songs x WHERE x.song_id = s.id ${inScope})`;
    const given = [
      ...(wanted.playlistIds === undefined ? [] : [JSON.stringify(wanted.playlistIds)]),
      page.after,
      JSON.stringify(wanted.local),
      ...(only === '' ? [] : [JSON.stringify(wanted.platforms)]),
    ];
    const rows = this.session
      .statement<Pick<SongRow, 'id' | 'platform' | 'name' | 'singers'> & { readonly playlistId: number }>(`SELECT * FROM (
        SELECT s.id, s.platform, s.name, s.singers, ${playlist} AS playlistId FROM songs s
        WHERE s.id > ? AND s.platform NOT IN (SELECT value FROM json_each(?)) ${only} AND NOT ${hasFile} ORDER BY s.id)
        WHERE playlistId IS NOT NULL LIMIT ?`)
      .all(...given, page.limit);
    return rows.map(({ singers, ...row }) => ({ ...row, singers: singers ?? undefined }));
  }

  async songToDownload(id: number): Promise<(SongToDownload & { readonly hasFile: boolean }) | undefined> {
    const row = this.session
      .statement<SongRow>(`SELECT s.id, s.platform, s.remote_song_id AS remoteId, s.name, s.singers, s.metadata_json AS metadata,
        ${hasFile} AS hasFile FROM songs s WHERE s.id = ?`)
      .get(id);
    if (row === undefined) return undefined;
    const { metadata, singers, platform, remoteId, name } = row;
    return { id, platform, remoteId, name, singers: singers ?? undefined, ...songDetails(metadata), hasFile: row.hasFile === 1 };
  }
}
