import type { SongStore } from '../../src/core/catalogue/catalogue-stores.js';
import { changesBetween } from '../../src/core/catalogue/playlist-changes.js';
import { playlistChange } from '../../src/core/catalogue/playlist-history.js';
import { artistName, artistsOf, songRecord } from '../../src/core/catalogue/song-record.js';
import type { Track } from '../../src/core/sources/source-catalog.js';
import type { MemoryTables } from './memory-tables.js';

export class MemorySongs implements SongStore {
  constructor(private readonly tables: MemoryTables) {}

  private readonly positions = new Map<string, string>();

  async save(platform: string, tracks: readonly Track[], described?: 'whole'): Promise<number[]> {
    const ids = tracks.map((track) => {
      const { remoteId } = track;
      const saying = { track, isWhole: described === 'whole' };
      const songId = this.tables.songs.save(
        (row) => row.platform === platform && row.remoteId === remoteId,
        (before) => ({ platform, remoteId, ...songRecord(saying, before) }),
      );
      const artists = artistsOf(track, songRecord(saying, this.tables.songs.get(songId)));
      const artistIds = artists.map((artist) =>
        this.tables.artists.save(
          (row) => row.platform === platform && row.remoteId === artist.remoteId,
          (before) => ({ platform, remoteId: artist.remoteId, name: artistName(artist, before?.name) }),
        ),
      );
      if (artistIds.length > 0) {
        this.tables.artistSongs.save(
          (row) => row.songId === songId,
          () => ({ songId, artistIds }),
        );
      }
      return songId;
    });
    if (described === 'whole') for (const [at, { lyricsVersion }] of tracks.entries()) this.noteLyrics(ids[at] ?? 0, lyricsVersion);
    return ids;
  }

  private noteLyrics(songId: number, version: string | undefined): void {
    const { lyrics } = this.tables;
    if (version === undefined) lyrics.remove((row) => row.songId === songId && row.version !== undefined);
    else {
      lyrics.save(
        (row) => row.songId === songId,
        (before) => (before?.version === version ? before : { ...before, songId, version, isWaiting: true }),
      );
    }
  }

  async add(platform: string, tracks: readonly Track[]): Promise<number[]> {
    const ids: number[] = [];
    for (const track of tracks) {
      const known = this.tables.songs.all().find((row) => row.platform === platform && row.remoteId === track.remoteId);
      const isDescribed = known !== undefined && known.name !== track.remoteId;
      ids.push(...(isDescribed ? [known.id] : await this.save(platform, [track])));
    }
    return ids;
  }

  async position(source: string): Promise<string | undefined> {
    return this.positions.get(source);
  }

  async savePosition(source: string, position: string): Promise<void> {
    this.positions.set(source, position);
  }

  async replacePlaylistSongs(playlistId: number, songIds: readonly number[], now: number, jobId?: number): Promise<void> {
    this.addToHistory(playlistId, songIds, now, jobId);
    this.tables.playlistSongs.remove((row) => row.playlistId === playlistId);
    for (const songId of songIds) {
      this.tables.playlistSongs.save(
        () => false,
        () => ({ playlistId, songId }),
      );
    }
    const ended = { syncStatus: 'synced', lastError: undefined, emptySince: undefined };
    this.tables.playlists.change([playlistId], { ...ended, lastSyncedAt: new Date(now).toISOString() });
  }

  private addToHistory(playlistId: number, songIds: readonly number[], now: number, jobId: number | undefined): void {
    const before = this.tables.songIdsOf(playlistId);
    const isFirst = before.length === 0 && this.tables.playlists.get(playlistId)?.lastSyncedAt === undefined;
    const change = playlistChange(isFirst ? [] : changesBetween(before, songIds), songIds.length, { isFirst });
    if (change === undefined) return;
    this.tables.playlistChanges.save(
      () => false,
      () => ({ ...change, playlistId, changedAt: now, jobId }),
    );
  }

  async keepEmptyPlaylist(playlistId: number, since: number, reason: string): Promise<void> {
    this.tables.playlists.change([playlistId], { emptySince: since, syncStatus: 'pending', lastError: reason });
  }

  async markSyncFailed(playlistId: number, reason: string): Promise<void> {
    this.tables.playlists.change([playlistId], { syncStatus: 'failed', lastError: reason });
  }

  async removeUnusedArtists(platform: string): Promise<void> {
    const used = new Set(this.tables.artistSongs.all().flatMap(({ artistIds }) => artistIds));
    this.tables.artists.remove((artist) => artist.platform === platform && !used.has(artist.id));
  }
}
