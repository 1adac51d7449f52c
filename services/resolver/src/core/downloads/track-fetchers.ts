import { Fault } from '@catalogsync/faults';
import { pickTrack } from '../sources/albums.js';
import type { FetchedFile, FetchRequest, TrackFetcher } from '../sources/fetch.js';
import type { SearchTarget } from '../sources/search.js';
import { type AlbumSource, givesAlbums, type Source } from '../sources/source.js';
import type { AlbumShelf } from './album-shelf.js';
import type { StagingArea } from './ports.js';

/** Fetches a song's file from a source. */
export interface ChosenFetcher {
  readonly fetcher: TrackFetcher;
  /** It fetches whole albums: a second try is not worth its time, and only the album tells whether the song is on it. */
  readonly byAlbum: boolean;
}

/** How to fetch single songs from each source: directly, or from an album. */
export class TrackFetchers {
  constructor(
    private readonly shelf: AlbumShelf,
    private readonly staging: StagingArea,
  ) {}

  /** @throws Fault `unsupported` for a source without files */
  of(source: Source, target: SearchTarget): ChosenFetcher {
    if (source.fetcher !== undefined) return { fetcher: source.fetcher, byAlbum: false };
    if (!givesAlbums(source)) throw new Fault('unsupported', `the source "${source.name}" has no files to fetch`);
    return { fetcher: { fetchTrack: (request, signal) => this.fetchTrack(source, target, request, signal) }, byAlbum: true };
  }

  /** @throws Fault as every fetcher; `not_found` also if the song is not surely on the album */
  private fetchTrack(source: AlbumSource, target: SearchTarget, request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { fetchKey, stagingFolder, maxBytes, report } = request;
    const order = { source: source.name, fetchKey, fetcher: source.albumFetcher };
    return this.shelf.withAlbum(order, report, signal, async ({ folder, files }) => {
      const picked = pickTrack(files, target);
      if (picked === undefined) throw new Fault('not_found', 'the song is not on the album that was fetched');
      await this.staging.admit(folder, picked.path, maxBytes);
      // A copy: the album stays unchanged for requests for its other songs.
      return { path: await this.staging.copy(picked.path, stagingFolder) };
    });
  }
}
