import { lastPage } from '../ogg-tail.js';
import type { ReadAt } from '../read-at.js';
import type { AudioFile } from './audio-regions.js';

const pageHeader = 27;
/** Longest page (RFC 3533, section 6), so that a window of this length holds the beginning of one. */
const longestPage = 65_307;
const windowLength = 32 * 1024;
/** Header packets with pictures are as long as these. */
const mostHeaderPages = 4096;

export interface OggAudio {
  /** Samples up to the end. */
  readonly granulePosition: number;
  readonly first: Buffer;
  readonly last: Buffer;
}

/**
 * The audio of an Ogg file without the headers of its pages: if tags grow by a page, the numbers and checksums of all later pages
 * change. Audio begins on a page of its own behind the packets of headers, which complete at position 0 or none (RFC 7845, 3;
 * Vorbis I, A.2).
 */
export async function oggAudio({ size, audioStart }: AudioFile, read: ReadAt): Promise<OggAudio | undefined> {
  const start = await firstAudioPage(read, audioStart);
  const tail = await read(Math.max(0, size - 2 * longestPage), 2 * longestPage);
  const granulePosition = lastPage(tail)?.granulePosition;
  if (start === undefined || granulePosition === undefined) return undefined;
  const head = await read(start, windowLength + longestPage);
  const firstOfTail = Math.max(0, start - (size - tail.length), tail.indexOf('OggS'));
  return {
    granulePosition,
    first: bodiesFrom(head, 0).subarray(0, windowLength),
    last: bodiesFrom(tail, firstOfTail).subarray(-windowLength),
  };
}

async function firstAudioPage(read: ReadAt, from: number): Promise<number | undefined> {
  let at = from;
  for (let count = 0; count < mostHeaderPages; count++) {
    const header = await read(at, pageHeader + 255);
    const length = pageLength(header, 0);
    if (length === undefined) return undefined;
    const position = header.readBigInt64LE(6);
    if (position > 0n) return at;
    at += length;
  }
  return undefined;
}

/** The bodies of the pages from `at` on, the last one as far as it is there. */
function bodiesFrom(bytes: Buffer, at: number): Buffer {
  const bodies: Buffer[] = [];
  for (let length = pageLength(bytes, at); length !== undefined; length = pageLength(bytes, at)) {
    bodies.push(bytes.subarray(at + pageHeader + (bytes[at + 26] ?? 0), at + length));
    at += length;
  }
  return Buffer.concat(bodies);
}

/** Header included; undefined if no page begins there. */
function pageLength(bytes: Buffer, at: number): number | undefined {
  if (at + pageHeader > bytes.length || bytes.toString('latin1', at, at + 4) !== 'OggS') return undefined;
  const body = at + pageHeader + (bytes[at + 26] ?? 0);
  if (body > bytes.length) return undefined;
  return bytes.subarray(at + pageHeader, body).reduce((sum, length) => sum + length, body - at);
}
