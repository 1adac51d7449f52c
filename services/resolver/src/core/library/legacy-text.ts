import { decodeAs } from './playlist-text.js';

const latin1Beyond = /[\u0100-\uffff]/;
const highByte = /[\u0080-\u00ff]/;
/** GB 2312: two bytes, both from A1 up. */
const doubleBytes = /^(?:\p{ASCII}|[\u00a1-\u00f7][\u00a1-\u00fe])*$/u;

/**
 * Repairs text that was stored in UTF-8 or GB 2312 but marked as Latin-1, as many older taggers and
 * the INFO chunk of WAV files do. Text that makes sense as Latin-1 stays: GB 2312 is assumed only if
 * every high byte has its pair, at least two characters come out, and Latin letters do not outnumber
 * the high bytes, which rules out words such as "créée".
 * @internal for tests
 */
export function repairLegacyText(text: string): string {
  if (!highByte.test(text) || latin1Beyond.test(text)) return text;
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  const utf8 = decodeAs('utf-8', bytes);
  if (utf8 !== undefined) return utf8;
  const high = bytes.filter((byte) => byte >= 0x80).length;
  const letters = text.replace(/[^a-z]/gi, '').length;
  if (high < 4 || letters > high || !doubleBytes.test(text)) return text;
  const chinese = decodeAs('gb18030', bytes);
  return chinese !== undefined &&
    /^[\p{Script=Han}\p{P}\p{N}\p{Script=Latin}\p{S}\s]+$/u.test(chinese) &&
    /\p{Script=Han}{2}/u.test(chinese)
    ? chinese
    : text;
}

/** A tag's text as people read it: repaired, trimmed, spaces collapsed; undefined if nothing is left, or it holds control characters. */
export function cleanTag(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const cleaned = repairLegacyText(text.replace(/\0+$/, '')).replace(/\s+/gu, ' ').trim();
  // A control character means that the tag was read from the wrong bytes; no name is better than noise.
  return /[\p{Cc}\uFFFD]/u.test(cleaned) ? undefined : [...cleaned].slice(0, maxTagLength).join('') || undefined;
}

/** Longer than any name; longer text is lyrics or damage. */
const maxTagLength = 1000;
