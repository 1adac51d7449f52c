import {
  type AcceptedMatch,
  describeRecording,
  isTrialClip,
  type Match,
  matchPriority,
  meetsProfile,
  type QualityLabel,
  type QualityProfile,
  qualityLabel,
  type Recording,
} from '@catalogsync/catalog';
import type { SearchHit } from '../sources/search.js';
import type { WantedSong } from './song.js';

/** Why a hit is not a candidate, whatever its title. */
export type Exclusion = 'no_file' | 'trial' | 'rejected_by_user' | 'in_quarantine' | 'below_quality';

/** A hit and its judgement. */
export interface JudgedHit {
  readonly source: string;
  readonly hit: SearchHit;
  readonly quality: QualityLabel;
  readonly match: Match;
  readonly excluded: Exclusion | undefined;
}

/** A hit that is acceptable as the song. */
export interface Candidate extends JudgedHit {
  readonly match: AcceptedMatch;
  readonly excluded: undefined;
}

/** A recording offered for the song; one chosen by a person need not match. */
export type Offer = { readonly manual: false; readonly judged: Candidate } | { readonly manual: true; readonly judged: JudgedHit };

/** Whether no other source needs to be asked. */
export function isSure({ manual, judged }: Offer): boolean {
  return manual || (judged.match.accepted && judged.match.highConfidence);
}

/** What hits of one source are judged by, apart from the song. */
export interface Judging {
  readonly profile: QualityProfile;
  /** Ids of its tracks that a person refused, and of those waiting in quarantine for a decision. */
  readonly rejected: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
}

/** Compares one hit with the song. */
export function judge(wanted: WantedSong, source: string, hit: SearchHit, judging: Judging): JudgedHit {
  const { track, audio } = hit;
  const recording = describeRecording(
    {
      title: track.name,
      artists: track.artists.map(({ name }) => name),
      album: track.album,
      durationMs: track.durationMs ?? audio.durationMs,
      isrc: track.isrc,
      platform: source,
      remoteId: track.remoteId,
    },
    { names: wanted.song.artists, ...(wanted.more && { aliases: wanted.more.aliases }) },
  );
  const quality = qualityLabel({ ...audio, ext: audio.ext ?? track.ext });
  return {
    source,
    hit,
    quality,
    match: bestMatch(wanted, recording),
    excluded: exclusion(wanted, hit, quality, judging),
  };
}

/** The surest, by any of the names that are known; equal ones by the song's own. */
function bestMatch({ recording, more }: WantedSong, candidate: Recording): Match {
  const own = matchPriority(recording, candidate);
  return (more?.recordings ?? []).reduce((best, other) => {
    const match = matchPriority(other, candidate);
    return match.accepted && (!best.accepted || match.priority < best.priority) ? match : best;
  }, own);
}

function exclusion(wanted: WantedSong, hit: SearchHit, quality: QualityLabel, judging: Judging): Exclusion | undefined {
  if (hit.fetchKey === undefined) return 'no_file';
  if (hit.trial || isTrialClip(wanted.song.durationMs, hit.audio.durationMs)) return 'trial';
  if (judging.rejected.has(hit.track.remoteId)) return 'rejected_by_user';
  if (judging.held.has(hit.track.remoteId)) return 'in_quarantine';
  return meetsProfile(judging.profile, quality) ? undefined : 'below_quality';
}

export function isCandidate(judged: JudgedHit): judged is Candidate {
  return judged.match.accepted && judged.excluded === undefined;
}

/** Whether it is the song, but a person refused it or has not decided yet. */
export function isKnownFromBefore({ match, excluded }: JudgedHit): boolean {
  return match.accepted && (excluded === 'rejected_by_user' || excluded === 'in_quarantine');
}

/** The announced size of a candidate's file in bytes. */
export function fileSizeOf({ hit }: JudgedHit): number | undefined {
  return hit.audio.fileSizeBytes ?? hit.track.fileSizeBytes;
}
