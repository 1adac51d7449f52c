import type { ReadAt } from '../read-at.js';
import { FlacFrames } from './flac-frames.js';
import { MpegStream } from './mpeg-stream.js';
import { OggPages } from './ogg-pages.js';
import type { Sniffed } from './sniff.js';
import type { StreamCheck } from './stream-check.js';

/** Part of a file: `from` inclusive, `to` exclusive. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

/** Where a file's audio is and how to check it. */
export interface AudioLayout {
  readonly regions: readonly Region[];
  /** Follows the first region, for formats with checksums or frames. */
  readonly check: StreamCheck | undefined;
  readonly uncompressed: boolean;
  /** Problems that the header lengths reveal; undefined if none. */
  readonly damage: string | undefined;
}

const uncompressedExtensions: ReadonlySet<string | undefined> = new Set(['wav', 'aiff', 'dsf', 'dff']);

/** Reads the headers that locate the audio. */
export async function audioLayout({ ext, start }: Sniffed, read: ReadAt, size: number): Promise<AudioLayout> {
  const whole: AudioLayout = {
    regions: [{ from: start, to: size }],
    check: undefined,
    uncompressed: uncompressedExtensions.has(ext),
    damage: undefined,
  };
  if (ext === 'flac') return flacLayout(whole, start, read, size);
  if (ext === 'm4a') return mp4Layout(whole, start, read, size);
  if (ext === 'mp3' || ext === 'mp2' || ext === 'aac') return { ...whole, check: new MpegStream() };
  if (ext === 'ogg' || ext === 'opus' || ext === 'oga' || ext === 'spx') return { ...whole, check: new OggPages() };
  return whole;
}

/** Metadata blocks: one bit "last", 7 bits of type, 24 bits of length (RFC 9639, section 8.1). */
async function flacLayout(whole: AudioLayout, start: number, read: ReadAt, size: number): Promise<AudioLayout> {
  let at = start + 4;
  let samples = 0;
  for (let last = false; !last; ) {
    const header = await read(at, 4 + 18);
    if (header.length < 4) return { ...whole, damage: 'its headers are cut off' };
    const first = header[0] ?? 0;
    last = first >= 0x80;
    if ((first & 0x7f) === 0 && header.length === 22) samples = (header.readUInt8(17) & 15) * 2 ** 32 + header.readUInt32BE(18);
    at += 4 + header.readUIntBE(1, 3);
  }
  if (at >= size) return { ...whole, damage: 'it ends before its audio begins' };
  return { ...whole, regions: [{ from: at, to: size }], check: new FlacFrames(samples) };
}

/** Boxes: 32 bits of length, a type, 64 bits of length if the first were 1; 0 means to the end (ISO 14496-12, 4.2). */
async function mp4Layout(whole: AudioLayout, start: number, read: ReadAt, size: number): Promise<AudioLayout> {
  const regions: Region[] = [];
  let hasIndex = false;
  for (let at = start; at < size; ) {
    const header = await read(at, 16);
    if (header.length < 8) return { ...whole, damage: 'its last box is cut off' };
    const short = header.readUInt32BE(0);
    const long = short === 1 && header.length === 16 ? Number(header.readBigUInt64BE(8)) : short;
    const length = long === 0 ? size - at : long;
    const type = header.toString('latin1', 4, 8);
    if (length < 8 || at + length > size) return { ...whole, damage: `its box "${printable(type)}" is cut off or has no length` };
    if (type === 'mdat') regions.push({ from: at + (short === 1 ? 16 : 8), to: at + length });
    // In a fragmented file the index is spread over `moof` boxes.
    hasIndex ||= type === 'moov';
    at += length;
  }
  if (!hasIndex) return { ...whole, damage: 'it has no index of its audio' };
  return { ...whole, regions };
}

function printable(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, '?');
}
