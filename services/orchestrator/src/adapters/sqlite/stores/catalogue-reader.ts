import { asGiven, known, oneOfGiven, type ReadSession } from '@catalogsync/sqlite';
import type {
  CatalogueReader,
  CatalogueSummary,
  ListCount,
  NamedPlaylistRow,
  PlaylistContent,
  PlaylistToSync,
  RemoteName,
  SongRowToDownload,
  SongsWanted,
} from '../../../core/catalogue/catalogue-reader.js';
import { chartPool } from '../../../core/catalogue/empty-lists.js';
import { type SongToDownload, songDetails } from '../../../core/catalogue/song-details.js';
import type { LinkedRecording, NamedSong, RecordingFiles } from '../../../core/recordings/recording-files.js';
import { isFollowedOrOf } from './following-store.js';
import { linkedSongs, linkedWithFile } from './linked-songs.js';
import { localBackendIds } from './storage-backend-store.js';

interface SongRow {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  readonly singers: string | null;
  readonly metadataJson: string | null;
  readonly fileCount: number;
}

export class SqliteCatalogueReader implements CatalogueReader, RecordingFiles {
  constructor(private readonly session: ReadSession) {}

  async summary(): Promise<CatalogueSummary> {
    const [counts] = await this.session.rows<CatalogueSummary>(`SELECT (SELECT count(*) FROM songs) AS songs,
      (SELECT count(*) FROM songs) - (SELECT count(*) - count(DISTINCT m.recording_id) FROM recording_songs m
        JOIN recordings r ON r.id = m.recording_id WHERE r.across_platforms = 1) AS tracks,
      (SELECT count(*) FROM playlists) AS playlists, (SELECT count(*) FROM artists) AS artists,
      (SELECT count(*) FROM file_locations WHERE status = 'active') AS "activeFiles"`);
    return counts ?? { songs: 0, tracks: 0, playlists: 0, artists: 0, activeFiles: 0 };
  }

  async playlistsToSync(platform: string, signal: AbortSignal): Promise<PlaylistToSync[]> {
    signal.throwIfAborted();
    return this.session.rows(
      `SELECT id, remote_playlist_id AS "remoteId", name FROM playlists WHERE platform = ? AND sync_status <> 'synced' ORDER BY id`,
      platform,
    );
  }

  async playlistContent(playlistId: number, signal: AbortSignal): Promise<PlaylistContent | undefined> {
    signal.throwIfAborted();
    const [row] = await this.session.rows<{ songCount: number; isChart: number; emptySince: number | null }>(
      `SELECT (SELECT count(*) FROM playlist_songs WHERE playlist_id = p.id) AS "songCount", empty_since AS "emptySince",
        EXISTS (SELECT 1 FROM pool_playlists x JOIN playlist_pools o ON o.id = x.pool_id
          WHERE x.playlist_id = p.id AND o.pool_kind = ?) AS "isChart" FROM playlists p WHERE p.id = ?`,
      ...[chartPool, playlistId],
    );
    return row && { ...known(row), isChart: row.isChart !== 0 };
  }

  async activeLocations(source: string, playlistIds: readonly number[] | undefined, signal: AbortSignal): Promise<number[]> {
    signal.throwIfAborted();
    const backendIds = await localBackendIds(this.session.entities, source);
    const scope = `AND file_asset_id IN (SELECT a.id FROM file_assets a JOIN playlist_songs x ON x.song_id = a.song_id
      WHERE x.playlist_id ${oneOfGiven})`;
    const rows = await this.session.rows<{ id: number }>(
      `SELECT id FROM file_locations WHERE status = 'active' AND backend_id ${oneOfGiven} ${playlistIds === undefined ? '' : scope} ORDER BY id`,
      ...[asGiven(backendIds), ...(playlistIds === undefined ? [] : [asGiven(playlistIds)])],
    );
    return rows.map(({ id }) => id);
  }

  async remoteSongIds(platform: string, playlistIds: readonly number[], signal: AbortSignal): Promise<string[]> {
    signal.throwIfAborted();
    const rows = await this.session.rows<{ id: string }>(
      `SELECT DISTINCT s.remote_song_id AS id FROM playlist_songs x JOIN songs s ON s.id = x.song_id
        WHERE x.playlist_id ${oneOfGiven} AND s.platform = ?`,
      ...[asGiven(playlistIds), platform],
    );
    return rows.map(({ id }) => id);
  }

