import { describeRecording, matchPriority, normaliseTitle } from '@catalogsync/catalog';
import type { FetchRequest } from './fetch.js';
import type { SearchTarget } from './search.js';

/** An album that a source can deliver as a whole. Such a source has no search for tracks (behaviour 200). */
export interface AlbumHit {
  readonly remoteId: string;
  readonly name: string;
  readonly artist: string | undefined;
  /** Four digits. */
  readonly year: number | undefined;
  readonly trackCount: number | undefined;
  /** What the source's `AlbumFetcher` needs; opaque to everything else. */
  readonly fetchKey: string;
}

export interface AlbumSearchRequest {
  readonly artist: string;
  readonly album: string;
  /** Most hits to return. */
  readonly limit: number;
}

export interface AlbumSearcher {
  /** Hits in the source's own order; having no hits is not a fault. Throws as `TrackSearcher.searchTracks`. */
  searchAlbums(request: AlbumSearchRequest, signal: AbortSignal): Promise<readonly AlbumHit[]>;
}

/** One file of a fetched album with what the source says about its track. */
export interface AlbumFile {
  /** Absolute path inside the staging folder; complete and synced. */
  readonly path: string;
  readonly title: string;
  readonly artist: string;
  readonly discNumber: number | undefined;
  readonly trackNumber: number | undefined;
  readonly durationMs: number | undefined;
}

export interface AlbumFetcher {
  /**
   * Fetches the files of one album; `maxBytes` limits their total. May take as long as the peer needs to find and
   * send them. Throws as `TrackFetcher.fetchTrack`, `failed_precondition` if a person must decide first.
   */
  fetchAlbum(request: FetchRequest, signal: AbortSignal): Promise<readonly AlbumFile[]>;
}

/** Matches of merely similar titles, or of equal ones without known durations, are guesses. */
const leastConfidence = 3;

/** The album that a song is listed on. */
export interface WantedAlbum {
  readonly album: string;
  /** The album's artists, else the song's. */
  readonly artists: readonly string[];
  readonly year: number | undefined;
}

/**
 * The hit that is the wanted album by the usual matching rules, or undefined. It may be another edition, but never a
 * live album for the studio one. Among equals, the exact name wins, then the year. Albums by various artists never
 * match.
 */
export function pickAlbum(hits: readonly AlbumHit[], { album, artists, year }: WantedAlbum): AlbumHit | undefined {
  const wanted = describeRecording({ title: album, artists });
  const matching = hits.flatMap((hit) => {
    const match = matchPriority(wanted, describeRecording({ title: hit.name, artists: hit.artist }, { names: artists }));
    if (!match.accepted) return [];
    const otherName = normaliseTitle(hit.name) === normaliseTitle(album) ? 0 : 1;
    return [{ hit, priority: match.priority, otherName, otherYear: year !== undefined && hit.year !== year ? 1 : 0 }];
  });
  matching.sort((a, b) => a.priority - b.priority || a.otherName - b.otherName || a.otherYear - b.otherYear);
  return matching[0]?.hit;
}

/**
 * The file of the wanted track: the best match by the usual rules if it is sure, else undefined. Never a substitute.
 */
export function pickTrack(files: readonly AlbumFile[], target: SearchTarget): AlbumFile | undefined {
  const wanted = describeRecording(target);
  let best: { readonly file: AlbumFile; readonly priority: number } | undefined;
  for (const file of files) {
    const { title, durationMs } = file;
    const match = matchPriority(wanted, describeRecording({ title, artists: file.artist, album: target.album, durationMs }));
    if (!match.accepted || match.priority > leastConfidence) continue;
    if (best === undefined || match.priority < best.priority) best = { file, priority: match.priority };
  }
  return best?.file;
}
