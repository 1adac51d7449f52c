import type { Region } from '../contents/audio-layout.js';
import type { ReadAt } from '../read-at.js';

/** Clusters are some seconds long: as many as a recording of many hours has. */
const mostElements = 20_000;

const segmentId = 0x18538067;
const clusterId = 0x1f43b675;

/** The clusters of the segment; tags, pictures, seek heads and cues stand beside them (RFC 9559, 5.1). */
export async function matroskaRegions(read: ReadAt, size: number): Promise<Region[]> {
  const regions: Region[] = [];
  for (let at = 0, count = 0; at < size && count < mostElements; count++) {
    const element = elementAt(await read(at, 12), size - at);
    if (element === undefined) break;
    const from = at + element.headerLength;
    // Of a stream whose lengths are unknown, all that follows is audio.
    if (element.id === clusterId) regions.push({ from, to: Math.min(size, from + element.length) });
    at = element.id === segmentId ? from : from + element.length;
  }
  return regions;
}

interface Element {
  readonly id: number;
  readonly headerLength: number;
  readonly length: number;
}

/** An id and a length, each of a variable number of bytes that the leading zeros of the first one tell (RFC 8794, 4 to 6). */
function elementAt(bytes: Buffer, left: number): Element | undefined {
  const idLength = Math.clz32(bytes[0] ?? 0) - 23;
  const first = bytes[idLength] ?? 0;
  const sizeLength = Math.clz32(first) - 23;
  if (idLength > 4 || sizeLength > 8 || idLength + sizeLength > bytes.length) return undefined;
  let length = first & (0xff >> sizeLength);
  let isUnknown = length === 0xff >> sizeLength;
  for (const byte of bytes.subarray(idLength + 1, idLength + sizeLength)) {
    length = length * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { id: bytes.readUIntBE(0, idLength), headerLength: idLength + sizeLength, length: isUnknown ? left : length };
}
