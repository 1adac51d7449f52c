import { artistsOverlap, sameArtists } from './artists.js';
import type { Naming, Recording } from './recording.js';
import { differByAWord, titleSimilarity } from './similarity.js';
import { compareDetails } from './versions.js';

/**
 * How sure it is that two descriptions are of one recording, 0 the surest (domain, section 5, "Priority").
 * @internal for tests
 */
export type MatchPriority = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * 0: priorities 0 to 2, high confidence; 1: 3 and 4; 2: 5.
 * @internal for tests
 */
export type MatchGroup = 0 | 1 | 2;

export type MatchRejection = 'artists_unknown' | 'artists_differ' | 'title_differs' | 'versions_differ' | 'duration_differs';

/** What decided: the identifier or the rule's name. */
export type MatchReason = 'same_id' | 'same_isrc' | 'exact' | 'exact_without_duration' | 'same_title' | 'same_base_title' | 'similar_title';

export interface AcceptedMatch {
  readonly accepted: true;
  readonly priority: MatchPriority;
  readonly group: MatchGroup;
  readonly highConfidence: boolean;
  readonly reason: MatchReason;
  /** Title similarity, 0 to 1. */
  readonly similarity: number;
}

interface RejectedMatch {
  readonly accepted: false;
  readonly reason: MatchRejection;
  /** Title similarity, 0 to 1; 0 where the artists settled it and titles were not compared. */
  readonly similarity: number;
}

export type Match = AcceptedMatch | RejectedMatch;

/** Limits of the comparison; configurable. */
export interface MatchTolerance {
  /** Largest difference in ms between durations of one recording with equal title and artists (rule 1). */
  readonly exactDurationMs: number;
  /** The same where title or artists agree only in part (rules 3 and 5). */
  readonly closeDurationMs: number;
  /** Above this difference in ms an equal ISRC proves nothing. */
  readonly isrcDurationMs: number;
  /** Least similarity of two different titles, 0 to 1 (rule 5). */
  readonly titleSimilarity: number;
}

export const defaultTolerance: MatchTolerance = {
  exactDurationMs: 3000,
  closeDurationMs: 5000,
  isrcDurationMs: 10_000,
  titleSimilarity: 0.85,
};

/** @internal for tests */
export function matchGroup(priority: MatchPriority): MatchGroup {
  if (priority <= 2) return 0;
  return priority <= 4 ? 1 : 2;
}

function accept(priority: MatchPriority, reason: MatchReason, likeness: number): AcceptedMatch {
  return { accepted: true, priority, group: matchGroup(priority), highConfidence: priority <= 2, reason, similarity: likeness };
}

const reject = (reason: MatchRejection, likeness = 0): RejectedMatch => ({ accepted: false, reason, similarity: likeness });

type VersionRelation = 'same' | 'unknown' | 'different';

function compareVersions(a: Recording, b: Recording): VersionRelation {
  if (a.versions.length !== b.versions.length || a.versions.some((kind, i) => kind !== b.versions[i])) return 'different';
  return compareDetails(a.versionDetail, b.versionDetail);
}

interface TitleRelation {
  readonly equal: boolean;
  readonly baseEqual: boolean;
  readonly similarity: number;
}

function baseEqual(a: Recording, b: Recording, nameA: Naming, nameB: Naming): boolean {
  const translated =
    a.otherTitles.some((title) => title === nameB.title || title === nameB.baseTitle) ||
    b.otherTitles.some((title) => title === nameA.title || title === nameA.baseTitle);
  if (translated) return true;
  // Two different subtitles make two songs of one base title.
  return nameA.baseTitle === nameB.baseTitle && (a.subtitles.length === 0 || b.subtitles.length === 0);
}

function compareTitles(a: Recording, b: Recording, nameA: Naming, nameB: Naming): TitleRelation {
  if (nameA.title === nameB.title) return { equal: true, baseEqual: true, similarity: 1 };
  if (baseEqual(a, b, nameA, nameB)) return { equal: false, baseEqual: true, similarity: 1 };
  return { equal: false, baseEqual: false, similarity: titleSimilarity(nameA.title, nameB.title) };
}

