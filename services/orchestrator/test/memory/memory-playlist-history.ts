import type { HistoryEntry, PlaylistDetail, PlaylistHistory, PlaylistName } from '../../src/core/catalogue/playlist-history.js';
import type { MemoryTables } from './memory-tables.js';

export class MemoryPlaylistHistory implements PlaylistHistory {
  constructor(private readonly tables: MemoryTables) {}

  async find(name: PlaylistName): Promise<PlaylistDetail | undefined> {
    const row = this.tables.playlists
      .all()
      .find((one) => ('id' in name ? one.id === name.id : one.platform === name.platform && one.remoteId === name.remoteId));
    if (row === undefined) return undefined;
    const { remoteVersion: _version, ...shown } = row;
    const links = this.tables.poolPlaylists.all().filter(({ playlistId }) => playlistId === row.id);
    const pools = links.flatMap(({ poolId }) => this.tables.pools.get(poolId) ?? []).map(({ kind, name: text }) => ({ kind, name: text }));
    const unknown = { lastSyncedAt: undefined, lastError: undefined, emptySince: undefined };
    return { ...unknown, ...shown, songCount: this.tables.songIdsOf(row.id).length, isFollowed: false, pools };
  }

  async changes(
    playlistId: number,
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<HistoryEntry[]> {
    const rows = this.tables.playlistChanges
      .all()
      .filter((row) => row.playlistId === playlistId && (before === undefined || row.id < before));
    return rows
      .reverse()
      .slice(0, limit)
      .map(({ playlistId: _id, songs, ...row }) => ({
        ...row,
        songs: songs.map((change) => {
          const song = this.tables.songs.get(change.songId);
          return { ...change, name: song?.name ?? '', singers: song?.singers };
        }),
      }));
  }
}
