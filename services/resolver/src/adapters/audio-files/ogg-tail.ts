/** Fixed part of an Ogg page's header (RFC 3533, section 6). */
const headerLength = 27;

/** What the last page of an Ogg file says. */
export interface LastPage {
  /** Samples (Opus: at 48 kHz, with the pre-skip) up to its end; -1 if no packet ends on it. */
  readonly granulePosition: number;
  /** The file ends before the page does. */
  readonly truncated: boolean;
}

/** Finds the last page in the last bytes of a file; a page is at most 65,307 bytes long. */
export function lastPage(tail: Buffer): LastPage | undefined {
  for (let at = tail.lastIndexOf('OggS'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('OggS', at - 1)) {
    if (tail[at + 4] !== 0) continue;
    if (at + headerLength > tail.length) return { granulePosition: -1, truncated: true };
    const segments = tail[at + 26] ?? 0;
    const table = tail.subarray(at + headerLength, at + headerLength + segments);
    const end = at + headerLength + segments + table.reduce((sum, length) => sum + length, 0);
    const granulePosition = Number(tail.readBigInt64LE(at + 6));
    return { granulePosition, truncated: table.length < segments || end > tail.length };
  }
  return undefined;
}

/** Samples to skip at the start of an Opus stream (RFC 7845, section 5.1); 0 if this is none. */
export function opusPreSkip(head: Buffer): number {
  const at = head.indexOf('OpusHead');
  return at < 0 || at + 12 > head.length ? 0 : head.readUInt16LE(at + 10);
}
