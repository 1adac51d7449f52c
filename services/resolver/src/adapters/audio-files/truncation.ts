import type { Container } from './container.js';
import { frameAt } from './mpeg-frames.js';
import { lastPage } from './ogg-tail.js';

/** The two ends of a file; for a short file each holds all of it. */
export interface FileEnds {
  readonly size: number;
  readonly head: Buffer;
  readonly tail: Buffer;
  /** The first bytes after an ID3v2 tag, which may be longer than `head`. */
  readonly audioHead: Buffer;
  /** Where `audioHead` begins. */
  readonly audioStart: number;
}

/** MP4's boxes are checked as they are parsed; other formats that are not here give no length near their ends. */
const checks: Partial<Record<Container, (ends: FileEnds) => boolean>> = {
  WAV: (ends) => chunkTooLong(ends, (head) => head.readUInt32LE(4)),
  AIFF: (ends) => chunkTooLong(ends, (head) => head.readUInt32BE(4)),
  Ogg: ({ tail }) => lastPage(tail)?.truncated ?? false,
  FLAC: flacTooShort,
  'MPEG audio': mpegTooShort,
};

/**
 * Whether a file is shorter than its own headers say, as far as its two ends can show. Values that writers leave
 * open, such as the size of a streamed WAV, prove nothing.
 */
export function isTruncated(container: Container, ends: FileEnds): boolean {
  return checks[container]?.(ends) ?? false;
}

function chunkTooLong({ head, size }: FileEnds, read: (head: Buffer) => number): boolean {
  if (head.length < 12) return true;
  const form = head.toString('latin1', 0, 4);
  if (form !== 'RIFF' && form !== 'FORM') return false;
  const said = read(head);
  // A last odd byte may lack its padding.
  return said < 0xffffff00 && said + 8 > size + 1;
}

/**
 * STREAMINFO gives the number of samples, the largest block and the smallest frame (RFC 9639, 8.2), and so the fewest
 * bytes that the frames can take.
 */
function flacTooShort({ audioHead, audioStart, size }: FileEnds): boolean {
  if (audioHead.toString('latin1', 0, 4) !== 'fLaC' || audioHead.length < 26) return true;
  const largestBlock = audioHead.readUInt16BE(10);
  const smallestFrame = audioHead.readUIntBE(12, 3);
  const samples = (audioHead.readUInt8(21) & 0x0f) * 2 ** 32 + audioHead.readUInt32BE(22);
  if (largestBlock === 0) return false;
  const least = Math.floor(samples / largestBlock) * smallestFrame;
  return audioStart + 42 + least > size || (samples > 0 && size - audioStart <= 42);
}

/** A Xing or Info header in the first frame may give the length of the stream in bytes. */
function mpegTooShort({ audioHead, audioStart, size }: FileEnds): boolean {
  const at = Math.max(0, audioHead.indexOf(0xff));
  const frame = frameAt(audioHead, at);
  if (frame === undefined) return false;
  const first = audioHead.subarray(at, at + frame.length);
  const mark = Math.max(first.indexOf('Xing'), first.indexOf('Info'));
  if (mark < 0 || mark + 16 > first.length) return false;
  const flags = first.readUInt32BE(mark + 4);
  if ((flags & 2) === 0) return false;
  const said = first.readUInt32BE(mark + 8 + (flags & 1) * 4);
  // Cutting tools keep the original header, so only an audible loss counts.
  return size - audioStart - at < said * 0.98;
}
