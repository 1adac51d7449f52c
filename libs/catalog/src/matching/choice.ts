import type { QualityLabel } from '../quality/quality-label.js';
import { defaultQualityProfile, profileRank, type QualityProfile } from '../quality/quality-profile.js';
import type { AcceptedMatch } from './priority.js';

/** An accepted candidate with what the choice depends on. */
export interface Choosable {
  readonly match: AcceptedMatch;
  readonly quality: QualityLabel;
  readonly fileSizeBytes: number | undefined;
  /** Position of its source in the order they are asked in, 0 first. */
  readonly sourcePosition: number;
  /** Whether the user chose it; this overrides everything else. */
  readonly manual?: boolean;
}

const size = (bytes = 0): number => (Number.isFinite(bytes) && bytes > 0 ? bytes : 0);

/**
 * The order of candidates, best first: the user's own choice, then match group, quality group, larger file,
 * source position, match priority (domain, section 5, "Choice"; behaviour 45). For `sort`; equal ones keep their order.
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
 * The best candidate, or undefined if there is none. A quality the profile excludes is never chosen unless the
 * user chose it; the profile's order decides between quality groups.
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
