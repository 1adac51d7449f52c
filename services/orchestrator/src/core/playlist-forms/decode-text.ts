import { Fault } from '@catalogsync/faults';

/** Enough to tell UTF-16 by its zero bytes. */
const sampleBytes = 4096;

/**
 * The text of a file in an encoding that its owner names.
 * @throws Fault `invalid_argument` for an unknown encoding, or bytes that are not in it
 */
export function decodeTextAs(content: Uint8Array, name: string, encoding: string): string {
  const text = decoded(content, encoding);
  if (text !== undefined) return text;
  throw new Fault('invalid_argument', `${name} is not text in the encoding "${encoding}"`, {
    hint: 'Leave the encoding out, or name another, such as shift_jis or windows-1252.',
  });
}

/**
 * The text of a file without a stated encoding: by its byte order mark, else UTF-8 if it is valid, else UTF-16 by its
 * zero bytes, else what an XML declaration says, else GB18030, which holds GBK.
 * @throws Fault `invalid_argument` for bytes that are not text
 */
export function decodeText(content: Uint8Array, name: string): string {
  const mark = markOf(content);
  // Decoded once: a large file is much to hold twice.
  const asUtf8 = mark === undefined || mark === 'utf-8' ? decoded(content, 'utf-8') : undefined;
  const encoding = mark ?? encodingOf(content, asUtf8 !== undefined);
  const text = encoding === 'utf-8' ? asUtf8 : decoded(content, encoding);
  // UTF-16 and GB18030 read almost any bytes; a control character shows that they are no text.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const isText = encoding === 'utf-8' || !/[\u0000-\u0008\u000e-\u001a]/.test(text?.slice(0, sampleBytes) ?? '');
  if (text !== undefined && isText) return text;
  throw new Fault('invalid_argument', `${name} is not text in UTF-8, UTF-16 or GB18030`, { hint: 'Save it as UTF-8.' });
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

function encodingOf(content: Uint8Array, isUtf8: boolean): string {
  const sample = content.subarray(0, sampleBytes);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // Latin letters in UTF-16 are valid UTF-8 with a zero at every second place; Chinese text has zeros only at spaces and
  // line ends, and is hardly ever valid UTF-8.
  const few = sample.length / 2 / (isUtf8 ? 3 : 12);
  if (content.length % 2 === 0 && odd > even && odd >= few) return 'utf-16le';
  if (content.length % 2 === 0 && even > odd && even >= few) return 'utf-16be';
  if (isUtf8) return 'utf-8';
  const head = new TextDecoder('latin1').decode(content.subarray(0, 200));
  return /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]{1,40})["']/i.exec(head)?.[1] ?? 'gb18030';
}

function decoded(content: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    // Not in this encoding, or an encoding that nobody knows.
    return undefined;
  }
}
