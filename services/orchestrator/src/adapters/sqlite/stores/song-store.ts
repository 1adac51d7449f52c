import { asGiven, BulkTable, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { SongStore } from '../../../core/catalogue/catalogue-stores.js';
import { changesBetween } from '../../../core/catalogue/playlist-changes.js';
import { playlistChange } from '../../../core/catalogue/playlist-history.js';
import type { SongArtist } from '../../../core/catalogue/song-artists.js';
import { artistName, artistsOf, songRecord } from '../../../core/catalogue/song-record.js';
import type { Track } from '../../../core/sources/source-catalog.js';
import { textOf } from '../columns.js';
import { artists, playlists, songs } from '../rows/catalogue-rows.js';
import { doubtCovers } from './cover-writer.js';
import { noteLyricsVersions } from './lyrics-store.js';
import { addPlaylistChange, type Occasion } from './playlist-changes.js';
import { positionAt, savePositionAt, songsRow } from './source-positions.js';

const songTable = new BulkTable(
  songs,
  ['platform', 'remoteSongId'],
  ['name', 'singers', 'ext', 'fileSizeBytes', 'metadataJson', 'addedAt'],
);
const artistTable = new BulkTable(artists, ['platform', 'remoteArtistId'], ['name']);

const artistsOfSongs = `SELECT song_id AS "songId", artist_id AS "artistId" FROM artist_songs WHERE song_id ${oneOfGiven}
  ORDER BY song_id, position`;
const addArtistOfSong = 'INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, ?)';
const addSongOfPlaylist = 'INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (?, ?, ?)';

/** One that stands for others keeps its id alive, and so does one that people decided about. */
const isNotNeeded = [
  'artist_members WHERE identity_id = artists.id AND artist_id <> artists.id',
  'artist_choices WHERE artist_id = artists.id',
  'artist_choices WHERE other_artist_id = artists.id',
  'artist_names WHERE artist_id = artists.id',
]
  .map((rows) => ` AND NOT EXISTS (SELECT 1 FROM ${rows})`)
  .join('');

interface SongOfArtists {
  readonly id: number;
  readonly artists: readonly SongArtist[];
  readonly isNew: boolean;
}

interface ArtistOfSong {
  readonly songId: number;
  readonly artistId: number;
}

export class SqliteSongStore implements SongStore {
  /** @param historyMaxAgeMs how long changes of playlists are kept */
  constructor(
    private readonly session: WriteSession,
    private readonly historyMaxAgeMs = Number.POSITIVE_INFINITY,
  ) {}

  async save(platform: string, tracks: readonly Track[], described?: 'whole'): Promise<number[]> {
    const isWhole = described === 'whole';
    const given = tracks.map((track) => ({ platform, remoteSongId: track.remoteId, track }));
    const found = await songTable.find(this.session, given);
    const artistsOfTracks: Array<readonly SongArtist[]> = [];
    const ids = await songTable.write(this.session, given, found, ({ track }, before) => {
      const record = songRecord({ track, isWhole }, before);
      artistsOfTracks.push(artistsOf(track, record));
      return record;
    });
    const named = artistsOfTracks.flatMap((of, at) =>
      of.length === 0 ? [] : [{ id: ids[at] ?? 0, artists: of, isNew: found[at] === undefined }],
    );
    await this.saveArtists(platform, named);
    if (isWhole) {
      await noteLyricsVersions(
        this.session,
        tracks.map(({ lyricsVersion: version }, at) => ({ songId: ids[at] ?? 0, version })),
      );
      await doubtCovers(this.session, ids);
    }
    return ids;
  }

  async add(platform: string, tracks: readonly Track[]): Promise<number[]> {
    const given = tracks.map(({ remoteId }) => ({ platform, remoteSongId: remoteId }));
    const found = await songTable.find(this.session, given);
    const described = found.map((row, at) => row !== undefined && row.name !== tracks[at]?.remoteId);
    const fresh = tracks.filter((_, at) => !described[at]);
    const added = fresh.length === 0 ? [] : await this.save(platform, fresh);
    return tracks.map((_, at) => (described[at] ? found[at]?.id : added.shift()) ?? 0);
  }

  position(source: string): Promise<string | undefined> {
    return positionAt(this.session, songsRow(source));
  }

  savePosition(source: string, position: string): Promise<void> {
    return savePositionAt(this.session, songsRow(source), position);
  }

  async replacePlaylistSongs(playlistId: number, songIds: readonly number[], now: number, jobId?: number): Promise<void> {
    const stored = await this.session.rows<{ song_id: number; position: number }>(
      'SELECT song_id, position FROM playlist_songs WHERE playlist_id = ? ORDER BY position',
      playlistId,
    );
    const isSame = (row: (typeof stored)[number], index: number) => row.song_id === songIds[index] && row.position === index + 1;
    if (stored.length !== songIds.length || !stored.every(isSame)) {
      await this.session.change('DELETE FROM playlist_songs WHERE playlist_id = ?', playlistId);
      const added = songIds.map((songId, index) => [playlistId, songId, index + 1]);
      await this.session.changeEach(addSongOfPlaylist, added);
    }
    const before = stored.map(({ song_id }) => song_id);
    await this.addToHistory(before, songIds, { playlistId, now, jobId });
    await this.session.change(
      `UPDATE playlists SET collected_song_count = ?, sync_status = 'synced', last_synced_at = ?, last_error = NULL, empty_since = NULL
        WHERE id = ?`,
      ...[songIds.length, textOf(now), playlistId],
    );
  }

  async keepEmptyPlaylist(playlistId: number, since: number, reason: string): Promise<void> {
    await this.session.entities.update(playlists, playlistId, { emptySince: since, syncStatus: 'pending', lastError: reason });
  }

  async markSyncFailed(playlistId: number, reason: string): Promise<void> {
    await this.session.entities.update(playlists, playlistId, { syncStatus: 'failed', lastError: reason });
  }

  async removeUnusedArtists(platform: string): Promise<void> {
    await this.session.change(
      `DELETE FROM artists WHERE platform = ? AND NOT EXISTS (SELECT 1 FROM artist_songs WHERE artist_id = artists.id)${isNotNeeded}`,
      platform,
    );
  }

  /** Before the playlist is marked synced: one that never was has no history yet. */
  private async addToHistory(before: readonly number[], after: readonly number[], occasion: Occasion): Promise<void> {
    const isFirst = before.length === 0 && (await this.wasNeverSynced(occasion.playlistId));
    const change = playlistChange(isFirst ? [] : changesBetween(before, after), after.length, { isFirst });
    if (change !== undefined) await addPlaylistChange(this.session, occasion, change, this.historyMaxAgeMs);
  }

  private async wasNeverSynced(playlistId: number): Promise<boolean> {
    const [row] = await this.session.rows<{ at: string | null }>('SELECT last_synced_at AS at FROM playlists WHERE id = ?', playlistId);
    return row !== undefined && row.at === null;
  }

  private async saveArtists(platform: string, named: readonly SongOfArtists[]): Promise<void> {
    const all = named.flatMap((song) => song.artists.map((artist) => ({ platform, remoteArtistId: artist.remoteId, artist })));
    const ids = await artistTable.save(this.session, all, ({ artist }, before) => ({ name: artistName(artist, before?.name) }));
    const wanted = new Map<number, readonly number[]>();
    let at = 0;
    for (const song of named) {
      wanted.set(song.id, ids.slice(at, at + song.artists.length));
      at += song.artists.length;
    }
    await this.replaceArtists(wanted, new Set(named.flatMap((song) => (song.isNew ? [] : [song.id]))));
  }

  private async replaceArtists(wanted: ReadonlyMap<number, readonly number[]>, old: ReadonlySet<number>): Promise<void> {
    const rows = old.size === 0 ? [] : await this.session.rows<ArtistOfSong>(artistsOfSongs, asGiven([...old]));
    const stored = Map.groupBy(rows, ({ songId }) => songId);
    const isSame = (songId: number, ids: readonly number[]): boolean =>
      ids.join() === (stored.get(songId) ?? []).map(({ artistId }) => artistId).join();
    const changed = [...wanted].filter(([songId, ids]) => !isSame(songId, ids));
    if (changed.length === 0) return;
    const outdated = changed.map(([songId]) => songId).filter((songId) => stored.has(songId));
    if (outdated.length > 0) await this.session.change(`DELETE FROM artist_songs WHERE song_id ${oneOfGiven}`, asGiven(outdated));
    const added = changed.flatMap(([songId, ids]) => ids.map((id, index) => [id, songId, index + 1]));
    await this.session.changeEach(addArtistOfSong, added);
  }
}
