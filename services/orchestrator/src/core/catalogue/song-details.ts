import type { Track } from '../sources/source-catalog.js';

/** A song as needed to fetch it. Absent means unknown. */
export interface SongToDownload extends Pick<Track, 'name' | 'album' | 'durationMs' | 'isrc'> {
  readonly id: number;
  /** Also the preferred source (behaviour 28). */
  readonly platform: string;
  readonly remoteId: string;
  /** One string, parts joined by " / ". */
  readonly singers: string | undefined;
  /** What else is written into the file's tags: a year of four digits, a cover by http or https. */
  readonly tags?: Pick<Track, 'albumArtist' | 'trackNumber' | 'discNumber' | 'year' | 'genre' | 'coverUrl'>;
  /** Title and artists the other way round: its line in a playlist file may be read in both. */
  readonly turned?: { readonly name: string; readonly singers: readonly string[] };
}

type Details = Pick<SongToDownload, 'album' | 'durationMs' | 'isrc' | 'tags' | 'turned'>;

/** The largest 32-bit value of a message. */
const mostNumber = 0x7fffffff;

/**
 * What `songs.metadata_json` says for fetching the song and writing its tags. Other programs wrote it too: values of
 * the wrong type are unknown, but numbers in strings are read.
 */
export function songDetails(metadataJson: string | undefined): Details {
  const metadata = jsonObject(metadataJson) ?? {};
  const text = (key: string): string | undefined => {
    const value = metadata[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const figure = (key: string, most = mostNumber): number | undefined => {
    const value = metadata[key];
    const number = typeof value === 'string' && /^\d{1,10}$/.test(value.trim()) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= most ? number : undefined;
  };
  const coverUrl = text('cover_url');
  const turned = turnedIn(metadata.source);
  return {
    ...(turned === undefined ? {} : { turned }),
    album: text('album'),
    durationMs: figure('duration_ms'),
    isrc: text('isrc'),
    tags: {
      albumArtist: text('album_artist'),
      trackNumber: figure('track_number'),
      discNumber: figure('disc_number'),
      year: figure('year', 9999),
      genre: text('genre'),
      coverUrl: coverUrl !== undefined && /^https?:\/\//i.test(coverUrl) ? coverUrl : undefined,
    },
  };
}

function turnedIn(source: unknown): SongToDownload['turned'] {
  const { turned } = typeof source === 'object' && source !== null ? (source as { turned?: unknown }) : {};
  if (typeof turned !== 'object' || turned === null) return undefined;
  const { name, singers } = turned as { name?: unknown; singers?: unknown };
  if (typeof name !== 'string' || name.trim() === '' || !Array.isArray(singers)) return undefined;
  return { name, singers: singers.filter((singer) => typeof singer === 'string') };
}

/** What a column with JSON holds; undefined if it is no object. */
export function jsonObject(json: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json ?? 'null');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON: an older program's text.
    return undefined;
  }
}
