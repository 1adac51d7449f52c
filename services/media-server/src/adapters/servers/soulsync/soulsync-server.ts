import { basename } from 'node:path';
import { toFault } from '@catalogsync/faults';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { MediaServer, OptionalOperation, OptionalOperations, TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerIdentity, ServerTrack } from '../../../core/servers/values.js';
import { nameIdOf } from './index/file-row.js';
import { FolderLibrary } from './index/folder-library.js';
import { searchRows } from './index/track-search.js';
import { FolderPlaylists } from './playlists/folder-playlists.js';
import { serverTrackOf } from './server-track.js';
import { FolderWriter } from './write/folder-writer.js';

const itemsPerPage = 500;

export interface SoulSyncOptions {
  readonly dir: string;
  readonly playlistsDir: string;
  readonly write: 'nothing' | 'sidecars' | 'tags';
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * A music folder that stands for a server. It is walked in this process when somebody first asks, and again when what was found is
 * five minutes old or a scan is asked for; only changed files are read again. A folder that is out of reach is a fault,
 * `unavailable`, not an empty library.
 */
export class SoulSyncServer implements MediaServer {
  readonly configured = true;
  readonly settings = 'SOULSYNC_DIR';
  readonly scansFolders = true;
  readonly optional: Partial<OptionalOperations>;
  readonly whyNot: Partial<Readonly<Record<OptionalOperation, string>>>;
  private readonly library: FolderLibrary;

  constructor(private readonly options: SoulSyncOptions) {
    this.library = new FolderLibrary(options);
    const playlists = new FolderPlaylists(this.library, options.playlistsDir);
    const unwritten = 'nothing is written beside the music; SOULSYNC_WRITE=sidecars or SOULSYNC_WRITE=tags allows it';
    const whyNot = { playHistory: 'a folder does not know who played what', trackPlayCounts: 'a folder does not count plays' };
    if (options.write === 'nothing') {
      this.optional = { playlists };
      const written = { updateArtistGenres: unwritten, updateArtistPoster: unwritten, updateAlbumPoster: unwritten };
      this.whyNot = { ...whyNot, ...written, updateArtistBiography: unwritten };
    } else {
      const writer = new FolderWriter(this.library, options.write === 'tags');
      this.optional = {
        playlists,
        updateArtistGenres: (id, genres, signal) => writer.updateArtistGenres(id, genres, signal),
        updateArtistPoster: (id, picture, signal) => writer.updateArtistPoster(id, picture, signal),
        updateAlbumPoster: (id, picture, signal) => writer.updateAlbumPoster(id, picture, signal),
        updateArtistBiography: (id, text, signal) => writer.updateArtistBiography(id, text, signal),
      };
      this.whyNot = whyNot;
    }
  }

  async isConnected(signal: AbortSignal): Promise<boolean> {
    await this.library.reach(signal);
    return true;
  }

  async ensureConnection(signal: AbortSignal): Promise<ServerIdentity> {
    await this.library.reach(signal);
    return { id: nameIdOf(this.options.dir), name: basename(this.options.dir) || this.options.dir, version: undefined };
  }

  async *allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    yield* pagesOf([...(await (await this.library.current(signal)).artists()).values()], signal);
  }

  async *allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    yield* pagesOf([...(await (await this.library.current(signal)).albums()).keys()], signal);
  }

  async searchTracks(search: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    const rows = await searchRows(await this.library.current(signal), search, () => throwIfGone(signal));
    return rows.map((row) => serverTrackOf(row, this.options.dir));
  }

  async recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    const albums = [...(await (await this.library.current(signal)).albums()).values()];
    return albums.sort((a, b) => b.addedAt - a.addedAt).slice(0, limit);
  }

  /** Where the folder cannot be reached this is refused; what goes wrong later is in the log, and the next call says it. */
  triggerLibraryScan(folder: string | undefined, signal: AbortSignal): Promise<void> {
    return this.library.scan(folder, signal);
  }

  /** True also during a walk that another call began. */
  async isLibraryScanning(signal: AbortSignal): Promise<boolean> {
    await this.library.reach(signal);
    return this.library.isWalking;
  }
}

async function* pagesOf<T>(items: readonly T[], signal: AbortSignal): AsyncIterable<readonly T[]> {
  for (let from = 0; from < items.length; from += itemsPerPage) {
    throwIfGone(signal);
    yield items.slice(from, from + itemsPerPage);
  }
}

function throwIfGone(signal: AbortSignal): void {
  if (signal.aborted) throw toFault(signal.reason);
}
