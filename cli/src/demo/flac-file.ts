import { endianness } from 'node:os';

/**
 * A FLAC file (RFC 9639) of one channel of 16-bit samples, uncompressed within: subframes are verbatim, so that an
 * encoder fits on a page and needs no program.
 */

const blockSamples = 4096;
/** Codes of the frame header (RFC 9639, 9.1): a block of 4096, 16 kHz, one channel, 16 bits. */
const codes = { block4096: 0b1100, blockIn16Bits: 0b0111, rate16kHz: 0b0101, monoIn16Bits: 0b0000_1000 };
export const sampleRate = 16_000;

export function flacFile(samples: Int16Array): Buffer {
  const frames: Buffer[] = [];
  for (let start = 0; start < samples.length; start += blockSamples)
    frames.push(frame(samples.subarray(start, start + blockSamples), frames.length));
  return Buffer.concat([Buffer.from('fLaC'), streamInfo(samples.length), ...frames]);
}

/** The only metadata block (RFC 9639, 8.2); zeros stand for unknown frame sizes and an unknown MD5. */
function streamInfo(totalSamples: number): Buffer {
  const block = Buffer.alloc(4 + 34);
  block.writeUInt32BE(0x80_00_00_22, 0);
  block.writeUInt16BE(blockSamples, 4);
  block.writeUInt16BE(blockSamples, 6);
  // 20 bits of sample rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
  const packed = (BigInt(sampleRate) << 44n) | (15n << 36n) | BigInt(totalSamples);
  block.writeBigUInt64BE(packed, 14);
  return block;
}

function frame(samples: Int16Array, number: number): Buffer {
  const header = frameHeader(samples.length, number);
  const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  // A verbatim subframe without wasted bits (RFC 9639, 9.2).
  const whole = Buffer.concat([header, Buffer.of(0b0000_0010), sound, Buffer.alloc(2)]);
  if (endianness() === 'LE') whole.subarray(header.length + 1, -2).swap16();
  whole.writeUInt16BE(checksum(whole.subarray(0, -2), crc16), whole.length - 2);
  return whole;
}

function frameHeader(samples: number, number: number): Buffer {
  const full = samples === blockSamples;
  const header = Buffer.from([
    0xff,
    0xf8,
    ((full ? codes.block4096 : codes.blockIn16Bits) << 4) | codes.rate16kHz,
    codes.monoIn16Bits,
    ...codedNumber(number),
    ...(full ? [] : [(samples - 1) >> 8, (samples - 1) & 0xff]),
    0,
  ]);
  header[header.length - 1] = checksum(header.subarray(0, -1), crc8);
  return header;
}

/** In the way of UTF-8, for up to 2,048 frames: eight minutes. */
const codedNumber = (number: number): number[] => (number < 0x80 ? [number] : [0xc0 | (number >> 6), 0x80 | (number & 0x3f)]);

/** A cyclic redundancy check of so many bits, most significant first, from 0 (RFC 9639, 9.1.8 and 9.3). */
interface Crc {
  readonly bits: 8 | 16;
  /** What each byte turns into. */
  readonly table: Uint16Array;
}

function crcOf(bits: 8 | 16, polynomial: number): Crc {
  const top = 1 << (bits - 1);
  const mask = (1 << bits) - 1;
  const table = Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) value = (value & top) === 0 ? (value << 1) & mask : ((value << 1) ^ polynomial) & mask;
    return value;
  });
  return { bits, table };
}

const crc8 = crcOf(8, 0x07);
const crc16 = crcOf(16, 0x8005);

function checksum(bytes: Uint8Array, { bits, table }: Crc): number {
  const mask = (1 << bits) - 1;
  let value = 0;
  for (const byte of bytes) value = ((value << 8) & mask) ^ (table[(value >> (bits - 8)) ^ byte] ?? 0);
  return value;
}
