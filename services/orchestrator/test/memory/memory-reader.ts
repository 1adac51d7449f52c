import type {
  CatalogueReader,
  CatalogueSummary,
  ListCount,
  NamedPlaylistRow,
  PlaylistContent,
  PlaylistToSync,
  RemoteName,
  SongRowToDownload,
  SongsWanted,
} from '../../src/core/catalogue/catalogue-reader.js';
import { chartPool } from '../../src/core/catalogue/empty-lists.js';
import { type SongToDownload, songDetails } from '../../src/core/catalogue/song-details.js';
import type { LinkedRecording, RecordingFiles } from '../../src/core/recordings/recording-files.js';
import type { MemoryTables } from './memory-tables.js';

export class MemoryReader implements CatalogueReader, RecordingFiles {
  constructor(private readonly tables: MemoryTables) {}

  async summary(): Promise<CatalogueSummary> {
    const { songs, playlists, artists, locations } = this.tables;
    const activeFiles = locations.all().filter(({ status }) => status === 'active').length;
    const standsFor = songs.all().filter(({ id }) => (this.tables.linkedTo(id)?.songIds[0] ?? id) === id);
    const [playlistCount, artistCount] = [playlists.all().length, artists.all().length];
    return { songs: songs.all().length, tracks: standsFor.length, playlists: playlistCount, artists: artistCount, activeFiles };
  }

  async playlistsToSync(platform: string, signal: AbortSignal): Promise<PlaylistToSync[]> {
    signal.throwIfAborted();
    const rows = this.tables.playlists.all().filter((row) => row.platform === platform && row.syncStatus !== 'synced');
    return rows.map(({ id, remoteId, name }) => ({ id, remoteId, name }));
  }

  async playlistContent(playlistId: number, signal: AbortSignal): Promise<PlaylistContent | undefined> {
    signal.throwIfAborted();
    const { playlists, pools, poolPlaylists } = this.tables;
    const row = playlists.get(playlistId);
    const inPools = poolPlaylists.all().filter((link) => link.playlistId === playlistId);
    const isChart = inPools.some(({ poolId }) => pools.get(poolId)?.kind === chartPool);
    return row && { songCount: this.tables.songIdsOf(playlistId).length, isChart, emptySince: row.emptySince };
  }

  async activeLocations(source: string, playlistIds: readonly number[] | undefined, signal: AbortSignal): Promise<number[]> {
    signal.throwIfAborted();
    const { assets, backends, locations } = this.tables;
    const songIds = playlistIds && this.songIdsIn(playlistIds);
    const isWanted = (assetId: number): boolean => songIds?.has(assets.get(assetId)?.songId ?? 0) ?? true;
    const rows = locations.all().filter((row) => row.status === 'active' && backends.get(row.backendId)?.source === source);
    return rows.filter(({ assetId }) => isWanted(assetId)).map(({ id }) => id);
  }

  async remoteSongIds(platform: string, playlistIds: readonly number[], signal: AbortSignal): Promise<string[]> {
    signal.throwIfAborted();
    const songs = [...this.songIdsIn(playlistIds)].map((id) => this.tables.songs.get(id));
    return songs.flatMap((song) => (song?.platform === platform ? [song.remoteId] : []));
  }

