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
  return trackMetadataOf(parseMetadata(text));
}

/** The members of `metadata_json`; none if it is damaged, which must not hide the song. */
export function parseMetadata(text: string | null): Readonly<Record<string, unknown>> | undefined {
  if (text === null || text === '') return undefined;
  try {
    const metadata: unknown = JSON.parse(text);
    return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The part of parsed metadata that schema version 1 shows. */
export function trackMetadataOf(metadata: Readonly<Record<string, unknown>> | undefined): TrackMetadata {
  return metadata === undefined ? nothing : { album: nameOf(metadata.album), durationMs: milliseconds(metadata.duration_ms) };
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
