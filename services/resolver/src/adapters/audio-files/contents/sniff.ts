import { type Container, containerOfBytes, id3Length } from '../container.js';
import { findFrames, frameAt } from '../mpeg-frames.js';
import type { ReadAt } from '../read-at.js';

/** What the first bytes of a file say, whatever its name. */
export interface Sniffed {
  /** Lower case without a dot; undefined if it is not a known audio format. */
  readonly ext: string | undefined;
  /** Where the format begins, behind an ID3v2 tag. */
  readonly start: number;
}

const headLength = 64 * 1024;
const noAudio: Sniffed = { ext: undefined, start: 0 };

export async function sniff(read: ReadAt): Promise<Sniffed> {
  const first = await read(0, headLength);
  const start = id3Length(first);
  const head = start === 0 ? first : await read(start, headLength);
  const container = containerOfBytes(head);
  if (container !== undefined) return { ext: extensionOf(container, head), start };
  const at = findFrames(head);
  if (at < 0) return noAudio;
  const second = head[at + 1] ?? 0;
  if (frameAt(head, at) === undefined) return noAudio;
  const isAdts = (second & 0xf6) === 0xf0;
  const layer = 4 - ((second >> 1) & 3);
  return { ext: isAdts ? 'aac' : layer === 2 ? 'mp2' : 'mp3', start: start + at };
}

const extensions: Readonly<Record<Exclude<Container, 'Ogg' | 'Matroska'>, string>> = {
  'MPEG audio': 'mp3',
  AAC: 'aac',
  FLAC: 'flac',
  MP4: 'm4a',
  WAV: 'wav',
  AIFF: 'aiff',
  "Monkey's Audio": 'ape',
  WavPack: 'wv',
  ASF: 'wma',
  DSF: 'dsf',
  DSDIFF: 'dff',
  Musepack: 'mpc',
};

function extensionOf(container: Container, head: Buffer): string {
  if (container === 'Ogg') return oggExtension(head);
  // The document type is in the header's first element (RFC 8794, 11.2.4).
  if (container === 'Matroska') return head.subarray(0, 64).includes('webm') ? 'webm' : 'mka';
  return extensions[container];
}

/** By the first packet of the first page (RFC 7845, 5.1; RFC 9639, 10.1; Vorbis I, 4.2.1). */
function oggExtension(head: Buffer): string {
  const packet = head.subarray(27 + (head[26] ?? 0));
  if (packet.toString('latin1', 0, 8) === 'OpusHead') return 'opus';
  if (packet.toString('latin1', 1, 5) === 'FLAC') return 'oga';
  return packet.toString('latin1', 0, 5) === 'Speex' ? 'spx' : 'ogg';
}
