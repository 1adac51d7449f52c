import { describeRecording, matchPriority, normaliseTitle } from '@catalogsync/catalog';
import type { FetchRequest } from './fetch.js';
import type { SearchTarget } from './search.js';

/** An album that a source can get as a whole. Such a source has no search for tracks (behaviour 200). */
export interface AlbumHit {
  readonly remoteId: string;
  readonly name: string;
  readonly artist: string | undefined;
  /** Four digits. */
  readonly year: number | undefined;
  readonly trackCount: number | undefined;
  /** What the source's `AlbumFetcher` needs; opaque to everybody else. */
  readonly fetchKey: string;
}

export interface AlbumSearchRequest {
  readonly artist: string;
  readonly album: string;
  /** At most so many hits. */
  readonly limit: number;
}

export interface AlbumSearcher {
  /** Hits in the source's own order; no hits is not a fault. Throws as `TrackSearcher.searchTracks`. */
  searchAlbums(request: AlbumSearchRequest, signal: AbortSignal): Promise<readonly AlbumHit[]>;
}

/** One file of a fetched album with what the source says of the track in it. */
export interface AlbumFile {
  /** Absolute path inside the staging folder; complete and synced. */
  readonly path: string;
  readonly ext: string;
  readonly title: string;
  readonly artist: string;
  readonly discNumber: number | undefined;
  readonly trackNumber: number | undefined;
  readonly durationMs: number | undefined;
}

export interface AlbumFetcher {
  /**
   * Gets the files of one album; `maxBytes` holds for all of them together. May take as long as somebody needs to
   * find and send them. Throws as `TrackFetcher.fetchTrack`, `failed_precondition` if a person must decide first.
   */
  fetchAlbum(request: FetchRequest, signal: AbortSignal): Promise<readonly AlbumFile[]>;
}

/** A match of titles that are only alike, or of equal ones by artists of unknown durations, is a guess. */
const leastConfidence = 3;

/** The album that a song is said to be on. */
export interface WantedAlbum {
  readonly album: string;
  /** The album's own, else those of the song. */
  readonly artists: readonly string[];
  readonly year: number | undefined;
}

/**
 * The hit that is the wanted album by the rules of every match, or undefined: another edition at best, never a live
 * album for the studio one. Of several alike, the one of exactly that name, then of that year. Albums by various
 * artists never match.
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
 * The file that holds the wanted track: the best match by the rules of every match, if it is a sure one, or
 * undefined. Never a substitute.
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