/** Difference between two durations in ms, or undefined if either is unknown. */
function durationGap(a: Recording, b: Recording): number | undefined {
  return a.durationMs === undefined || b.durationMs === undefined ? undefined : Math.abs(a.durationMs - b.durationMs);
}

function byIdentifier(a: Recording, b: Recording, gap: number | undefined, { isrcDurationMs }: MatchTolerance): AcceptedMatch | undefined {
  if (a.remoteId !== undefined && a.remoteId === b.remoteId && a.platform !== undefined && a.platform === b.platform)
    return accept(0, 'same_id', 1);
  if (a.isrc === undefined || a.isrc !== b.isrc || (gap ?? 0) > isrcDurationMs) return undefined;
  // A label's mistake, or a qualifier that only one side writes: not sure enough for high confidence.
  return compareVersions(a, b) === 'different' ? accept(gap === undefined ? 4 : 3, 'same_isrc', 1) : accept(0, 'same_isrc', 1);
}

function byNames(a: Recording, b: Recording, nameA: Naming, nameB: Naming, gap: number | undefined, tolerance: MatchTolerance): Match {
  const artistsAgree = sameArtists(nameA.artists, nameB.artists);
  if (!artistsAgree && !artistsOverlap(nameA.artists, nameB.artists)) {
    const unknown = nameA.artists.artists.length === 0 || nameB.artists.artists.length === 0;
    return reject(unknown ? 'artists_unknown' : 'artists_differ');
  }
  const title = compareTitles(a, b, nameA, nameB);
  const likeness = title.similarity;
  if (!title.baseEqual && (likeness < tolerance.titleSimilarity || differByAWord(nameA.title, nameB.title)))
    return reject('title_differs', likeness);
  const versions = compareVersions(a, b);
  if (versions === 'different') return reject('versions_differ', likeness);
  const equal = title.equal && versions === 'same';
  if (gap === undefined) {
    if (equal && artistsAgree) return accept(2, 'exact_without_duration', likeness);
    return title.baseEqual ? accept(4, 'same_base_title', likeness) : reject('title_differs', likeness);
  }
  if (equal && artistsAgree && gap <= tolerance.exactDurationMs) return accept(1, 'exact', likeness);
  if (gap > tolerance.closeDurationMs) return reject('duration_differs', likeness);
  return equal ? accept(3, 'same_title', likeness) : accept(5, 'similar_title', likeness);
}

/** Splitting a title into artist and title is a guess; it never outweighs what the credit says. */
function guessed(match: Match, sure: boolean): Match {
  if (!match.accepted || sure || match.priority > 2) return match;
  return match.priority === 2 ? accept(4, 'same_base_title', match.similarity) : accept(3, 'same_title', match.similarity);
}

/**
 * Compares a candidate with the wanted recording by the rules of domain section 5; the first that holds decides:
 * 0 same platform and remote id, or same ISRC; 1 title and artists equal, duration within 3 s; 2 the same with
 * a duration unknown; 3 title equal, artists overlap, within 5 s; 4 base title and version equal, artists overlap,
 * duration unknown; 5 titles similar, artists overlap, within 5 s. Different versions are accepted only by ISRC,
 * and then without high confidence. The comparison is symmetric.
 */
export function matchPriority(target: Recording, candidate: Recording, tolerance: MatchTolerance = defaultTolerance): Match {
  const gap = durationGap(target, candidate);
  const identified = byIdentifier(target, candidate, gap, tolerance);
  if (identified !== undefined) return identified;
  const main = byNames(target, candidate, target, candidate, gap, tolerance);
  if (main.accepted || (target.otherNamings.length === 0 && candidate.otherNamings.length === 0)) return main;
  let best: Match = main;
  const consider = (a: Naming, b: Naming, certain: boolean): void => {
    const match = guessed(byNames(target, candidate, a, b, gap, tolerance), certain);
    if (match.accepted && (!best.accepted || match.priority < best.priority)) best = match;
  };
  const sure = ({ artists }: Naming): boolean => artists.artists.length === 0 || artistsOverlap(target.artists, candidate.artists);
  for (const other of candidate.otherNamings) consider(target, other, sure(candidate));
  for (const other of target.otherNamings) consider(other, candidate, sure(target));
  return best;
}
