/**
 * The text of a playlist file. Such files carry no word about their encoding: a byte order mark
 * decides, then whether the bytes are valid UTF-8, then whether they are GB 18030 (of which GBK and
 * GB 2312 are parts), and Windows-1252, in which every byte means something, is left for the rest.
 * `undefined` for bytes that are no text.
 */
export function decodePlaylistText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes);
  if (bytes.includes(0)) return undefined;
  return decodeAs('utf-8', bytes) ?? decodeAs('gb18030', bytes) ?? decodeAs('windows-1252', bytes);
}

/** `undefined` if the bytes are not valid in that encoding. A byte order mark is dropped. */
export function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // `fatal` has no other way to say that the bytes are of another encoding.
    return undefined;
  }
}
