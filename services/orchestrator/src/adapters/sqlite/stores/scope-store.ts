import type { WriteSession } from '@catalogsync/sqlite';
import type { PlaylistFile, PlaylistReference, ScopedPlaylist } from '../../../core/playlist-file/playlist-scope.js';
import { playlistFilePool, type ScopeStore } from '../../../core/playlist-file/scope-store.js';

interface PoolRow {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
}

export class SqliteScopeStore implements ScopeStore {
  constructor(private readonly session: WriteSession) {}

  async find(references: readonly PlaylistReference[]): Promise<ScopedPlaylist[]> {
    const find = this.session.statement<ScopedPlaylist>(
      'SELECT id, platform, remote_playlist_id AS remoteId, name FROM playlists WHERE platform = ? AND remote_playlist_id = ?',
    );
    return references.flatMap(({ platform, remoteId }) => find.get(platform, remoteId) ?? []);
  }

  async add(references: readonly PlaylistReference[]): Promise<void> {
    const add = this.session.statement(
      `INSERT INTO playlists(platform, remote_playlist_id, name, sync_status) VALUES (?, ?, ?, 'pending')
        ON CONFLICT(platform, remote_playlist_id) DO NOTHING`,
    );
    for (const { platform, remoteId } of references) add.run(platform, remoteId, remoteId);
  }

  async attach(file: PlaylistFile, playlists: readonly ScopedPlaylist[]): Promise<void> {
    const externalId = `${playlistFilePool}${file.id}`;
    const pools = new Map(this.pools(externalId).map((pool) => [pool.platform, pool]));
    const link = this.session.statement('INSERT OR IGNORE INTO pool_playlists(pool_id, playlist_id) VALUES (?, ?)');
    for (const { id, platform } of playlists) {
      let pool = pools.get(platform);
      if (pool === undefined) {
        pool = { id: this.addPool(platform, externalId, file.name), platform, name: file.name };
        pools.set(platform, pool);
      }
      link.run(pool.id, id);
    }
    for (const pool of pools.values()) this.tidy(pool, file, playlists);
  }

  /** The pool keeps exactly these of its platform, and the file's name. */
  private tidy(pool: PoolRow, file: PlaylistFile, playlists: readonly ScopedPlaylist[]): void {
    const own = playlists.filter(({ platform }) => platform === pool.platform).map(({ id }) => id);
    this.session
      .statement('DELETE FROM pool_playlists WHERE pool_id = ? AND playlist_id NOT IN (SELECT value FROM json_each(?))')
      .run(pool.id, JSON.stringify(own));
    if (own.length === 0) this.session.statement('DELETE FROM playlist_pools WHERE id = ?').run(pool.id);
    else if (pool.name !== file.name) this.session.statement('UPDATE playlist_pools SET name = ? WHERE id = ?').run(file.name, pool.id);
  }

  private pools(externalId: string): PoolRow[] {
    return this.session
      .statement<PoolRow>(`SELECT id, platform, name FROM playlist_pools WHERE pool_kind = 'playlist_file' AND external_id = ?`)
      .all(externalId);
  }

  private addPool(platform: string, externalId: string, name: string): number {
    return this.session
      .statement(`INSERT INTO playlist_pools(platform, pool_kind, external_id, name) VALUES (?, 'playlist_file', ?, ?)`)
      .run(platform, externalId, name).lastId;
  }
}
