import type { ListingStore, PoolLink, StoredPool } from '../../src/core/catalogue/catalogue-stores.js';
import { playlistRecord } from '../../src/core/catalogue/playlist-record.js';
import type { ListedPlaylist } from '../../src/core/sources/source-catalog.js';
import type { MemoryTables } from './memory-tables.js';

export class MemoryListing implements ListingStore {
  constructor(private readonly tables: MemoryTables) {}

  async save(platform: string, listed: readonly ListedPlaylist[]): Promise<{ playlistIds: number[]; links: PoolLink[] }> {
    const [playlistIds, links]: [number[], PoolLink[]] = [[], []];
    for (const playlist of listed) {
      const { remoteId } = playlist;
      const playlistId = this.tables.playlists.save(
        (row) => row.platform === platform && row.remoteId === remoteId,
        (before) => ({ ...before, platform, remoteId, ...playlistRecord(playlist, before) }),
      );
      playlistIds.push(playlistId);
      for (const pool of playlist.pools) {
        const poolId = this.tables.pools.save(
          (row) => row.platform === platform && row.kind === pool.kind && row.externalId === pool.externalId,
          () => ({ platform, ...pool, emptySince: undefined }),
        );
        this.tables.link(poolId, playlistId);
        links.push({ poolId, playlistId });
      }
    }
    return { playlistIds, links };
  }

  async links(platform: string, withUserLists: boolean): Promise<PoolLink[]> {
    const listed = this.tables.pools
      .all()
      .filter((pool) => pool.platform === platform && (withUserLists || pool.kind !== 'playlist_file') && !pool.ofFile)
      .map(({ id }) => id);
    const links = this.tables.poolPlaylists.all().filter(({ poolId }) => listed.includes(poolId));
    return links.map(({ poolId, playlistId }) => ({ poolId, playlistId }));
  }

  async unlink(links: readonly PoolLink[]): Promise<void> {
    this.tables.poolPlaylists.remove((row) => links.some((link) => link.poolId === row.poolId && link.playlistId === row.playlistId));
  }

  async playlistIds(platform: string): Promise<number[]> {
    return this.tables.playlists.all().flatMap((row) => (row.platform === platform ? [row.id] : []));
  }

  async removePlaylists(ids: readonly number[]): Promise<void> {
    this.tables.poolPlaylists.remove(({ playlistId }) => ids.includes(playlistId));
    this.tables.playlistSongs.remove(({ playlistId }) => ids.includes(playlistId));
    this.tables.playlistChanges.remove(({ playlistId }) => ids.includes(playlistId));
    this.tables.playlists.remove(({ id }) => ids.includes(id));
  }

  async removeEmptyPools(platform: string): Promise<void> {
    const used = new Set(this.tables.poolPlaylists.all().map(({ poolId }) => poolId));
    this.tables.pools.remove((pool) => pool.platform === platform && !used.has(pool.id));
  }

  async pools(platform: string): Promise<StoredPool[]> {
    const rows = this.tables.pools.all().filter((pool) => pool.platform === platform);
    return rows.map(({ id, kind, emptySince }) => ({ id, kind, emptySince }));
  }

  async markPoolsEmpty(poolIds: readonly number[], since: number): Promise<void> {
    this.tables.pools.change(poolIds, { emptySince: since });
  }
}
