import type { SongToDownload } from './song-downloader.js';

type Details = Pick<SongToDownload, 'album' | 'durationMs' | 'isrc' | 'tags'>;

/** What fits into the 32 bits of a message. */
const mostNumber = 0x7fffffff;

/**
 * What `songs.metadata_json` tells whoever fetches the song and writes its tags. Other programs wrote it
 * too: what is not of the type it should be is unknown, but figures in words are read.
 */
export function songDetails(metadataJson: string | null): Details {
  const metadata = objectOf(metadataJson);
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
  return {
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

function objectOf(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // An older program's text, which no tag can be made of.
  }
  return {};
}
