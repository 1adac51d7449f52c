import { isQualityLabel, type QualityLabel, qualityLabels } from './quality-label.js';

/**
 * 0 lossless above CD, 1 lossless CD, 2 lossy from 320 kbit/s, 3 from 192, 4 the rest and the unknown.
 * @internal for tests
 */
export type QualityGroup = 0 | 1 | 2 | 3 | 4;

const groups: Readonly<Record<QualityLabel, QualityGroup>> = { hires: 0, lossless: 1, high: 2, standard: 3, low: 4, unknown: 4 };

/**
 * The quality group of a label (domain, section 5, "Quality groups"). The unknown is never above the rest.
 * @internal for tests
 */
export function qualityGroup(label: QualityLabel): QualityGroup {
  return groups[label];
}

/** What a user wants: groups in the order they are wanted in, down to a floor. */
export interface QualityProfile {
  /** Ranked, the most wanted first, each group once; never empty. */
  readonly targets: readonly QualityGroup[];
  /** The worst group that is taken; groups between the targets and the floor are taken after them, better first. */
  readonly floor: QualityGroup;
}

/** Why a profile cannot be read: for the message to the user. */
export interface QualityProfileProblem {
  readonly problem: string;
}

/** The best there is, and everything rather than nothing. */
export const defaultQualityProfile: QualityProfile = { targets: [0, 1, 2, 3, 4], floor: 4 };

const words = qualityLabels.filter((label) => label !== 'unknown');

/**
 * A profile from words of the quality labels. Without a floor it is the worst target. Answers a problem
 * for an unknown word, no target, or a target below the floor.
 */
export function qualityProfile(targets: readonly string[], floor?: string): QualityProfile | QualityProfileProblem {
  const read = (word: string): QualityGroup | undefined => {
    const label = word.trim().toLowerCase();
    return isQualityLabel(label) && label !== 'unknown' ? groups[label] : undefined;
  };
  const ranked: QualityGroup[] = [];
  for (const word of targets) {
    const group = read(word);
    if (group === undefined) return { problem: `no quality "${word}"; there are ${words.join(', ')}` };
    if (!ranked.includes(group)) ranked.push(group);
  }
  if (ranked.length === 0) return { problem: `no quality is named; there are ${words.join(', ')}` };
  const worst = Math.max(...ranked) as QualityGroup;
  const lowest = floor === undefined ? worst : read(floor);
  if (lowest === undefined) return { problem: `no quality "${floor}"; there are ${words.join(', ')}` };
  if (lowest < worst) return { problem: `the floor "${floor}" is above the target "${words[worst]}"` };
  return { targets: ranked, floor: lowest };
}

/**
 * How much a profile wants a file, 0 the most; Infinity for what is below its floor. Groups above the floor that
 * are no targets come after all targets. The unknown counts as the lowest group: announced so, it passes
 * only a floor of `low`; measured, it has a label.
 */
export function profileRank({ targets, floor }: QualityProfile, label: QualityLabel): number {
  const group = groups[label];
  const wanted = targets.indexOf(group);
  if (wanted >= 0) return wanted;
  return group <= floor ? targets.length + group : Number.POSITIVE_INFINITY;
}

/** Whether a file is good enough for a profile. */
export function meetsProfile(profile: QualityProfile, label: QualityLabel): boolean {
  return Number.isFinite(profileRank(profile, label));
}

/** A clip is at most this share of the song. */
const clipShare = 0.6;
/** Clips are cut at 30 or 60 s; encoders add a little. */
const clipMs = 61_000;
/** A song shorter than this may be there as a whole within a clip's length. */
const songMs = 90_000;

/**
 * Whether a file is a trial clip: far shorter than the song that is looked for. Both in ms, 0 for unknown;
 * then nothing can be said and the answer is no.
 */
export function isTrialClip(targetMs: number, fileMs: number): boolean {
  if (!(targetMs > 0) || !(fileMs > 0)) return false;
  return fileMs <= targetMs * clipShare || (fileMs <= clipMs && targetMs >= songMs);
}
