import { asGiven, type Known, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type {
  HistoryEntry,
  PlaylistDetail,
  PlaylistHistory,
  PlaylistName,
  PoolOfPlaylist,
} from '../../../core/catalogue/playlist-history.js';
import { isFollowed } from './following-store.js';
import { songChangesOf } from './playlist-changes.js';

type Nullable<Row> = { readonly [Name in keyof Row]: undefined extends Row[Name] ? Exclude<Row[Name], undefined> | null : Row[Name] };
type DetailRow = Nullable<Omit<PlaylistDetail, 'pools' | 'isFollowed'>> & { readonly isFollowed: number };
type ChangeRow = Nullable<Omit<HistoryEntry, 'songs'>> & { readonly songsJson: string };

const detailText = `SELECT id, platform, remote_playlist_id AS "remoteId", name, description, cover_url AS "coverUrl",
  play_count AS "playCount", collected_song_count AS "songCount", sync_status AS "syncStatus", last_synced_at AS "lastSyncedAt",
  last_error AS "lastError", empty_since AS "emptySince", ${isFollowed('playlists')} AS "isFollowed" FROM playlists WHERE`;

const changesText = `SELECT id, change_kind AS kind, changed_at AS "changedAt", job_run_id AS "jobId", added_count AS "addedCount",
  removed_count AS "removedCount", moved_count AS "movedCount", song_count AS "songCount", songs_json AS "songsJson"
  FROM playlist_changes WHERE playlist_id = ? AND id < ? ORDER BY id DESC LIMIT ?`;

interface NamedSong {
  readonly name: string;
  readonly singers: string | undefined;
}

export class SqlitePlaylistHistory implements PlaylistHistory {
  constructor(private readonly session: Questions) {}

  async find(name: PlaylistName): Promise<PlaylistDetail | undefined> {
    const [row] = await ('id' in name
      ? this.session.rows<DetailRow>(`${detailText} id = ?`, name.id)
      : this.session.rows<DetailRow>(`${detailText} platform = ? AND remote_playlist_id = ?`, name.platform, name.remoteId));
    if (row === undefined) return undefined;
    const pools = await this.session.rows<PoolOfPlaylist>(
      `SELECT o.pool_kind AS kind, o.name FROM pool_playlists x JOIN playlist_pools o ON o.id = x.pool_id
        WHERE x.playlist_id = ? ORDER BY o.id`,
      row.id,
    );
    return { ...known(row), isFollowed: row.isFollowed !== 0, pools };
  }

  async changes(
    playlistId: number,
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<HistoryEntry[]> {
    const rows = await this.session.rows<ChangeRow>(changesText, playlistId, before ?? Number.MAX_SAFE_INTEGER, limit);
    const entries = rows.map(({ songsJson, ...row }) => ({ ...known(row), songs: songChangesOf(songsJson) }));
    const songs = await this.songs(new Set(entries.flatMap((entry) => entry.songs.map(({ songId }) => songId))));
    const unknown = { name: '', singers: undefined };
    return entries.map((entry) => ({
      ...entry,
      songs: entry.songs.map((change) => ({ ...change, ...(songs.get(change.songId) ?? unknown) })),
    }));
  }

  private async songs(ids: ReadonlySet<number>): Promise<Map<number, NamedSong>> {
    const rows = await this.session.rows<{ id: number; name: string; singers: string | null }>(
      `SELECT id, name, singers FROM songs WHERE id ${oneOfGiven}`,
      asGiven([...ids]),
    );
    return new Map(rows.map(known).map(({ id, name, singers }: Known<(typeof rows)[number]>) => [id, { name, singers }]));
  }
}
