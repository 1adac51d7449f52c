import { isTrialClip, meetsProfile, qualityLabel } from '@catalogsync/catalog';
import type { RejectedFiles } from '../choices/choices.js';
import type { Expectation, MeasuredAudio, Refusal, RefusalReason, Verdict } from './model.js';
import type { AudioMeter, ContentsReader, FileContents } from './ports.js';

/** Gives a file the extension of what it really is. */
interface ExtensionCorrector {
  /** @returns the path it has from now on. @throws Fault of the file system */
  withExtension(path: string, ext: string): Promise<string>;
}

/** Encoders leave no such run in compressed audio; an unwritten hole does. */
const maxZeroRunBytes = 64 * 1024;

/** A verdict and where the file lies now. */
export interface Verified {
  readonly path: string;
  readonly verdict: Verdict;
}

/**
 * Judges a file by its bytes alone, whatever its name, source or tags say. Cheap checks come first; the first failure
 * decides.
 */
export class FileVerifier {
  constructor(
    private readonly contents: ContentsReader,
    private readonly meter: AudioMeter,
    private readonly extensions: ExtensionCorrector,
    private readonly rejected: Pick<RejectedFiles, 'isRejectedContent'>,
  ) {}

  /** @throws Fault `not_found`, `permission_denied`, `canceled` */
  async verify(path: string, expectation: Expectation, signal: AbortSignal): Promise<Verified> {
    const contents = await this.contents.readContents(path, signal);
    const { ext } = contents;
    const early = await this.judgeContents(contents, signal);
    if (early !== undefined || ext === undefined) return { path, verdict: refused(early ?? notAudio, contents) };
    const renamed = await this.extensions.withExtension(path, ext);
    const measured = await this.meter.measure(renamed, signal);
    if (measured.kind === 'unusable') return { path: renamed, verdict: refused(refusal(measured.reason, measured.detail), contents) };
    const { fileSizeBytes } = contents;
    const audio: MeasuredAudio = { ...measured.audio, ext, fileSizeBytes, quality: qualityLabel({ ext, ...measured.audio }) };
    const late = judgeAudio(audio, contents, expectation);
    const verdict: Verdict = late === undefined ? { accepted: true, sha256: contents.sha256, audio } : refused(late, contents, audio);
    return { path: renamed, verdict };
  }

  private async judgeContents(contents: FileContents, signal: AbortSignal): Promise<Refusal | undefined> {
    const { fileSizeBytes, longestZeroRun, audioBytes, uncompressed, ext, sha256, damage } = contents;
    if (fileSizeBytes === 0) return refusal('empty', 'the file is empty');
    if (await this.rejected.isRejectedContent(sha256, signal)) return refusal('rejected_before', 'a person has rejected this very file');
    const holes = uncompressed ? longestZeroRun * 2 > audioBytes : longestZeroRun > maxZeroRunBytes || longestZeroRun * 2 > fileSizeBytes;
    if (holes) return refusal('zeros', `${longestZeroRun} bytes in a row are zero, of ${fileSizeBytes}`);
    if (ext === undefined) return notAudio;
    return damage === undefined ? undefined : refusal('damaged', damage);
  }
}

function judgeAudio(audio: MeasuredAudio, contents: FileContents, expectation: Expectation): Refusal | undefined {
  const { durationMs, bitDepth = 0, sampleRate = 0, bitrate = 0 } = audio;
  if (durationMs === undefined || contents.audioBytes === 0) return refusal('damaged', 'its length cannot be measured');
  const expected = expectation.durationMs;
  if (expected !== undefined && Math.abs(durationMs - expected) > expectation.toleranceMs) {
    const detail = `it lasts ${seconds(durationMs)} s where ${seconds(expected)} s are expected`;
    return refusal(isTrialClip(expected, durationMs) ? 'trial_clip' : 'wrong_duration', detail);
  }
  if (meetsProfile(expectation.profile, audio.quality)) return undefined;
  const rate = audio.lossless ? `${bitDepth} bit, ${sampleRate} Hz` : `${Math.round(bitrate / 1000)} kbit/s`;
  return refusal('below_floor', `measured quality is "${audio.quality}" (${audio.ext}, ${rate}), which the profile does not take`);
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function refusal(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail };
}

const notAudio = refusal('not_audio', 'its first bytes do not match any audio format');

function refused(why: Refusal, { sha256 }: FileContents, audio?: MeasuredAudio): Verdict {
  return { accepted: false, refusal: why, sha256, audio };
}
