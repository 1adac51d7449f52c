import type { ReadAt } from './read-at.js';

/** One frame of an MPEG-1, -2 or -2.5 audio or an ADTS stream. */
export interface AudioFrame {
  /** Bytes, header included. */
  readonly length: number;
  readonly samples: number;
  readonly sampleRate: number;
}

/** Bytes needed to read a frame's header. */
const headerLength = 7;

/** kbit/s by index, of layer III, II and I in MPEG-1, then of II and III, and I in MPEG-2 (ISO 11172-3, 2.4.2.3; 13818-3, 2.4.2.3). */
const rates = {
  v1l1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l23: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

const sampleRates = [44_100, 48_000, 32_000] as const;

/** ISO 14496-3, 1.6.3.4. */
const adtsRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350] as const;

/** The frame that begins at `at`, if there is one. */
export function frameAt(bytes: Buffer, at: number): AudioFrame | undefined {
  if (at + headerLength > bytes.length || bytes[at] !== 0xff) return undefined;
  const second = bytes[at + 1] ?? 0;
  if ((second & 0xe0) !== 0xe0) return undefined;
  return (second & 0xf6) === 0xf0 ? adtsFrame(bytes, at) : mpegFrame(second, bytes[at + 2] ?? 0);
}

function mpegFrame(second: number, third: number): AudioFrame | undefined {
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const rateIndex = third >> 4;
  const base = sampleRates[(third >> 2) & 3];
  // Version 1 and layer 4 are reserved; index 0 is "free format", whose length is unknown.
  if (version === 1 || layer === 4 || rateIndex === 0 || rateIndex === 15 || base === undefined) return undefined;
  const isV1 = version === 3;
  const table = isV1 ? [rates.v1l1, rates.v1l2, rates.v1l3][layer - 1] : layer === 1 ? rates.v2l1 : rates.v2l23;
  const bitrate = (table?.[rateIndex] ?? 0) * 1000;
  const sampleRate = isV1 ? base : version === 2 ? base / 2 : base / 4;
  const padding = (third >> 1) & 1;
  if (layer === 1) return { length: (Math.floor((12 * bitrate) / sampleRate) + padding) * 4, samples: 384, sampleRate };
  const samples = layer === 3 && !isV1 ? 576 : 1152;
  return { length: Math.floor(((samples / 8) * bitrate) / sampleRate) + padding, samples, sampleRate };
}

function adtsFrame(bytes: Buffer, at: number): AudioFrame | undefined {
  const sampleRate = adtsRates[((bytes[at + 2] ?? 0) >> 2) & 15];
  const length = (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);
  if (sampleRate === undefined || length < headerLength) return undefined;
  return { length, samples: (((bytes[at + 6] ?? 0) & 3) + 1) * 1024, sampleRate };
}

/** Frames that must follow each other before a pattern of bits counts as audio. */
const chainLength = 3;

/** Where a chain of frames begins; -1 if there is none. The last frame of a short file may stand alone. */
export function findFrames(bytes: Buffer): number {
  for (let start = bytes.indexOf(0xff); start >= 0; start = bytes.indexOf(0xff, start + 1)) {
    let at = start;
    let count = 0;
    for (let frame = frameAt(bytes, at); frame !== undefined && count < chainLength; frame = frameAt(bytes, at)) {
      at += frame.length;
      count++;
    }
    if (count === chainLength || (count > 0 && at === bytes.length)) return start;
  }
  return -1;
}

const blockLength = 1 << 20;

/**
 * Adds up the frames of a stream, for files that do not give their length. Reads the whole file in blocks of 1 MiB
 * and skips anything between frames, such as a tag.
 * @returns the length in milliseconds and the average in bit/s
 */
export async function measureFrames(read: ReadAt, from: number, signal: AbortSignal): Promise<{ durationMs: number; bitrate: number }> {
  let offset = from;
  let seconds = 0;
  let audioBytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const block = await read(offset, blockLength);
    let at = 0;
    while (at + headerLength <= block.length) {
      const frame = frameAt(block, at);
      if (frame === undefined) {
        const next = block.indexOf(0xff, at + 1);
        at = next < 0 ? block.length : next;
      } else {
        seconds += frame.samples / frame.sampleRate;
        audioBytes += frame.length;
        at += frame.length;
      }
    }
    if (block.length < blockLength) break;
    offset += at;
  }
  return { durationMs: Math.round(seconds * 1000), bitrate: seconds > 0 ? Math.round((audioBytes * 8) / seconds) : 0 };
}
