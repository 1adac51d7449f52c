import type { Database } from 'better-sqlite3';
import type { Artist, Playlist, Toplist, Track } from '../../core/catalogue/entities.js';
import type { Page, PlaylistOrder, PlaylistPosition, Slice, SnapshotCatalogue } from '../../core/catalogue/snapshot-catalogue.js';
import { playableFiles } from '../../core/catalogue/track-files.js';
import type { PlayableFile } from '../../core/playback/playable-file.js';
import { ArtistStatements } from './artist-statements.js';
import { PlaylistStatements } from './playlist-statements.js';
import { ToplistStatements } from './toplist-statements.js';
import { TrackStatements } from './track-statements.js';

/** The catalogue of one opened `catalog_read.db`. */
export class SqliteSnapshotCatalogue implements SnapshotCatalogue {
  private readonly trackStatements: TrackStatements;
  private readonly playlistStatements: PlaylistStatements;
  private readonly artistStatements: ArtistStatements;
  private readonly toplistStatements: ToplistStatements;

  constructor(database: Database) {
    this.trackStatements = new TrackStatements(database);
    this.playlistStatements = new PlaylistStatements(database);
    this.artistStatements = new ArtistStatements(database);
    this.toplistStatements = new ToplistStatements(database);
  }

  playlists(order: PlaylistOrder, page: Page<number>): Slice<Playlist, number> | undefined {
    return this.playlistStatements.page(order, page);
  }

  playlist(id: number): Playlist | undefined {
    return this.playlistStatements.one(id);
  }

  playlistTracks(id: number, page: Page<PlaylistPosition>): Slice<Track, PlaylistPosition> | undefined {
    const slice = this.trackStatements.ofPlaylist(id, page);
    return slice.items.length > 0 || this.playlistStatements.one(id) !== undefined ? slice : undefined;
  }

  toplists(page: Page<string>): Slice<Toplist, string> {
    return this.toplistStatements.page(page);
  }

  toplist(id: string): Toplist | undefined {
    return this.toplistStatements.one(id);
  }

  tracks(page: Page<number>): Slice<Track, number> {
    return this.trackStatements.page(page);
  }

  track(id: number): Track | undefined {
    return this.trackStatements.one(id);
  }

  artists(page: Page<number>): Slice<Artist, number> | undefined {
    return this.artistStatements.page(page);
  }

  artist(id: number): Artist | undefined {
    return this.artistStatements.one(id);
  }

  artistTracks(id: number, page: Page<number>): Slice<Track, number> | undefined {
    const slice = this.trackStatements.ofArtist(id, page);
    return slice.items.length > 0 || this.artistStatements.one(id) !== undefined ? slice : undefined;
  }

  playableFiles(trackId: number): readonly PlayableFile[] | undefined {
    const locations = this.trackStatements.locations(trackId);
    if (locations.length === 0 && this.trackStatements.one(trackId) === undefined) return undefined;
    return playableFiles(locations);
  }
}
