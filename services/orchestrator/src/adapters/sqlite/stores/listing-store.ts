import type { WriteSession, WriteStatement } from '@catalogsync/sqlite';
import type { ListingStore, PoolLink } from '../../../core/collect/listing-store.js';
import { playlistFilePool } from '../../../core/playlist-file/scope-store.js';
import type { ListedPlaylist, ListedPool } from '../../../core/sources/source-catalog.js';

interface PoolRow {
  readonly id: number;
  readonly name: string;
  readonly url: string | null;
}

interface PlaylistRow {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly cover_url: string | null;
  readonly play_count: number;
  readonly remote_version: string | null;
}

/** What the `INSERT` and the comparison are made of, in the order of the columns. */
const columnsOf = (playlist: ListedPlaylist) =>
  [playlist.name, playlist.description ?? null, playlist.coverUrl ?? null, playlist.playCount, playlist.version] as const;

export class SqliteListingStore implements ListingStore {
  private readonly findPool: WriteStatement<PoolRow>;
  private readonly findPlaylist: WriteStatement<PlaylistRow>;
  private readonly addLink: WriteStatement<never>;

  constructor(private readonly session: WriteSession) {
    this.findPool = session.statement('SELECT id, name, url FROM playlist_pools WHERE platform = ? AND pool_kind = ? AND external_id = ?');
    this.findPlaylist = session.statement(
      'SELECT id, name, description, cover_url, play_count, remote_version FROM playlists WHERE platform = ? AND remote_playlist_id = ?',
    );
    this.addLink = session.statement('INSERT OR IGNORE INTO pool_playlists(pool_id, playlist_id) VALUES (?, ?)');
  }

  async save(platform: string, playlists: readonly ListedPlaylist[]): Promise<{ playlistIds: number[]; links: PoolLink[] }> {
    const playlistIds: number[] = [];
    const links: PoolLink[] = [];
    for (const playlist of playlists) {
      const playlistId = this.savePlaylist(platform, playlist);
      playlistIds.push(playlistId);
      for (const pool of playlist.pools) {
        const poolId = this.savePool(platform, pool);
        this.addLink.run(poolId, playlistId);
        links.push({ poolId, playlistId });
      }
    }
    return { playlistIds, links };
  }

  async links(platform: string, withUserLists: boolean): Promise<PoolLink[]> {
    return this.session
      .statement<PoolLink>(`SELECT pool_id AS poolId, playlist_id AS playlistId FROM pool_playlists
        JOIN playlist_pools ON playlist_pools.id = pool_id
        WHERE platform = ? AND (? OR pool_kind <> 'playlist_file') AND external_id NOT GLOB ?`)
      .all(platform, withUserLists ? 1 : 0, `${playlistFilePool}*`);
  }

  async unlink(links: readonly PoolLink[]): Promise<void> {
    const remove = this.session.statement('DELETE FROM pool_playlists WHERE pool_id = ? AND playlist_id = ?');
    for (const link of links) remove.run(link.poolId, link.playlistId);
  }

  async playlistIds(platform: string): Promise<number[]> {
    return this.session
      .statement<{ id: number }>('SELECT id FROM playlists WHERE platform = ?')
      .all(platform)
      .map((row) => row.id);
  }

  async removePlaylists(ids: readonly number[]): Promise<void> {
    const removals = [
      'DELETE FROM pool_playlists WHERE playlist_id = ?',
      'DELETE FROM playlist_songs WHERE playlist_id = ?',
      'DELETE FROM playlists WHERE id = ?',
    ].map((sql) => this.session.statement(sql));
    for (const id of ids) for (const removal of removals) removal.run(id);
  }

  async removeEmptyPools(platform: string): Promise<void> {
    this.session
      .statement(
        'DELETE FROM playlist_pools WHERE platform = ? AND NOT EXISTS (SELECT 1 FROM pool_playlists WHERE pool_id = playlist_pools.id)',
      )
      .run(platform);
  }

  private savePool(platform: string, pool: ListedPool): number {
    const row = this.findPool.get(platform, pool.kind, pool.externalId);
    const url = pool.url ?? null;
    if (row === undefined) {
      return this.session
        .statement('INSERT INTO playlist_pools(platform, pool_kind, external_id, name, url) VALUES (?, ?, ?, ?, ?)')
        .run(platform, pool.kind, pool.externalId, pool.name, url).lastId;
    }
    if (row.name !== pool.name || row.url !== url) {
      this.session.statement('UPDATE playlist_pools SET name = ?, url = ? WHERE id = ?').run(pool.name, url, row.id);
    }
    return row.id;
  }

  private savePlaylist(platform: string, playlist: ListedPlaylist): number {
    const row = this.findPlaylist.get(platform, playlist.remoteId);
    const values = columnsOf(playlist);
    if (row === undefined) {
      return this.session
        .statement(`INSERT INTO playlists(platform, remote_playlist_id, name, description, cover_url, play_count, remote_version, sync_status)
          VALUES (?, ?, ?, ?, ?, ?, ?, 'pending')`)
        .run(platform, playlist.remoteId, ...values).lastId;
    }
    const stored = [row.name, row.description, row.cover_url, row.play_count, row.remote_version];
    // A source without versions cannot tell, so its playlists are read again each time.
    const newSongs = playlist.version === '' || playlist.version !== row.remote_version;
    if (newSongs || values.some((value, index) => value !== stored[index])) {
      this.session
        .statement(`UPDATE playlists SET name = ?, description = ?, cover_url = ?, play_count = ?, remote_version = ?,
          sync_status = CASE WHEN ? THEN 'pending' ELSE sync_status END WHERE id = ?`)
        .run(...values, newSongs ? 1 : 0, row.id);
    }
    return row.id;
  }
}
