/**
 * Bytes of UTF-8 in one name. Most file systems take 255; encrypted shared folders of common NAS systems
 * (eCryptfs) take 143.
 */
export const MAX_SEGMENT_BYTES = 143;

/** Windows device names, with any extension. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/** Characters Windows refuses, line and format controls, lone surrogates and other code points that are no characters. */
const refused = /[<>:"/\\|?*\u{2028}\u{2029}\u{FEFF}\u{FFFC}-\u{FFFF}]|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** How long a name may become; both limits hold. */
export interface SegmentLimits {
  /** UTF-8. Default `MAX_SEGMENT_BYTES`. */
  readonly bytes?: number;
  /** UTF-16 units, as Windows counts. Default: no limit beyond `bytes`. */
  readonly units?: number;
}

/**
 * Text as one file or folder name that every file system accepts: composed (NFC), without characters that any
 * of them refuses, no leading dot, no trailing dot or space, no device name, never empty, cut only between
 * grapheme clusters.
 */
export function safeSegment(text: string, limits: SegmentLimits = {}): string {
  const cleaned = text.normalize('NFC').replace(refused, '_').replace(/\s+/gu, ' ').trim().replace(/^\.+/, '_');
  const cut = withoutTail(cutTo(cleaned, limits));
  const stem = cut.split('.', 1)[0] ?? '';
  // "con .txt" is the device too: Windows drops the spaces before it looks.
  const free = reserved.test(stem.trimEnd()) ? `_${cutTo(cut, { ...limits, spare: 1 })}` : cut;
  return withoutTail(free) || '_';
}

function withoutTail(name: string): string {
  return name.replace(/[. ]+$/u, '');
}

function cutTo(text: string, { bytes = MAX_SEGMENT_BYTES, units = bytes, spare = 0 }: SegmentLimits & { readonly spare?: number }): string {
  if (text.length * 3 <= bytes - spare && text.length <= units - spare) return text;
  let usedBytes = spare;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    usedBytes += utf8Length(segment);
    if (usedBytes > bytes || index + segment.length > units - spare) break;
    end = index + segment.length;
  }
  // A single cluster longer than the limit (a letter with hundreds of accents) would leave nothing: keep its first sign.
  return end === 0 && text !== '' ? (text.match(/^./u)?.[0] ?? '') : text.slice(0, end);
}

/** Bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
