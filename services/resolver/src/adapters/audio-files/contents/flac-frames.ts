import { crc8, crc16 } from './crc.js';
import { joined, type StreamCheck } from './stream-check.js';

/** Longest header: sync, a number of 7 bytes, block size, sample rate, checksum (RFC 9639, 9.1). */
const longestHeader = 16;
/** No encoder in use makes longer frames: a longer one is damaged. */
const longestFrame = 4 * 1024 * 1024;
const id3v1Length = 128;

/** Follows the frames of a FLAC stream by their checksums and counts their samples (RFC 9639, section 9). */
export class FlacFrames implements StreamCheck {
  /** From the beginning of the current frame on. */
  private rest: Buffer = Buffer.alloc(0);
  /** Bytes of `#rest` that are in `#crc`. */
  private summed = 0;
  private crc = 0;
  private frames = 0;
  private samples = 0;
  private damage: string | undefined;

  /** @param expectedSamples from STREAMINFO; 0 if it does not say */
  constructor(private readonly expectedSamples: number) {}

  push(bytes: Buffer): void {
    if (this.damage !== undefined) return;
    let buffer = joined(this.rest, bytes);
    if (this.frames === 0 && buffer.length >= longestHeader && frameSamples(buffer, 0) === undefined) {
      this.damage = 'no frame begins where its audio should';
      return;
    }
    for (let end = this.frameEnd(buffer); end > 0; end = this.frameEnd(buffer)) {
      this.take(buffer);
      buffer = buffer.subarray(end);
    }
    if (buffer.length > longestFrame) this.damage = `the checksum of frame ${this.frames + 1} is wrong`;
    // A copy, so that a few leftover bytes do not keep the whole block in memory.
    this.rest = Buffer.from(buffer);
  }

  end(): string | undefined {
    if (this.damage !== undefined) return this.damage;
    const lengths = this.rest.toString('latin1', this.rest.length - id3v1Length).startsWith('TAG') ? [0, id3v1Length] : [0];
    const ends = lengths.map((tag) => this.rest.length - tag);
    if (!ends.some((end) => end > 2 && crc16(0, this.rest, 0, end) === 0)) return `it breaks off in frame ${this.frames + 1}`;
    this.take(this.rest);
    const missing = this.expectedSamples - this.samples;
    return missing > this.expectedSamples * 0.01 ? `${missing} of its ${this.expectedSamples} samples are missing` : undefined;
  }

  private take(frame: Buffer): void {
    this.samples += frameSamples(frame, 0) ?? 0;
    this.frames++;
    this.crc = 0;
    this.summed = 0;
  }

  /** Where the frame at the start of the buffer ends and the next begins; 0 if that is not in the buffer. */
  private frameEnd(buffer: Buffer): number {
    let next = buffer.indexOf(0xff, Math.max(this.summed, 2));
    for (; next >= 0 && next + longestHeader <= buffer.length; next = buffer.indexOf(0xff, next + 1)) {
      if (frameSamples(buffer, next) === undefined) continue;
      this.crc = crc16(this.crc, buffer, this.summed, next);
      this.summed = next;
      // The checksum over a frame and its own checksum is zero.
      if (this.crc === 0) return next;
    }
    return 0;
  }
}

const blockSizes = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768] as const;

/** Samples of the frame whose header is at `at`, or `undefined` if there is no header. */
function frameSamples(bytes: Buffer, at: number): number | undefined {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3] ?? 0;
  if (bytes[at] !== 0xff || (second & 0xfe) !== 0xf8) return undefined;
  const sizeCode = third >> 4;
  const rateCode = third & 15;
  if (sizeCode === 0 || rateCode === 15 || fourth >> 4 > 10 || (fourth & 1) !== 0) return undefined;
  const sizeAt = at + 4 + codedNumberLength(bytes[at + 4] ?? 0);
  const sizeLength = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const end = sizeAt + sizeLength + (rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0);
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return undefined;
  if (sizeLength === 0) return blockSizes[sizeCode];
  return (sizeLength === 1 ? bytes.readUInt8(sizeAt) : bytes.readUInt16BE(sizeAt)) + 1;
}

/** Bytes of a number coded the way UTF-8 codes characters (RFC 9639, 9.1.5). */
function codedNumberLength(first: number): number {
  return first < 0x80 ? 1 : Math.max(1, Math.clz32(~(first << 24)));
}
