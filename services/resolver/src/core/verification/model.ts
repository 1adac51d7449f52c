import type { QualityLabel, QualityProfile } from '@catalogsync/catalog';

/** What a file turned out to hold, measured on its bytes, as far as its format tells. */
export interface MeasuredAudio {
  /** By the container that it really is, in lower case without a dot. */
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly durationMs: number | undefined;
  /** bit/s, Hz, bits. */
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly lossless: boolean;
  readonly quality: QualityLabel;
}

/** Why a file is not taken. */
const refusalReasons = [
  'empty',
  'not_audio',
  'zeros',
  'damaged',
  'trial_clip',
  'wrong_duration',
  'below_floor',
  'rejected_before',
] as const;

export type RefusalReason = (typeof refusalReasons)[number];

export interface Refusal {
  readonly reason: RefusalReason;
  /** In a sentence, with figures. */
  readonly detail: string;
}

/** What verification came to; `audio` as far as it got. */
export type Verdict =
  | { readonly accepted: true; readonly sha256: string; readonly audio: MeasuredAudio }
  | { readonly accepted: false; readonly refusal: Refusal; readonly sha256: string; readonly audio: MeasuredAudio | undefined };

/** What the file should be. */
export interface Expectation {
  /** Of the recording, if it is known. */
  readonly durationMs: number | undefined;
  /** By which the file's own may differ; `Infinity` for a choice that a person made. */
  readonly toleranceMs: number;
  /** Whose floor holds for what is measured. */
  readonly profile: QualityProfile;
}
