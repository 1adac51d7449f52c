import { extensionOf } from '../../core/library/model.js';

/** Families of formats, as a file's first bytes tell them apart. */
export type Container =
  | 'MPEG audio'
  | 'AAC'
  | 'FLAC'
  | 'Ogg'
  | 'MP4'
  | 'WAV'
  | 'AIFF'
  | "Monkey's Audio"
  | 'WavPack'
  | 'ASF'
  | 'DSF'
  | 'DSDIFF'
  | 'Matroska'
  | 'Musepack';

const byExtension: Readonly<Record<string, Container>> = {
  mp3: 'MPEG audio',
  mp2: 'MPEG audio',
  aac: 'AAC',
  flac: 'FLAC',
  ogg: 'Ogg',
  oga: 'Ogg',
  opus: 'Ogg',
  spx: 'Ogg',
  m4a: 'MP4',
  m4b: 'MP4',
  mp4: 'MP4',
  wav: 'WAV',
  aif: 'AIFF',
  aiff: 'AIFF',
  aifc: 'AIFF',
  ape: "Monkey's Audio",
  wv: 'WavPack',
  wma: 'ASF',
  asf: 'ASF',
  dsf: 'DSF',
  dff: 'DSDIFF',
  mka: 'Matroska',
  webm: 'Matroska',
  mpc: 'Musepack',
};

const magics: readonly (readonly [offset: number, magic: string, container: Container])[] = [
  [0, 'fLaC', 'FLAC'],
  [0, 'OggS', 'Ogg'],
  [4, 'ftyp', 'MP4'],
  [8, 'WAVE', 'WAV'],
  [8, 'AIFF', 'AIFF'],
  [8, 'AIFC', 'AIFF'],
  [0, 'MAC ', "Monkey's Audio"],
  [0, 'wvpk', 'WavPack'],
  [0, '\x30\x26\xb2\x75', 'ASF'],
  [0, 'DSD ', 'DSF'],
  [0, 'FRM8', 'DSDIFF'],
  [0, '\x1a\x45\xdf\xa3', 'Matroska'],
  [0, 'MP+', 'Musepack'],
  [0, 'MPCK', 'Musepack'],
];

/** What the name says the file is. */
export function containerOfName(path: string): Container | undefined {
  return byExtension[extensionOf(path)];
}

/** What the first bytes say; `undefined` for formats without a magic number, such as MP3, and for non-audio. */
export function containerOfBytes(head: Buffer): Container | undefined {
  const match = magics.find(([offset, magic]) => head.subarray(offset, offset + magic.length).equals(Buffer.from(magic, 'latin1')));
  return match?.[2];
}

/** Length of the ID3v2 tag that a file begins with, 0 if there is none (ID3v2.4 structure, 3.1). */
export function id3Length(head: Buffer): number {
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return 0;
  const sizes = head.subarray(6, 10);
  if (sizes.some((byte) => byte >= 0x80)) return 0;
  const size = sizes.reduce((sum, byte) => sum * 128 + byte, 0);
  const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
  return size + (hasFooter ? 20 : 10);
}
