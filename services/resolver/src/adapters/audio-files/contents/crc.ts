/** Checksums of frames and pages: polynomials without reflection, initial value 0. */

function table(bits: 8 | 16 | 32, polynomial: number): Uint32Array {
  const top = 2 ** (bits - 1);
  const mask = 2 ** bits - 1;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = (byte * 2 ** (bits - 8)) >>> 0;
    for (let bit = 0; bit < 8; bit++) crc = (((crc & top) !== 0 ? (crc << 1) ^ polynomial : crc << 1) & mask) >>> 0;
    return crc;
  });
}

/** FLAC frame header (RFC 9639, 9.1.8). */
const table8 = table(8, 0x07);
/** FLAC frame (RFC 9639, 9.3). */
const table16 = table(16, 0x8005);
/** Ogg page (RFC 3533, 6, field 7). */
const table32 = table(32, 0x04c11db7);

export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) crc = table8[crc ^ (bytes[at] ?? 0)] ?? 0;
  return crc;
}

/** Continues from `crc`. */
export function crc16(crc: number, bytes: Uint8Array, from: number, to: number): number {
  let value = crc;
  for (let at = from; at < to; at++) value = ((value << 8) & 0xffff) ^ (table16[(value >> 8) ^ (bytes[at] ?? 0)] ?? 0);
  return value;
}

/** Continues from `crc`. */
export function crc32(crc: number, bytes: Uint8Array, from: number, to: number): number {
  let value = crc;
  for (let at = from; at < to; at++) value = ((value << 8) ^ (table32[(value >>> 24) ^ (bytes[at] ?? 0)] ?? 0)) >>> 0;
  return value;
}
