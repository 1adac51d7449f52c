import type { MediaServer, OptionalOperations, TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerIdentity, ServerTrack } from '../../../core/servers/values.js';
import type { ServerTools } from '../server-definition.js';
import { PlexClient, type PlexSettings } from './client.js';
import { PlexLibraries } from './libraries.js';
import { PlexListing } from './listing.js';
import { PlexMetadata } from './metadata.js';
import { PlexPlaylists } from './playlists.js';
import { PlexPlays } from './plays.js';
import { PlexScans } from './scans.js';
import { PlexSearch } from './search.js';

/** A Plex Media Server, one or several of its music libraries. */
export class PlexServer implements MediaServer {
  readonly configured: boolean;
  readonly settings = 'PLEX_URL and PLEX_TOKEN';
  readonly scansFolders = true;
  readonly whyNot = {};
  readonly optional: OptionalOperations;
  private readonly libraries: PlexLibraries;
  private readonly listing: PlexListing;
  private readonly search: PlexSearch;
  private readonly scans: PlexScans;

  /** @param libraries titles of those to use; none means all that hold music */
  constructor(settings: PlexSettings, libraries: readonly string[], { http, clock }: Pick<ServerTools, 'http' | 'clock'>) {
    this.configured = settings.url !== '' && settings.token !== '';
    const client = new PlexClient(http, settings);
    this.libraries = new PlexLibraries(client, libraries, clock);
    this.listing = new PlexListing(client, this.libraries);
    this.search = new PlexSearch(client, this.libraries);
    this.scans = new PlexScans(client, this.libraries, clock);
    this.optional = optionalOf(client, this.libraries);
  }

  async isConnected(signal: AbortSignal): Promise<boolean> {
    await this.libraries.check(signal);
    return true;
  }

  async ensureConnection(signal: AbortSignal): Promise<ServerIdentity> {
    const identity = await this.libraries.identity(signal);
    await this.libraries.recent(signal);
    return identity;
  }

  allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    return this.listing.artists(signal);
  }

  allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.listing.albumIds(signal);
  }

  searchTracks(search: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    return this.search.tracks(search, signal);
  }

  recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    return this.listing.latestAlbums(limit, signal);
  }

  triggerLibraryScan(folder: string | undefined, signal: AbortSignal): Promise<void> {
    return this.scans.start(folder, signal);
  }

  isLibraryScanning(signal: AbortSignal): Promise<boolean> {
    return this.scans.isRunning(signal);
  }
}

/** A Plex server has every one. */
function optionalOf(client: PlexClient, libraries: PlexLibraries): OptionalOperations {
  const plays = new PlexPlays(client, libraries);
  const metadata = new PlexMetadata(client, libraries);
  return {
    playlists: new PlexPlaylists(client, libraries),
    playHistory: (limit, signal) => plays.history(limit, signal),
    trackPlayCounts: (signal) => plays.counts(signal),
    updateArtistGenres: (id, genres, signal) => metadata.setGenres(id, genres, signal),
    updateArtistPoster: (id, picture, signal) => metadata.setPoster(id, 'artist', picture, signal),
    updateAlbumPoster: (id, picture, signal) => metadata.setPoster(id, 'album', picture, signal),
    updateArtistBiography: (id, text, signal) => metadata.setBiography(id, text, signal),
  };
}
