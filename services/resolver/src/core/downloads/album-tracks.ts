import type { QualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { type AlbumFetcher, type AlbumSearcher, pickAlbum, pickTrack } from '../sources/albums.js';
import { announcedAudio, describedTrack } from '../sources/described.js';
import type { FetchedFile, FetchRequest, TrackFetcher } from '../sources/fetch.js';
import type { SearchTarget } from '../sources/search.js';
import type { Source } from '../sources/source.js';
import type { AlbumShelf } from './album-shelf.js';
import type { DownloadTarget } from './model.js';
import type { Candidate, StagingArea } from './ports.js';

/** Albums looked at; those further down are others. */
const searchLimit = 10;

/** A source that gives whole albums and no tracks (behaviour 200). */
export interface AlbumSource extends Source {
  readonly albumSearcher: AlbumSearcher;
  readonly albumFetcher: AlbumFetcher;
}

export function givesAlbums(source: Source): source is AlbumSource {
  return source.searcher === undefined && source.albumSearcher !== undefined && source.albumFetcher !== undefined;
}

/** Whether a source can be asked for the file of a song: one of albums only if the song names its album. */
export function canFetch(source: Source, { album }: Pick<SearchTarget, 'album'>): boolean {
  if (!source.configured) return false;
  return source.fetcher !== undefined || (givesAlbums(source) && album.trim() !== '');
}

/**
 * The album that the song is said to be on, as a candidate for the song: whether the song is on it, only the fetched
 * album tells. At most one, for each would be fetched whole.
 * @throws Fault as `AlbumSearcher`
 */
export async function albumCandidates(
  source: AlbumSource,
  target: DownloadTarget,
  profile: QualityProfile,
  toleranceMs: number,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const { album, albumArtist, year, title, durationMs } = target;
  const artists = albumArtist === '' ? target.artists : [albumArtist];
  const hits = await source.albumSearcher.searchAlbums({ artist: artists[0] ?? '', album, limit: searchLimit }, signal);
  const hit = pickAlbum(hits, { album, artists, year });
  if (hit === undefined) return [];
  // Of the song in the album: a file that is refused must not cost the others of the album their source.
  const remoteId = `${hit.remoteId}/${title}`;
  const names = target.artists.map((name) => ({ remoteId: '', name }));
  const track = describedTrack({ remoteId, name: title, artists: names, album: hit.name, albumArtist: hit.artist, year: hit.year });
  return [
    {
      hit: { track, audio: announcedAudio({}), fetchKey: hit.fetchKey, trial: false },
      expectation: { durationMs, toleranceMs, profile },
    },
  ];
}

/** Single songs of sources that give whole albums. */
export class AlbumTracks {
  constructor(
    private readonly shelf: AlbumShelf,
    private readonly staging: StagingArea,
  ) {}

  /** Takes that one song out of albums of the source; undefined for a source that gives none. */
  fetcherOf(source: Source, target: SearchTarget): TrackFetcher | undefined {
    if (!givesAlbums(source)) return undefined;
    return { fetchTrack: (request, signal) => this.fetchTrack(source, target, request, signal) };
  }

  /** @throws Fault as every fetcher; `not_found` also if the song is not surely one of the album's */
  private fetchTrack(source: AlbumSource, target: SearchTarget, request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { fetchKey, stagingFolder, maxBytes, report } = request;
    const order = { source: source.name, fetchKey, fetcher: source.albumFetcher };
    return this.shelf.withAlbum(order, report, signal, async ({ folder, files }) => {
      const picked = pickTrack(files, target);
      if (picked === undefined) throw new Fault('not_found', 'the song is not on the album that was fetched', { retry: 'never' });
      await this.staging.admit(folder, picked.path, maxBytes);
      // A copy: the album stays as it came for those who want its other songs.
      return { path: await this.staging.copy(picked.path, stagingFolder), ext: picked.ext };
    });
  }
}
