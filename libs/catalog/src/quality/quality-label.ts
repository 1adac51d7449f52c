/**
 * How good one encoded file is, best first (domain, section 5, "Quality groups"):
 *
 * - `hires`: lossless above CD: more than 16 bits or more than 48 kHz
 * - `lossless`: lossless at CD resolution, or lossless with unknown resolution
 * - `high`: lossy from 320 kbit/s
 * - `standard`: lossy from 192 kbit/s
 * - `low`: lossy below that
 * - `unknown`: lossy with unknown bitrate, or an unknown format
 *
 * These words appear in `file_assets.quality_label`, the snapshot, the API and the console.
 */
export const qualityLabels = ['hires', 'lossless', 'high', 'standard', 'low', 'unknown'] as const;

export type QualityLabel = (typeof qualityLabels)[number];

/** What is known of a file's encoding. Numbers that are not positive say nothing. */
export interface Encoding {
  /** File name extension, with or without the dot, any case. */
  readonly ext: string | undefined;
  /** Average, in bits per second. */
  readonly bitrate?: number;
  /** Hertz. */
  readonly sampleRate?: number;
  /** Bits per sample. */
  readonly bitDepth?: number;
  /** Whether the codec is lossless, for containers that hold either (m4a, ogg, wma). */
  readonly lossless?: boolean;
}

const losslessExtensions: ReadonlySet<string> = new Set(['flac', 'wav', 'aif', 'aiff', 'aifc', 'ape', 'wv', 'alac', 'tta', 'tak']);
/** One-bit audio at 2.8 MHz and more: always above CD. */
const dsdExtensions: ReadonlySet<string> = new Set(['dsf', 'dff']);

/** An encoder's average stays a little below the requested rate. */
const rateTolerance = 0.98;
const highRate = 320_000 * rateTolerance;
const standardRate = 192_000 * rateTolerance;

function known(value = 0): number | undefined {
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The label of an encoding. Unknown values never count as high resolution. */
export function qualityLabel(encoding: Encoding): QualityLabel {
  const ext = (encoding.ext ?? '').trim().replace(/^\./, '').toLowerCase();
  if (dsdExtensions.has(ext)) return 'hires';
  if (encoding.lossless ?? losslessExtensions.has(ext)) {
    const aboveCd = (known(encoding.bitDepth) ?? 16) > 16 || (known(encoding.sampleRate) ?? 44_100) > 48_000;
    return aboveCd ? 'hires' : 'lossless';
  }
  const rate = known(encoding.bitrate);
  if (rate === undefined) return 'unknown';
  if (rate >= highRate) return 'high';
  return rate >= standardRate ? 'standard' : 'low';
}

/** Position in the order, 0 the best; sorting by it puts the best file first. */
export function qualityRank(label: QualityLabel): number {
  return qualityLabels.indexOf(label);
}

/** True for one of our labels. */
export function isQualityLabel(word: string): word is QualityLabel {
  return (qualityLabels as readonly string[]).includes(word);
}

/**
 * The current label for a stored one. Databases of earlier tools hold other words or none; those are judged
 * by the extension alone.
 */
export function storedQualityLabel(stored: string | undefined, ext: string | undefined): QualityLabel {
  const word = (stored ?? '').trim().toLowerCase();
  return isQualityLabel(word) && word !== 'unknown' ? word : qualityLabel({ ext });
}
