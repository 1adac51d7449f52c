import { asGiven, BulkTable, type Changes, known, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { ListingStore, PoolLink, StoredPool } from '../../../core/catalogue/catalogue-stores.js';
import { playlistRecord } from '../../../core/catalogue/playlist-record.js';
import { playlistFilePool } from '../../../core/playlist-file/scope-store.js';
import type { ListedPlaylist } from '../../../core/sources/source-catalog.js';
import { playlistPools, playlists } from '../rows/catalogue-rows.js';

const poolTable = new BulkTable(playlistPools, ['platform', 'poolKind', 'externalId'], ['name', 'url', 'emptySince']);
const playlistTable = new BulkTable(
  playlists,
  ['platform', 'remotePlaylistId'],
  ['name', 'description', 'coverUrl', 'playCount', 'remoteVersion', 'syncStatus'],
);

export class SqliteListingStore implements ListingStore {
  constructor(private readonly session: WriteSession) {}

  async save(platform: string, listed: readonly ListedPlaylist[]): Promise<{ playlistIds: number[]; links: PoolLink[] }> {
    const given = listed.map((playlist) => ({ platform, remotePlaylistId: playlist.remoteId, playlist }));
    const playlistIds = await playlistTable.save(this.session, given, ({ playlist }, before) => playlistRecord(playlist, before));
    const pools = listed.flatMap((playlist, index) =>
      playlist.pools.map(({ kind, externalId, name, url }) => {
        return { platform, poolKind: kind, externalId, name, url, playlistId: playlistIds[index] ?? 0 };
      }),
    );
    const poolIds = await poolTable.save(this.session, pools, ({ name, url }) => ({ name, url, emptySince: undefined }));
    const links = pools.map(({ playlistId }, index) => ({ poolId: poolIds[index] ?? 0, playlistId }));
    await addLinks(this.session, links);
    return { playlistIds, links };
  }

  links(platform: string, withUserLists: boolean): Promise<PoolLink[]> {
    return this.session.rows(
      `SELECT pool_id AS "poolId", playlist_id AS "playlistId" FROM pool_playlists JOIN playlist_pools ON playlist_pools.id = pool_id
        WHERE platform = ? ${withUserLists ? '' : "AND pool_kind <> 'playlist_file'"} AND substr(external_id, 1, ?) <> ?`,
      ...[platform, playlistFilePool.length, playlistFilePool],
    );
  }

  unlink(links: readonly PoolLink[]): Promise<void> {
    return removeLinks(this.session, links);
  }

  async playlistIds(platform: string): Promise<number[]> {
    return (await this.session.rows<{ id: number }>('SELECT id FROM playlists WHERE platform = ?', platform)).map(({ id }) => id);
  }

  removePlaylists(ids: readonly number[]): Promise<void> {
    return removePlaylists(this.session, ids);
  }

  async removeEmptyPools(platform: string): Promise<void> {
    await this.session.change(
      'DELETE FROM playlist_pools WHERE platform = ? AND NOT EXISTS (SELECT 1 FROM pool_playlists WHERE pool_id = playlist_pools.id)',
      platform,
    );
  }

  async pools(platform: string): Promise<StoredPool[]> {
    const text = 'SELECT id, pool_kind AS kind, empty_since AS "emptySince" FROM playlist_pools WHERE platform = ?';
    return (await this.session.rows<StoredPoolRow>(text, platform)).map(known);
  }

  async markPoolsEmpty(poolIds: readonly number[], since: number): Promise<void> {
    await this.session.change(`UPDATE playlist_pools SET empty_since = ? WHERE id ${oneOfGiven}`, since, asGiven(poolIds));
  }
}

type StoredPoolRow = Omit<StoredPool, 'emptySince'> & { readonly emptySince: number | null };

const values = (links: readonly PoolLink[]): number[][] => links.map(({ poolId, playlistId }) => [poolId, playlistId]);

/** With their links and their history. */
export async function removePlaylists(session: Changes, ids: readonly number[]): Promise<void> {
  for (const table of ['pool_playlists', 'playlist_songs', 'playlist_changes']) {
    await session.change(`DELETE FROM ${table} WHERE playlist_id ${oneOfGiven}`, asGiven(ids));
  }
  await session.change(`DELETE FROM playlists WHERE id ${oneOfGiven}`, asGiven(ids));
}

/** Existing links stay as they are. */
export function addLinks(session: Changes, links: readonly PoolLink[]): Promise<void> {
  return session.changeEach('INSERT INTO pool_playlists(pool_id, playlist_id) VALUES (?, ?) ON CONFLICT DO NOTHING', values(links));
}

export function removeLinks(session: Changes, links: readonly PoolLink[]): Promise<void> {
  return session.changeEach('DELETE FROM pool_playlists WHERE pool_id = ? AND playlist_id = ?', values(links));
}