  async songsToDownload(
    { local, platforms, playlistIds, anyListOf }: SongsWanted,
    { after, limit }: { readonly after: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<SongRowToDownload[]> {
    signal.throwIfAborted();
    const isWanted = ({ id, platform }: { id: number; platform: string }): boolean =>
      id > after && !local.includes(platform) && (platforms.length === 0 || platforms.includes(platform)) && !this.hasFile(id);
    const isFollowed = (playlistId: number): boolean => anyListOf === undefined || this.isFollowed(playlistId, anyListOf);
    const ofJob = this.tables.playlistSongs.all().filter(({ playlistId }) => playlistIds?.includes(playlistId) ?? true);
    const links = ofJob.filter(({ playlistId }) => isFollowed(playlistId));
    const rows = this.tables.songs.all().flatMap((song) => {
      const wantedFor = links.filter(({ songId }) => songId === song.id).map(({ playlistId }) => playlistId);
      const { id, platform, name, singers } = song;
      return isWanted(song) && wantedFor.length > 0 ? [{ id, platform, name, singers, playlistId: Math.min(...wantedFor) }] : [];
    });
    return rows.slice(0, limit);
  }

  async listsNotFollowed({ local, platforms, anyListOf = [] }: SongsWanted, signal: AbortSignal): Promise<ListCount[]> {
    signal.throwIfAborted();
    const { playlists, playlistSongs } = this.tables;
    const counts = new Map<string, number>();
    for (const { id, platform } of playlists.all()) {
      const isOfJob = !local.includes(platform) && (platforms.length === 0 || platforms.includes(platform));
      const isMissing = playlistSongs.all().some(({ playlistId, songId }) => playlistId === id && !this.hasFile(songId));
      if (isOfJob && isMissing && !this.isFollowed(id, anyListOf)) counts.set(platform, (counts.get(platform) ?? 0) + 1);
    }
    return [...counts].sort().map(([platform, lists]) => ({ platform, lists }));
  }

  async songToDownload(id: number, signal: AbortSignal): Promise<(SongToDownload & { readonly hasFile: boolean }) | undefined> {
    signal.throwIfAborted();
    const song = this.tables.songs.get(id);
    if (song === undefined) return undefined;
    const { platform, remoteId, name, singers, metadataJson } = song;
    return { id, platform, remoteId, name, singers, ...songDetails(metadataJson), hasFile: this.tables.hasFile(id) };
  }

  async playlistsNamed(names: readonly RemoteName[], signal: AbortSignal): Promise<NamedPlaylistRow[]> {
    signal.throwIfAborted();
    const { playlists, playlistSongs } = this.tables;
    return names.flatMap(({ platform, remoteId }) => {
      const row = playlists.all().find((one) => one.platform === platform && one.remoteId === remoteId);
      if (row === undefined) return [];
      const songs = playlistSongs.all().filter(({ playlistId }) => playlistId === row.id).length;
      return [{ id: row.id, platform, remoteId, name: row.name, songs }];
    });
  }

  async unnamedSongs(playlistId: number, signal: AbortSignal): Promise<RemoteName[]> {
    signal.throwIfAborted();
    const songs = [...this.songIdsIn([playlistId])].map((id) => this.tables.songs.get(id));
    return songs.flatMap((song) =>
      song !== undefined && song.name === song.remoteId ? [{ platform: song.platform, remoteId: song.remoteId }] : [],
    );
  }

  async recordingOf(songId: number, signal: AbortSignal): Promise<LinkedRecording | undefined> {
    signal.throwIfAborted();
    const linked = this.tables.linkedTo(songId);
    if (linked === undefined) return undefined;
    const holder = linked.songIds.find((id) => this.tables.hasFile(id));
    const song = holder === undefined ? undefined : this.tables.songs.get(holder);
    const heldBy = song && { id: song.id, platform: song.platform, remoteId: song.remoteId };
    return { id: linked.recordingId, heldBy };
  }

  /** Nobody decides anything here. */
  private isFollowed(playlistId: number, anyListOf: readonly string[]): boolean {
    const { playlists, pools, poolPlaylists } = this.tables;
    const platform = playlists.get(playlistId)?.platform ?? '';
    const kinds = poolPlaylists.all().flatMap((link) => (link.playlistId === playlistId ? [pools.get(link.poolId)?.kind] : []));
    const isNamed = kinds.some((kind) => kind === 'playlist_file' || kind === 'named');
    return isNamed || ['file', 'library', ...anyListOf].includes(platform);
  }

  /** Its own, or one that it shares. */
  private hasFile(songId: number): boolean {
    return [songId, ...(this.tables.linkedTo(songId)?.songIds ?? [])].some((id) => this.tables.hasFile(id));
  }

  private songIdsIn(playlistIds: readonly number[]): Set<number> {
    return new Set(this.tables.playlistSongs.all().flatMap((row) => (playlistIds.includes(row.playlistId) ? [row.songId] : [])));
  }
}
