import type { AssetRecord, LocationRecord } from '../../src/core/catalogue/file-record.js';
import type { PlaylistChange } from '../../src/core/catalogue/playlist-history.js';
import type { PlaylistRecord } from '../../src/core/catalogue/playlist-record.js';
import type { SongRecord } from '../../src/core/catalogue/song-record.js';
import type { ListedPool } from '../../src/core/sources/source-catalog.js';
import { MemoryTable } from './memory-table.js';

interface OfPlatform {
  readonly platform: string;
  readonly remoteId: string;
}

interface StateOfSync {
  readonly lastError?: string | undefined;
  readonly lastSyncedAt?: string | undefined;
  readonly emptySince?: number | undefined;
}

/** The catalogue's tables in memory, lost with the process. */
export class MemoryTables {
  /** `ofFile`: from a user's playlist file, see ScopeStore. */
  readonly pools = new MemoryTable<
    ListedPool & { readonly platform: string; readonly ofFile?: true; readonly emptySince?: number | undefined }
  >();
  readonly playlists = new MemoryTable<OfPlatform & PlaylistRecord & StateOfSync>();
  readonly playlistChanges = new MemoryTable<
    PlaylistChange & { readonly playlistId: number; readonly changedAt: number; readonly jobId: number | undefined }
  >();
  readonly poolPlaylists = new MemoryTable<{ readonly poolId: number; readonly playlistId: number }>();
  readonly songs = new MemoryTable<OfPlatform & SongRecord>();
  readonly playlistSongs = new MemoryTable<{ readonly playlistId: number; readonly songId: number }>();
  readonly artists = new MemoryTable<OfPlatform & { readonly name: string }>();
  readonly artistSongs = new MemoryTable<{ readonly songId: number; readonly artistIds: readonly number[] }>();
  readonly backends = new MemoryTable<{ readonly name: string; readonly basePath: string; readonly source: string }>();
  readonly assets = new MemoryTable<AssetRecord & { readonly songId: number; readonly qualityLabel: string; readonly ext: string }>();
  readonly locations = new MemoryTable<LocationRecord & { readonly assetId: number; readonly backendId: number }>();

  hasFile(songId: number): boolean {
    const assetIds = new Set(this.assets.all().flatMap((asset) => (asset.songId === songId ? [asset.id] : [])));
    return this.locations.all().some(({ assetId, status }) => status === 'active' && assetIds.has(assetId));
  }

  songIdsOf(playlistId: number): number[] {
    return this.playlistSongs.all().flatMap((row) => (row.playlistId === playlistId ? [row.songId] : []));
  }

  link(poolId: number, playlistId: number): void {
    this.poolPlaylists.save(
      (row) => row.poolId === poolId && row.playlistId === playlistId,
      () => ({ poolId, playlistId }),
    );
  }
}
