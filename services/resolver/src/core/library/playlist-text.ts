/**
 * Decodes a playlist file. Such files do not state their encoding, so these are tried in order: a byte order mark,
 * valid UTF-8, valid GB 18030 (which includes GBK and GB 2312), and Windows-1252, in which every byte is valid.
 * `undefined` if the bytes are not text.
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
    // With `fatal`, throwing is the only sign of another encoding.
    return undefined;
  }
}
