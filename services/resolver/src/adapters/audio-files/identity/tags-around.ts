import { id3Length } from '../container.js';
import { findFrames, frameAt } from '../mpeg-frames.js';
import type { ReadAt } from '../read-at.js';

/** Tags in a row before something is wrong. */
const mostTags = 8;

/** Where the tags at the end begin: ID3v1, its extension, Lyrics3, APEv2 and ID3v2.4 with a footer, in any order. */
export async function endOfAudio(read: ReadAt, size: number): Promise<number> {
  let end = size;
  for (let tags = 0; tags < mostTags; tags++) {
    const length = await lengthOfTagAt(read, end);
    if (length === 0 || length > end) break;
    end -= length;
  }
  return end;
}

/** Of the tag that ends at `end`; 0 if none does. */
async function lengthOfTagAt(read: ReadAt, end: number): Promise<number> {
  const from = Math.max(0, end - 355);
  const bytes = await read(from, end - from);
  const textAt = (back: number, length: number): string =>
    back > bytes.length ? '' : bytes.toString('latin1', bytes.length - back, bytes.length - back + length);
  if (textAt(128, 3) === 'TAG') return textAt(355, 4) === 'TAG+' ? 355 : 128;
  // The size counts the footer but not the header, whose presence bit 31 of the flags tells (APEv2, "APE Tags Header").
  if (textAt(32, 8) === 'APETAGEX') {
    const footer = bytes.subarray(bytes.length - 32);
    return footer.readUInt32LE(12) + (footer.readUInt32LE(20) >= 0x80000000 ? 32 : 0);
  }
  // Six digits of size before its end mark (Lyrics3 v2).
  if (textAt(9, 9) === 'LYRICS200') return Number.parseInt(textAt(15, 6), 10) + 15 || 0;
  if (textAt(10, 3) === '3DI') return id3Length(Buffer.from(`ID3${textAt(7, 7)}`, 'latin1'));
  return 0;
}

const headLength = 64 * 1024;

/**
 * The first frame with audio: behind all tags, padding, and the frame that only describes the stream (Xing, Info or VBRI), which some
 * taggers write anew.
 */
export async function startOfFrames(read: ReadAt, audioStart: number): Promise<number> {
  let at = audioStart;
  let head = await read(at, headLength);
  for (let length = id3Length(head); length > 0; length = id3Length(head)) {
    at += length;
    head = await read(at, headLength);
  }
  const first = findFrames(head);
  if (first < 0) return at;
  const frame = frameAt(head, first);
  const describes = frame !== undefined && /Xing|Info|VBRI/.test(head.toString('latin1', first, first + Math.min(frame.length, 64)));
  return at + first + (describes ? frame.length : 0);
}
