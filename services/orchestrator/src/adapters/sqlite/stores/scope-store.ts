import { In, insertedId, type RowOf, type WriteSession } from '@catalogsync/sqlite';
import type { PlaylistFile, PlaylistReference, ScopedPlaylist } from '../../../core/playlist-file/playlist-scope.js';
import { playlistFilePool, type ScopeStore } from '../../../core/playlist-file/scope-store.js';
import { playlistPools, poolPlaylists } from '../rows/catalogue-rows.js';
import { addLinks, removeLinks } from './listing-store.js';

type PoolRow = Pick<RowOf<typeof playlistPools>, 'id' | 'platform' | 'name'>;

const poolKind = 'playlist_file';
const findText = `SELECT id, platform, remote_playlist_id AS "remoteId", name FROM playlists
  WHERE platform = ? AND remote_playlist_id = ?`;
const addText = `INSERT INTO playlists(platform, remote_playlist_id, name, sync_status) VALUES (?, ?, ?, 'pending')
  ON CONFLICT(platform, remote_playlist_id) DO NOTHING`;

export class SqliteScopeStore implements ScopeStore {
  constructor(private readonly session: WriteSession) {}

  async find(references: readonly PlaylistReference[]): Promise<ScopedPlaylist[]> {
    const given = references.map(({ platform, remoteId }) => [platform, remoteId]);
    return (await this.session.firstOfEach<ScopedPlaylist>(findText, given)).filter((row) => row !== undefined);
  }

  add(references: readonly PlaylistReference[]): Promise<void> {
    const given = references.map(({ platform, remoteId }) => [platform, remoteId, remoteId]);
    return this.session.changeEach(addText, given);
  }

  async attach(file: PlaylistFile, playlists: readonly ScopedPlaylist[]): Promise<void> {
    const externalId = `${playlistFilePool}${file.id}`;
    const { entities } = this.session;
    const pools = new Map<string, PoolRow>();
    for (const pool of await entities.findBy(playlistPools, { poolKind, externalId })) pools.set(pool.platform, pool);
    for (const platform of new Set(playlists.map((playlist) => playlist.platform))) {
      if (pools.has(platform)) continue;
      const added = { platform, poolKind, externalId, name: file.name };
      pools.set(platform, { ...added, id: insertedId(await entities.insert(playlistPools, added)) });
    }
    await this.relink([...pools.values()], playlists);
    for (const pool of pools.values()) {
      const isUsed = playlists.some(({ platform }) => platform === pool.platform);
      if (!isUsed) await entities.delete(playlistPools, pool.id);
      else if (pool.name !== file.name) await entities.update(playlistPools, pool.id, { name: file.name });
    }
  }

  /** Each pool holds exactly the playlists of its platform. */
  private async relink(pools: readonly PoolRow[], playlists: readonly ScopedPlaylist[]): Promise<void> {
    const wanted = pools.flatMap((pool) =>
      playlists.filter(({ platform }) => platform === pool.platform).map(({ id }) => ({ poolId: pool.id, playlistId: id })),
    );
    const kept = new Set(wanted.map(({ playlistId }) => playlistId));
    const stored = await this.session.entities.findBy(poolPlaylists, { poolId: In(pools.map(({ id }) => id)) });
    await removeLinks(
      this.session,
      stored.filter(({ playlistId }) => !kept.has(playlistId)),
    );
    await addLinks(this.session, wanted);
  }
}
