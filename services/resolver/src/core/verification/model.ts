import type { QualityLabel, QualityProfile } from '@catalogsync/catalog';
import type { SoundProperties } from '../sources/source-track.js';

/** What a file contains, measured from its bytes as far as its format allows. */
export interface MeasuredAudio extends SoundProperties {
  /** Of the actual container, in lower case without a dot. */
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly lossless: boolean;
  readonly quality: QualityLabel;
}

/** Why a file is not taken. */
export type RefusalReason =
  | 'empty'
  | 'not_audio'
  | 'zeros'
  | 'damaged'
  | 'trial_clip'
  | 'wrong_duration'
  | 'below_floor'
  | 'rejected_before';

export interface Refusal {
  readonly reason: RefusalReason;
  /** One sentence, with figures. */
  readonly detail: string;
}

/** The outcome of verification; `audio` as far as it got. */
export type Verdict =
  | { readonly accepted: true; readonly sha256: string; readonly audio: MeasuredAudio }
  | { readonly accepted: false; readonly refusal: Refusal; readonly sha256: string; readonly audio: MeasuredAudio | undefined };

/** What the file should be. */
export interface Expectation {
  /** Of the recording, if known. */
  readonly durationMs: number | undefined;
  /** Allowed difference of the file's duration; `Infinity` for a person's choice. */
  readonly toleranceMs: number;
  /** The profile whose minimum the measured quality must meet. */
  readonly profile: QualityProfile;
}
