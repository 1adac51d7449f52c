import type { WriteSession, WriteStatement } from '@catalogsync/sqlite';
import type { Track } from '../../../core/sources/source-catalog.js';
import { type SongArtist, singersText, songArtists } from '../../../core/sync/song-artists.js';
import { mergeMetadata } from '../../../core/sync/song-metadata.js';
import type { SongStore } from '../../../core/sync/song-store.js';

interface SongRow {
  readonly id: number;
  readonly name: string;
  readonly singers: string | null;
  readonly ext: string | null;
  readonly file_size_bytes: number | null;
  readonly metadata_json: string | null;
}

interface ArtistRow {
  readonly id: number;
  readonly name: string;
}

interface SavedSong {
  readonly id: number;
  readonly isNew: boolean;
}

export class SqliteSongStore implements SongStore {
  private readonly findSong: WriteStatement<SongRow>;
  private readonly findArtist: WriteStatement<ArtistRow>;
  private readonly artistsOfSong: WriteStatement<{ artist_id: number }>;

  constructor(private readonly session: WriteSession) {
    this.findSong = session.statement(
      'SELECT id, name, singers, ext, file_size_bytes, metadata_json FROM songs WHERE platform = ? AND remote_song_id = ?',
    );
    this.findArtist = session.statement('SELECT id, name FROM artists WHERE platform = ? AND remote_artist_id = ?');
    this.artistsOfSong = session.statement('SELECT artist_id FROM artist_songs WHERE song_id = ? ORDER BY position');
  }

  async save(platform: string, tracks: readonly Track[]): Promise<number[]> {
    return tracks.map((track) => {
      const artists = songArtists(track.artists);
      const { id, isNew } = this.saveSong(platform, track, artists);
      if (artists.length > 0) this.saveArtists(platform, { id, isNew }, artists);
      return id;
    });
  }

  async replacePlaylistSongs(playlistId: number, songIds: readonly number[], now: number): Promise<void> {
    const stored = this.session
      .statement<{ song_id: number; position: number }>(
        'SELECT song_id, position FROM playlist_songs WHERE playlist_id = ? ORDER BY position',
      )
      .all(playlistId);
    const same =
      stored.length === songIds.length && stored.every((row, index) => row.song_id === songIds[index] && row.position === index + 1);
    if (!same) {
      this.session.statement('DELETE FROM playlist_songs WHERE playlist_id = ?').run(playlistId);
      const add = this.session.statement('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (?, ?, ?)');
      for (const [index, songId] of songIds.entries()) add.run(playlistId, songId, index + 1);
    }
    this.session
      .statement(
        `UPDATE playlists SET collected_song_count = ?, sync_status = 'synced', last_synced_at = ?, last_error = NULL WHERE id = ?`,
      )
      .run(songIds.length, new Date(now).toISOString(), playlistId);
  }

  async markSyncFailed(playlistId: number, reason: string): Promise<void> {
    this.session.statement(`UPDATE playlists SET sync_status = 'failed', last_error = ? WHERE id = ?`).run(reason, playlistId);
  }

  async removeUnusedArtists(platform: string): Promise<void> {
    this.session
      .statement('DELETE FROM artists WHERE platform = ? AND NOT EXISTS (SELECT 1 FROM artist_songs WHERE artist_id = artists.id)')
      .run(platform);
  }

  private saveSong(platform: string, track: Track, artists: readonly SongArtist[]): SavedSong {
    const row = this.findSong.get(platform, track.remoteId);
    const singers = singersText(artists);
    const metadata = mergeMetadata(row?.metadata_json ?? null, track);
    if (row === undefined) {
      const id = this.session
        .statement(`INSERT INTO songs(platform, remote_song_id, name, singers, ext, file_size_bytes, metadata_json)
          VALUES (?, ?, ?, ?, ?, ?, ?)`)
        .run(platform, track.remoteId, track.name, singers ?? null, track.ext ?? null, track.fileSizeBytes ?? null, metadata).lastId;
      return { id, isNew: true };
    }
    const next = [track.name, singers ?? row.singers, track.ext ?? row.ext, track.fileSizeBytes ?? row.file_size_bytes, metadata] as const;
    const stored = [row.name, row.singers, row.ext, row.file_size_bytes, row.metadata_json];
    if (next.some((value, index) => value !== stored[index])) {
      this.session
        .statement('UPDATE songs SET name = ?, singers = ?, ext = ?, file_size_bytes = ?, metadata_json = ? WHERE id = ?')
        .run(...next, row.id);
    }
    return { id: row.id, isNew: false };
  }

  private saveArtists(platform: string, { id: songId, isNew }: SavedSong, artists: readonly SongArtist[]): void {
    const ids = artists.map((artist) => this.saveArtist(platform, artist));
    if (!isNew) {
      const stored = this.artistsOfSong.all(songId).map((row) => row.artist_id);
      if (stored.length === ids.length && stored.every((id, index) => id === ids[index])) return;
      this.session.statement('DELETE FROM artist_songs WHERE song_id = ?').run(songId);
    }
    const add = this.session.statement('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, ?)');
    for (const [index, id] of ids.entries()) add.run(id, songId, index + 1);
  }

  /** An artist known by name alone keeps the spelling met first: spellings differ from track to track. */
  private saveArtist(platform: string, artist: SongArtist): number {
    const row = this.findArtist.get(platform, artist.remoteId);
    if (row === undefined) {
      return this.session
        .statement('INSERT INTO artists(platform, remote_artist_id, name) VALUES (?, ?, ?)')
        .run(platform, artist.remoteId, artist.name).lastId;
    }
    if (row.name !== artist.name && !artist.remoteId.startsWith('name:')) {
      this.session.statement('UPDATE artists SET name = ? WHERE id = ?').run(artist.name, row.id);
    }
    return row.id;
  }
}
