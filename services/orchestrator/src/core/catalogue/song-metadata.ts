import type { Track } from '../sources/source-catalog.js';

/** Keys of `songs.metadata_json` that a track tells. Others in it belong to whoever wrote them. */
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
    // Not JSON: an older program's text is kept below rather than lost.
  }
  return { legacy_metadata: text };
}

/**
 * The new text of `metadata_json`: what the track tells over what was there. An absent field of the
 * track erases nothing. Keys keep their order, so that equal content is equal text.
 */
export function mergeMetadata(before: string | undefined, track: Track): string | undefined {
  const merged = parsed(before);
  for (const [key, value] of Object.entries(known(track))) if (value !== undefined) merged[key] = value;
  return Object.keys(merged).length === 0 ? before : JSON.stringify(merged);
}
