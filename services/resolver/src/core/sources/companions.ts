/** What goes with a song besides its file: small contracts of one method each, like those of `Source`. */

export interface LyricsSource {
  /**
   * Lyrics of a song of this source: LRC where the lines have times, else plain lines. Undefined if it has none.
   * @throws Fault as `TrackSearcher.searchTracks`
   */
  lyrics(remoteId: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface CoverSource {
  /**
   * The picture of a song of this source, at most `maxCoverBytes`: bytes, for an address may hold credentials.
   * Undefined if it has none. The bytes are checked later.
   * @throws Fault as `TrackSearcher.searchTracks`
   */
  cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** Where a picture was: inside the song's file, beside it, or at a service. */
export type CoverKind = 'tag' | 'folder' | 'platform';

/** A picture of a local file, and what it was. The bytes are checked later. */
export interface LocalCover {
  readonly kind: CoverKind;
  readonly bytes: Uint8Array;
}

/** Pictures of songs whose files are here, with a stamp that tells whether one may have changed. */
export interface StampedCoverSource {
  /**
   * Stamps of these songs, in their order; undefined for a song without a file. No file is opened.
   * @throws Fault `permission_denied`, `unavailable` as reading a folder
   */
  coverStamps(remoteIds: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]>;
  /** The picture with what it was; undefined if there is none. @throws Fault as `CoverSource.cover` */
  localCover(remoteId: string, signal: AbortSignal): Promise<LocalCover | undefined>;
}

export const maxCoverBytes = 10 * 1024 * 1024;

/** Longer than any song's lyrics; longer text is damage. */
export const maxLyricsBytes = 256 * 1024;

/** A picture in a format that players show. */
export interface Cover {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png';
}

/** Undefined unless it is a complete JPEG or PNG and not too large. Labels are ignored: servers label error pages as pictures, and pictures as anything. */
export function coverOf(bytes: Uint8Array): Cover | undefined {
  if (bytes.length > maxCoverBytes) return undefined;
  const begins = (...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  // A truncated picture lacks its end marker; taggers leave some bytes after it.
  const tail = bytes.subarray(-4096);
  // JPEG begins with SOI and ends with EOI (ITU-T T.81, B.1.1.3); a PNG ends with the chunk IEND (RFC 2083, 4.1.4).
  if (begins(0xff, 0xd8, 0xff) && holds(tail, 0xff, 0xd9)) return { bytes, mediaType: 'image/jpeg' };
  if (begins(0x89, 0x50, 0x4e, 0x47) && holds(tail, 0x49, 0x45, 0x4e, 0x44)) return { bytes, mediaType: 'image/png' };
  return undefined;
}

function holds(bytes: Uint8Array, ...wanted: number[]): boolean {
  return bytes.some((_byte, at) => wanted.every((byte, offset) => bytes[at + offset] === byte));
}

/**
 * Normalised lyrics: plain line ends, no surrounding space. Undefined for anything empty, too long, not text, or a
 * web page.
 */
export function cleanLyrics(text: string): string | undefined {
  if (text.length > maxLyricsBytes) return undefined;
  const clean = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trim();
  if (clean === '' || /^<(!doctype|html|\?xml)/i.test(clean)) return undefined;
  // Lyrics contain no control characters except tabs and line ends, and no replacement characters.
  return /[\p{Cc}\p{Surrogate}\uFFFD]/u.test(clean.replace(/[\n\t]/g, '')) || new TextEncoder().encode(clean).length > maxLyricsBytes
    ? undefined
    : clean;
}

/** Whether a text says when its lines are sung. @internal for tests */
export function hasTimes(lyrics: string): boolean {
  return /^\s*\[\d{1,3}:\d{2}([.:]\d{1,3})?\]/m.test(lyrics);
}

/** A line of lyrics and the time in ms at which it is sung. */
export interface TimedLine {
  readonly startMs: number;
  readonly text: string;
}

/** LRC from timed lines, in their order. */
export function lrcOf(lines: readonly TimedLine[]): string {
  return lines.map(({ startMs, text }) => `[${timeTag(startMs)}]${text.replace(/\s*[\r\n]+\s*/g, ' ')}`).join('\n');
}

/** `mm:ss.xx`, minutes beyond 99 with three digits. */
function timeTag(ms: number): string {
  const hundredths = Math.max(0, Math.round(ms / 10));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(hundredths / 6000))}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}
