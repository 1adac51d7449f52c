import { Fault } from '@catalogsync/faults';
import type { MediaServer, OptionalOperation, OptionalOperations, TrackSearch } from '../servers/media-server.js';
import type { Play, ServerAlbum, ServerArtist, ServerIdentity, ServerPicture, ServerTrack, TrackPlays } from '../servers/values.js';
import { done, ended, hinted, type ListStep, type Outcome } from './outcome.js';
import type { NamedServer } from './server-registry.js';

/** The server that the settings name now. */
export interface ActiveServer {
  /** Reads the setting. Throws a Fault for settings that cannot be used; undefined if no server is chosen. */
  current(): Promise<NamedServer | undefined>;
}

type Pages<T> = AsyncIterable<readonly T[]>;

/**
 * All calls to the media server go through here. The setting is read once per call, so a change holds for the next one; whatever
 * a server throws becomes an outcome. Nothing outside knows which server it is.
 */
export class MediaServerEngine {
  constructor(private readonly active: ActiveServer) {}

  /** True only if a server is chosen, answers, and accepts the account. */
  async isConnected(signal: AbortSignal): Promise<boolean> {
    const outcome = await this.ask((server) => server.isConnected(signal));
    return outcome.kind === 'done' && outcome.value;
  }

  ensureConnection(signal: AbortSignal): Promise<Outcome<ServerIdentity>> {
    return this.ask((server) => server.ensureConnection(signal));
  }

  /** Which server answers now. Asks it, also where `ensureConnection` would not have to. */
  connection(signal: AbortSignal): Promise<Outcome<ServerIdentity>> {
    return this.ask(async (server, name) => {
      if (await server.isConnected(signal)) return server.ensureConnection(signal);
      throw new Fault('unavailable', `${name} does not answer`);
    });
  }

  allArtists(signal: AbortSignal): AsyncIterable<ListStep<ServerArtist>> {
    return this.list((server) => server.allArtists(signal));
  }

  allAlbumIds(signal: AbortSignal): AsyncIterable<ListStep<string>> {
    return this.list((server) => server.allAlbumIds(signal));
  }

  searchTracks(search: TrackSearch, signal: AbortSignal): Promise<Outcome<readonly ServerTrack[]>> {
    return this.ask((server) => server.searchTracks(search, signal));
  }

  recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<Outcome<readonly ServerAlbum[]>> {
    return this.ask((server) => server.recentlyAddedAlbums(limit, signal));
  }

  /** @param folder as the server sees it; a server that cannot scan one folder scans everything */
  triggerLibraryScan(folder: string | undefined, signal: AbortSignal): Promise<Outcome<void>> {
    return this.ask((server) => server.triggerLibraryScan(server.scansFolders ? folder : undefined, signal));
  }

  isLibraryScanning(signal: AbortSignal): Promise<Outcome<boolean>> {
    return this.ask((server) => server.isLibraryScanning(signal));
  }

  playHistory(limit: number, signal: AbortSignal): AsyncIterable<ListStep<Play>> {
    return this.list((server, name) => operationOf(server, name, 'playHistory')(limit, signal));
  }

  trackPlayCounts(signal: AbortSignal): AsyncIterable<ListStep<TrackPlays>> {
    return this.list((server, name) => operationOf(server, name, 'trackPlayCounts')(signal));
  }

  updateArtistGenres(artistId: string, genres: readonly string[], signal: AbortSignal): Promise<Outcome<void>> {
    return this.ask((server, name) => operationOf(server, name, 'updateArtistGenres')(artistId, genres, signal));
  }

  updateArtistPoster(artistId: string, picture: ServerPicture, signal: AbortSignal): Promise<Outcome<void>> {
    return this.ask((server, name) => operationOf(server, name, 'updateArtistPoster')(artistId, picture, signal));
  }

  updateAlbumPoster(albumId: string, picture: ServerPicture, signal: AbortSignal): Promise<Outcome<void>> {
    return this.ask((server, name) => operationOf(server, name, 'updateAlbumPoster')(albumId, picture, signal));
  }

  updateArtistBiography(artistId: string, text: string, signal: AbortSignal): Promise<Outcome<void>> {
    return this.ask((server, name) => operationOf(server, name, 'updateArtistBiography')(artistId, text, signal));
  }

  /** For work of several calls that must meet one server: the setting is read once for all of them. */
  async ask<T>(work: (server: MediaServer, name: string) => Promise<T>): Promise<Outcome<T>> {
    let chosen: NamedServer | undefined;
    try {
      chosen = await this.chosen();
      return done(await work(chosen.server, chosen.name));
    } catch (error) {
      return ended(chosen === undefined ? error : hinted(error, chosen.server));
    }
  }

  /** As `ask`, for lists. */
  async *list<T>(open: (server: MediaServer, name: string) => Pages<T>): AsyncIterable<ListStep<T>> {
    let chosen: NamedServer | undefined;
    try {
      chosen = await this.chosen();
      for await (const items of open(chosen.server, chosen.name)) yield { kind: 'page', items };
      yield done(undefined);
    } catch (error) {
      yield ended(chosen === undefined ? error : hinted(error, chosen.server));
    }
  }

  private async chosen(): Promise<NamedServer> {
    const chosen = await this.active.current();
    if (chosen === undefined) {
      throw new Fault('failed_precondition', 'no media server is chosen', {
        retry: 'never',
        hint: 'Set SERVER_ACTIVE to plex, jellyfin, navidrome or soulsync.',
      });
    }
    const { name, server } = chosen;
    if (!server.configured) {
      throw new Fault('failed_precondition', `${name} is chosen, but its settings are missing`, {
        retry: 'never',
        hint: `Set ${server.settings}.`,
      });
    }
    return chosen;
  }
}

/** @throws Fault `unsupported` with the server's reason */
export function operationOf<K extends OptionalOperation>(server: MediaServer, name: string, operation: K): OptionalOperations[K] {
  const found: OptionalOperations[K] | undefined = server.optional[operation];
  if (found !== undefined) return found;
  throw new Fault('unsupported', `${name}: ${server.whyNot[operation] ?? 'it has no such call'}`);
}
