import { type Container, containerOfBytes } from './container.js';
import { findFrames, frameAt } from './mpeg-frames.js';
import type { FileEnds } from './truncation.js';

/** Formats without a magic number, and an old one that has none where its successors do. */
const withoutMagic: ReadonlySet<Container> = new Set(['MPEG audio', 'AAC', 'Musepack', 'MP4']);

/** What a file is instead of what its name says; undefined if it may be just that. */
export function mistakenFor(named: Container, ends: FileEnds): string | undefined {
  const actual = containerOfBytes(ends.head) ?? containerOfBytes(ends.audioHead) ?? containerOfFrames(ends.audioHead);
  if (actual === named) return undefined;
  if (actual !== undefined) return `its name says ${named}, but it is ${actual}`;
  if (isZero(ends.head) && isZero(ends.tail) && isZero(ends.audioHead)) {
    return 'it holds only zeros: its copying or downloading was never finished';
  }
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(ends.head.toString('latin1', 0, 200))) return `its name says ${named}, but it is a web page`;
  if (withoutMagic.has(named) || beginsLikeCut(ends)) return undefined;
  return `its name says ${named}, but it is something else`;
}

/** MP3 and ADTS are known by frames that follow each other. */
function containerOfFrames(head: Buffer): Container | undefined {
  const at = findFrames(head);
  // Far into a file of another kind, bytes may look like frames by chance.
  if (at < 0 || at > 4096 || frameAt(head, at) === undefined) return undefined;
  return ((head[at + 1] ?? 0) & 0xf6) === 0xf0 ? 'AAC' : 'MPEG audio';
}

/** Too short to hold even a magic number. */
function beginsLikeCut({ size }: FileEnds): boolean {
  return size < 12;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
