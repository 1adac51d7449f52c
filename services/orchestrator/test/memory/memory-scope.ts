import type { PlaylistFile, PlaylistReference, ScopedPlaylist } from '../../src/core/playlist-file/playlist-scope.js';
import { playlistFilePool, type ScopeStore } from '../../src/core/playlist-file/scope-store.js';
import type { MemoryTables } from './memory-tables.js';

export class MemoryScope implements ScopeStore {
  constructor(private readonly tables: MemoryTables) {}

  async find(references: readonly PlaylistReference[]): Promise<ScopedPlaylist[]> {
    const found = this.tables.playlists.all();
    return references.flatMap(({ platform, remoteId }) => {
      const row = found.find((one) => one.platform === platform && one.remoteId === remoteId);
      return row === undefined ? [] : [{ id: row.id, platform, remoteId, name: row.name }];
    });
  }

  async add(references: readonly PlaylistReference[]): Promise<void> {
    const unlisted = { description: undefined, coverUrl: undefined, playCount: 0, remoteVersion: undefined, syncStatus: 'pending' };
    for (const { platform, remoteId } of references) {
      this.tables.playlists.save(
        (row) => row.platform === platform && row.remoteId === remoteId,
        (before) => before ?? { platform, remoteId, name: remoteId, ...unlisted },
      );
    }
  }

  async attach(file: PlaylistFile, playlists: readonly ScopedPlaylist[]): Promise<void> {
    const { pools, poolPlaylists } = this.tables;
    const externalId = `${playlistFilePool}${file.id}`;
    const old = new Set(pools.all().flatMap((row) => (row.externalId === externalId ? [row.id] : [])));
    poolPlaylists.remove(({ poolId }) => old.has(poolId));
    for (const { id, platform } of playlists) {
      const poolId = pools.save(
        (row) => row.platform === platform && row.externalId === externalId,
        () => ({ platform, kind: 'playlist_file', externalId, name: file.name, url: undefined, ofFile: true }),
      );
      this.tables.link(poolId, id);
    }
    const used = new Set(poolPlaylists.all().map(({ poolId }) => poolId));
    pools.remove((row) => row.externalId === externalId && !used.has(row.id));
  }
}
