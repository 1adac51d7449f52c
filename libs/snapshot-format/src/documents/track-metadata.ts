/** The part of `metadata_json` that the API shows. */
export interface TrackMetadata {
  readonly album: string | null;
  /** Milliseconds, whole. */
  readonly durationMs: number | null;
}

const nothing: TrackMetadata = { album: null, durationMs: null };

/**
 * Reads a song's metadata. Earlier tools wrote numbers as text, an album as an object with its name, or no JSON at
 * all; anything unreadable counts as unknown.
 */
export function readTrackMetadata(text: string | null): TrackMetadata {
  if (text === null || text === '') return nothing;
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    // Damaged metadata must not hide the song.
    return nothing;
  }
  if (typeof metadata !== 'object' || metadata === null) return nothing;
  const { album, duration_ms: duration } = metadata as { album?: unknown; duration_ms?: unknown };
  return { album: nameOf(album), durationMs: milliseconds(duration) };
}

function nameOf(album: unknown): string | null {
  if (typeof album === 'string') return album.trim() === '' ? null : album;
  if (typeof album !== 'object' || album === null) return null;
  const { name, title } = album as { name?: unknown; title?: unknown };
  if (typeof name === 'string' && name.trim() !== '') return name;
  return typeof title === 'string' && title.trim() !== '' ? title : null;
}

function milliseconds(duration: unknown): number | null {
  const number = typeof duration === 'string' && duration.trim() !== '' ? Number(duration) : duration;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 && number < Number.MAX_SAFE_INTEGER
    ? Math.round(number)
    : null;
}

/** Names in a `singers` text, whose parts are joined by " / ". */
export function singerNames(singers: string | null): string[] {
  return (singers ?? '')
    .split(' / ')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
