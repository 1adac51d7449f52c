import type { Track } from '../sources/source-catalog.js';

/** Keys of `songs.metadata_json` that come from a track. Other keys in it belong to their writers. */
function known(track: Track): Readonly<Record<string, string | number | undefined>> {
  return {
    duration_ms: track.durationMs,
    album: track.album,
    album_artist: track.albumArtist,
    isrc: track.isrc,
    cover_url: track.coverUrl,
    track_number: track.trackNumber,
    disc_number: track.discNumber,
    year: track.year,
    genre: track.genre,
  };
}

function parsed(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: the older program's text is preserved below.
  }
  return { legacy_metadata: text };
}

/**
 * The new `metadata_json`: the track's values over the existing ones. Absent fields erase nothing. Keys keep their
 * order, so that equal content gives equal text.
 */
export function mergeMetadata(before: string | undefined, track: Track): string | undefined {
  const merged = parsed(before);
  for (const [key, value] of Object.entries(known(track))) if (value !== undefined) merged[key] = value;
  return Object.keys(merged).length === 0 ? before : JSON.stringify(merged);
}
