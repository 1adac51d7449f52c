import type { AssetRecord, LocationRecord } from '../../src/core/catalogue/file-record.js';
import type { PlaylistChange } from '../../src/core/catalogue/playlist-history.js';
import type { PlaylistRecord } from '../../src/core/catalogue/playlist-record.js';
import type { SongRecord } from '../../src/core/catalogue/song-record.js';
import type { RecordingMember } from '../../src/core/recordings/recording-store.js';
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

  readonly lyrics = new MemoryTable<{
    readonly songId: number;
    readonly version?: string | undefined;
    readonly isWaiting?: boolean | undefined;
    readonly text?: string | undefined;
  }>();

  readonly recordingSongs = new MemoryTable<RecordingMember>();
  /** Recordings with songs of several platforms. */
  readonly recordings = new MemoryTable<{ readonly recordingId: number }>();

  /** The songs that are one recording with this, if it is linked to songs of other platforms. */
  linkedTo(songId: number): { readonly recordingId: number; readonly songIds: readonly number[] } | undefined {
    const members = this.recordingSongs.all();
    const recordingId = members.find((member) => member.songId === songId)?.recordingId;
    if (recordingId === undefined || !this.recordings.all().some((row) => row.recordingId === recordingId)) return undefined;
    const own = members.filter((member) => member.recordingId === recordingId);
    return { recordingId, songIds: own.map((member) => member.songId).sort((a, b) => a - b) };
  }

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
