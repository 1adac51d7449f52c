import type { QualityLabel } from '../quality/quality-label.js';
import { defaultQualityProfile, profileRank, type QualityProfile } from '../quality/quality-profile.js';
import type { AcceptedMatch } from './priority.js';

/** A candidate that was accepted, with what the choice goes by. */
export interface Choosable {
  readonly match: AcceptedMatch;
  readonly quality: QualityLabel;
  readonly fileSizeBytes: number | undefined;
  /** Position of its source in the order they are asked in, 0 first. */
  readonly sourcePosition: number;
  /** Whether the user chose it: then nothing else counts. */
  readonly manual?: boolean;
}

const size = (bytes = 0): number => (Number.isFinite(bytes) && bytes > 0 ? bytes : 0);

/**
 * The order of candidates, the best first: the user's own choice, then match group, then quality group,
 * then the larger file, then the source's position, then the match priority (domain, section 5, "Choice";
 * behaviour 45). For `sort`; equal ones keep their order there.
 */
export function compareCandidates(a: Choosable, b: Choosable, profile: QualityProfile = defaultQualityProfile): number {
  return (
    Number(b.manual ?? false) - Number(a.manual ?? false) ||
    a.match.group - b.match.group ||
    profileRank(profile, a.quality) - profileRank(profile, b.quality) ||
    size(b.fileSizeBytes) - size(a.fileSizeBytes) ||
    a.sourcePosition - b.sourcePosition ||
    a.match.priority - b.match.priority
  );
}

/**
 * The best candidate, or undefined of none. What the profile leaves out is not chosen, unless the user
 * chose it; the profile's order decides between quality groups.
 */
export function chooseCandidate<T extends Choosable>(
  candidates: readonly T[],
  profile: QualityProfile = defaultQualityProfile,
): T | undefined {
  let best: T | undefined;
  for (const candidate of candidates) {
    if (!(candidate.manual ?? false) && !Number.isFinite(profileRank(profile, candidate.quality))) continue;
    if (best === undefined || compareCandidates(candidate, best, profile) < 0) best = candidate;
  }
  return best;
}
