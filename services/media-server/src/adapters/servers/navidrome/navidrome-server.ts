import type { SubsonicClient } from '@catalogsync/opensubsonic';
import type { Clock } from '@catalogsync/runtime';
import type { MediaServer, OptionalOperation, OptionalOperations, TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerIdentity, ServerTrack } from '../../../core/servers/values.js';
import { type ConnectionSettings, NavidromeConnection } from './connection.js';
import { NavidromeLibrary } from './library.js';
import { NavidromePlaylists } from './playlists.js';
import { NavidromePlays } from './plays.js';
import { NavidromeScans } from './scans.js';

const noWriting = 'the OpenSubsonic protocol has no call to change what the server knows about';

/** Navidrome, and every other server that speaks Subsonic 1.10 or OpenSubsonic. */
export class NavidromeServer implements MediaServer {
  readonly settings = 'NAVIDROME_URL, NAVIDROME_USER and NAVIDROME_PASSWORD';
  readonly scansFolders = false;
  readonly optional: Pick<OptionalOperations, 'playlists' | 'trackPlayCounts'>;
  readonly whyNot: Partial<Readonly<Record<OptionalOperation, string>>> = {
    playHistory: 'the OpenSubsonic protocol tells how often a song was played, but keeps no list of the plays',
    updateArtistGenres: `${noWriting} the genres of artists`,
    updateArtistPoster: `${noWriting} the pictures of artists`,
    updateAlbumPoster: `${noWriting} the covers of albums`,
    updateArtistBiography: `${noWriting} the biographies of artists`,
  };
  private readonly connection: NavidromeConnection;
  private readonly library: NavidromeLibrary;
  private readonly scans: NavidromeScans;

  constructor(
    readonly configured: boolean,
    client: SubsonicClient,
    settings: ConnectionSettings,
    clock: Clock,
  ) {
    this.connection = new NavidromeConnection(client, settings);
    this.library = new NavidromeLibrary(client, this.connection);
    this.scans = new NavidromeScans(client, clock);
    const plays = new NavidromePlays(client, this.connection);
    this.optional = {
      playlists: new NavidromePlaylists(client, this.connection),
      trackPlayCounts: (signal) => plays.counts(signal),
    };
  }

  isConnected(signal: AbortSignal): Promise<boolean> {
    return this.connection.isConnected(signal);
  }

  ensureConnection(signal: AbortSignal): Promise<ServerIdentity> {
    return this.connection.identity(signal);
  }

  allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    return this.library.allArtists(signal);
  }

  allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.library.allAlbumIds(signal);
  }

  searchTracks(search: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    return this.library.searchTracks(search, signal);
  }

  recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    return this.library.recentlyAddedAlbums(limit, signal);
  }

  triggerLibraryScan(_folder: string | undefined, signal: AbortSignal): Promise<void> {
    return this.scans.start(signal);
  }

  isLibraryScanning(signal: AbortSignal): Promise<boolean> {
    return this.scans.isScanning(signal);
  }
}