  async songsToDownload(
    { local, platforms, playlistIds, anyListOf }: SongsWanted,
    { after, limit }: { readonly after: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<SongRowToDownload[]> {
    signal.throwIfAborted();
    const playlist = `(SELECT min(x.playlist_id) FROM playlist_songs x ${anyListOf === undefined ? '' : 'JOIN playlists p ON p.id = x.playlist_id'}
      WHERE x.song_id = s.id ${playlistIds === undefined ? '' : `AND x.playlist_id ${oneOfGiven}`}
        ${anyListOf === undefined ? '' : `AND ${isFollowedOrOf('p')}`})`;
    const lists = [playlistIds, anyListOf].flatMap((given) => (given === undefined ? [] : [asGiven(given)]));
    const given = [...lists, after, asGiven(local)];
    const rows = await this.session.rows<Omit<SongRowToDownload, 'singers'> & { readonly singers: string | null }>(
      `SELECT * FROM (SELECT s.id, s.platform, s.name, s.singers, ${playlist} AS "playlistId" FROM songs s
        WHERE s.active_file_count = 0 AND s.id > ? AND s.platform NOT ${oneOfGiven}
          ${platforms.length === 0 ? '' : `AND s.platform ${oneOfGiven}`}
          AND NOT EXISTS (SELECT 1 ${linkedWithFile('s.id')})) AS wanted
        WHERE "playlistId" IS NOT NULL ORDER BY id LIMIT ?`,
      ...[...given, ...(platforms.length === 0 ? [] : [asGiven(platforms)]), limit],
    );
    return rows.map(known);
  }

  async listsNotFollowed({ local, platforms, anyListOf = [] }: SongsWanted, signal: AbortSignal): Promise<ListCount[]> {
    signal.throwIfAborted();
    return this.session.rows(
      `SELECT p.platform, count(*) AS lists FROM playlists p
        WHERE p.platform NOT ${oneOfGiven} ${platforms.length === 0 ? '' : `AND p.platform ${oneOfGiven}`} AND NOT ${isFollowedOrOf('p')}
          AND EXISTS (SELECT 1 FROM playlist_songs x JOIN songs s ON s.id = x.song_id
            WHERE x.playlist_id = p.id AND s.active_file_count = 0 AND NOT EXISTS (SELECT 1 ${linkedWithFile('s.id')}))
        GROUP BY p.platform ORDER BY p.platform`,
      ...[asGiven(local), ...(platforms.length === 0 ? [] : [asGiven(platforms)]), asGiven(anyListOf)],
    );
  }

  async playlistsNamed(names: readonly RemoteName[], signal: AbortSignal): Promise<NamedPlaylistRow[]> {
    signal.throwIfAborted();
    const found: NamedPlaylistRow[] = [];
    for (const { platform, remoteId } of names) {
      found.push(
        ...(await this.session.rows<NamedPlaylistRow>(
          `SELECT id, platform, remote_playlist_id AS "remoteId", name, collected_song_count AS songs FROM playlists
            WHERE platform = ? AND remote_playlist_id = ?`,
          ...[platform, remoteId],
        )),
      );
    }
    return found;
  }

  async unnamedSongs(playlistId: number, signal: AbortSignal): Promise<RemoteName[]> {
    signal.throwIfAborted();
    return this.session.rows(
      `SELECT DISTINCT s.platform, s.remote_song_id AS "remoteId" FROM playlist_songs x JOIN songs s ON s.id = x.song_id
        WHERE x.playlist_id = ? AND s.name = s.remote_song_id ORDER BY s.id`,
      playlistId,
    );
  }

  async songToDownload(id: number, signal: AbortSignal): Promise<(SongToDownload & { readonly hasFile: boolean }) | undefined> {
    signal.throwIfAborted();
    const [row] = await this.session.rows<SongRow>(
      `SELECT id, platform, remote_song_id AS "remoteId", name, singers, metadata_json AS "metadataJson", active_file_count AS "fileCount"
        FROM songs WHERE id = ?`,
      id,
    );
    if (row === undefined) return undefined;
    const { metadataJson, fileCount, ...song } = known(row);
    return { ...song, ...songDetails(metadataJson), hasFile: fileCount > 0 };
  }

  async recordingOf(songId: number, signal: AbortSignal): Promise<LinkedRecording | undefined> {
    signal.throwIfAborted();
    const [row] = await this.session.rows<{ recordingId: number } & { [Name in keyof NamedSong]: NamedSong[Name] | null }>(
      `SELECT r.id AS "recordingId", o.id, o.platform, o.remote_song_id AS "remoteId" FROM ${linkedSongs}
        LEFT JOIN songs o ON o.id = others.song_id AND o.active_file_count > 0
        WHERE mine.song_id = ? ORDER BY CASE WHEN o.id IS NULL THEN 1 ELSE 0 END, o.id LIMIT 1`,
      songId,
    );
    if (row === undefined) return undefined;
    const { recordingId, id, platform, remoteId } = known(row);
    const isHeld = id !== undefined && platform !== undefined && remoteId !== undefined;
    return { id: recordingId, heldBy: isHeld ? { id, platform, remoteId } : undefined };
  }
}
