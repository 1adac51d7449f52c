import type { AlbumFetcher, AlbumSearcher } from '../sources/albums.js';
import type { Source } from '../sources/source.js';

/** A source that gives whole albums and no single tracks (behaviour 200). */
export interface AlbumSource extends Source {
  readonly albumSearcher: AlbumSearcher;
  readonly albumFetcher: AlbumFetcher;
}

export function givesAlbums(source: Source): source is AlbumSource {
  return source.searcher === undefined && source.albumSearcher !== undefined && source.albumFetcher !== undefined;
}

/** Whether a song's file can be found at a source. */
export function givesTracks({ configured, searcher, refresher, fetcher }: Source): boolean {
  return configured && fetcher !== undefined && (searcher !== undefined || refresher !== undefined);
}
