import type { Clock } from '@catalogsync/runtime';
import type { MediaServer, OptionalOperations, TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerIdentity, ServerTrack } from '../../../core/servers/values.js';
import type { JellyfinClient } from './client.js';
import { type JellyfinAccount, JellyfinConnection } from './connection.js';
import { JellyfinLibrary, type JellyfinPace } from './library.js';
import { JellyfinMetadata } from './metadata.js';
import { JellyfinPlaylists } from './playlists.js';
import { JellyfinPlays } from './plays.js';
import { JellyfinScan } from './scan.js';

export interface JellyfinOptions extends JellyfinAccount {
  readonly configured: boolean;
  readonly pace: JellyfinPace;
}

/** One Jellyfin, 10.11 or 12. */
export class JellyfinServer implements MediaServer {
  readonly settings = 'JELLYFIN_URL and JELLYFIN_API_KEY';
  /** The API refreshes single libraries and items, but knows no folders. */
  readonly scansFolders = false;
  readonly configured: boolean;
  readonly optional: OptionalOperations;
  readonly whyNot = {};
  private readonly connection: JellyfinConnection;
  private readonly library: JellyfinLibrary;
  private readonly scan: JellyfinScan;

  constructor(client: JellyfinClient, { configured, pace, ...account }: JellyfinOptions, clock: Clock) {
    this.configured = configured;
    this.connection = new JellyfinConnection(client, account, clock);
    this.library = new JellyfinLibrary(client, this.connection, pace);
    this.scan = new JellyfinScan(client, clock);
    const metadata = new JellyfinMetadata(client, this.connection);
    const plays = new JellyfinPlays(client, this.connection, pace);
    this.optional = {
      playlists: new JellyfinPlaylists(client, this.connection, metadata, pace),
      playHistory: (limit, signal) => plays.history(limit, signal),
      trackPlayCounts: (signal) => plays.counts(signal),
      updateArtistGenres: (id, genres, signal) => metadata.write(id, 'Genres', genres, signal),
      updateArtistBiography: (id, text, signal) => metadata.write(id, 'Overview', text, signal),
      updateArtistPoster: (id, picture, signal) => metadata.setPicture(id, picture, signal),
      updateAlbumPoster: (id, picture, signal) => metadata.setPicture(id, picture, signal),
    };
  }

  async isConnected(signal: AbortSignal): Promise<boolean> {
    await this.connection.open(signal);
    return true;
  }

  async ensureConnection(signal: AbortSignal): Promise<ServerIdentity> {
    return (await this.connection.session(signal)).identity;
  }

  allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    return this.library.artists(signal);
  }

  allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.library.albumIds(signal);
  }

  searchTracks(search: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    return this.library.search(search, signal);
  }

  recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    return this.library.recentAlbums(limit, signal);
  }

  triggerLibraryScan(_folder: string | undefined, signal: AbortSignal): Promise<void> {
    return this.scan.start(signal);
  }

  isLibraryScanning(signal: AbortSignal): Promise<boolean> {
    return this.scan.isRunning(signal);
  }
}
