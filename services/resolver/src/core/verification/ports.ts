import type { MeasuredAudio } from './model.js';

/** What reading a whole file showed. */
export interface FileContents {
  readonly fileSizeBytes: number;
  /** Of all bytes, in hex. */
  readonly sha256: string;
  /** By the first bytes, in lower case without a dot; undefined if they are not of a known audio format. */
  readonly ext: string | undefined;
  /** Longest run of zero bytes within the audio, and the size of the audio in bytes. */
  readonly longestZeroRun: number;
  readonly audioBytes: number;
  /** Samples are stored uncompressed, so silence is zeros. */
  readonly uncompressed: boolean;
  /** Problems shown by checksums and lengths inside the file; undefined if none. */
  readonly damage: string | undefined;
}

/** Reads a whole file once. */
export interface ContentsReader {
  /** @throws Fault `not_found`, `permission_denied`, `canceled` */
  readContents(path: string, signal: AbortSignal): Promise<FileContents>;
}

export type Measurement =
  | { readonly kind: 'audio'; readonly audio: Omit<MeasuredAudio, 'ext' | 'fileSizeBytes' | 'quality'> }
  | { readonly kind: 'unusable'; readonly reason: 'not_audio' | 'damaged'; readonly detail: string };

/** Parses headers and lengths of a file whose extension is right. */
export interface AudioMeter {
  /** @throws Fault `not_found`, `permission_denied`, `canceled` */
  measure(path: string, signal: AbortSignal): Promise<Measurement>;
}
