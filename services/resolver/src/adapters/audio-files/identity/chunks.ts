import type { Region } from '../contents/audio-layout.js';
import type { ReadAt } from '../read-at.js';

/** Chunks looked at before a file counts as odd; real ones have a dozen. */
const mostChunks = 4096;

/** RIFF, RF64: 4 bytes of name, 4 of length, little-endian, padded to even lengths. `ds64` holds lengths beyond 32 bits (EBU Tech 3306). */
export async function riffRegions(read: ReadAt, size: number): Promise<Region[]> {
  let longData: number | undefined;
  for (let at = 12, count = 0; at + 8 <= size && count < mostChunks; count++) {
    const header = await read(at, 24);
    if (header.length < 8) break;
    const name = header.toString('latin1', 0, 4);
    const said = header.readUInt32LE(4);
    if (name === 'ds64' && header.length === 24) longData = Number(header.readBigUInt64LE(16));
    if (name === 'data') {
      // A streaming writer leaves 0 or the largest number.
      const length = said === 0xffffffff ? (longData ?? size) : said === 0 ? size : said;
      return [{ from: at + 8, to: Math.min(size, at + 8 + length) }];
    }
    at += 8 + said + (said % 2);
  }
  return [];
}

/** AIFF and DSDIFF: 4 bytes of name, 4 or 8 of length, big-endian, padded to even lengths, behind a form of the same shape. */
export async function iffRegions(
  read: ReadAt,
  size: number,
  { sizeBytes, audio }: { readonly sizeBytes: 4 | 8; readonly audio: readonly string[] },
): Promise<Region[]> {
  const headerLength = 4 + sizeBytes;
  for (let at = headerLength + 4, count = 0; at + headerLength <= size && count < mostChunks; count++) {
    const header = await read(at, headerLength);
    if (header.length < headerLength) break;
    const said = sizeBytes === 4 ? header.readUInt32BE(4) : Number(header.readBigUInt64BE(4));
    const from = at + headerLength;
    if (audio.includes(header.toString('latin1', 0, 4))) return [{ from, to: Math.min(size, from + said) }];
    at = from + said + (said % 2);
  }
  return [];
}

/** DSF: chunks whose 8 bytes of length, little-endian, count their header of 12. */
export async function dsfRegions(read: ReadAt, size: number): Promise<Region[]> {
  for (let at = 0, count = 0; at + 12 <= size && count < mostChunks; count++) {
    const header = await read(at, 12);
    const length = header.length < 12 ? 0 : Number(header.readBigUInt64LE(4));
    if (length < 12) break;
    if (header.toString('latin1', 0, 4) === 'data') return [{ from: at + 12, to: Math.min(size, at + length) }];
    at += length;
  }
  return [];
}

/** The data object: its header is 50 bytes with the id of the file, which is made anew whenever one is written (ASF, 5.1). */
const asfDataGuid = '3626b2758e66cf11a6d900aa0062ce6c';
const asfDataHeader = 50;

/** ASF: objects of 16 bytes of id and 8 of length, little-endian, which counts both. */
export async function asfRegions(read: ReadAt, size: number): Promise<Region[]> {
  for (let at = 0, count = 0; at + 24 <= size && count < mostChunks; count++) {
    const header = await read(at, 24);
    const length = header.length < 24 ? 0 : Number(header.readBigUInt64LE(16));
    if (header.toString('hex', 0, 16) === asfDataGuid) {
      // A live stream does not know its length.
      return [{ from: at + asfDataHeader, to: length === 0 ? size : Math.min(size, at + length) }];
    }
    if (length < 24) break;
    at += length;
  }
  return [];
}
