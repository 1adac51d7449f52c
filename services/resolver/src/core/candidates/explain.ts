import type { MatchReason, MatchRejection } from '@catalogsync/catalog';
import type { ChosenRecording } from '../ranking/recorded-search.js';
import type { Exclusion, JudgedHit } from './candidate.js';
import { fileSizeOf, isCandidate } from './candidate.js';

const matchWords: Readonly<Record<MatchReason, string>> = {
  same_id: 'the same id',
  same_isrc: 'the same ISRC',
  exact: 'title, artists and duration agree',
  exact_without_duration: 'title and artists agree, a duration is unknown',
  same_title: 'the title agrees, the artists in part',
  same_base_title: 'the base title agrees, a duration is unknown',
  similar_title: 'the title is similar, the artists agree in part',
};

const rejectionWords: Readonly<Record<MatchRejection, string>> = {
  artists_unknown: 'artists unknown',
  artists_differ: 'other artists',
  title_differs: 'another title',
  versions_differ: 'another version',
  duration_differs: 'another duration',
};

const exclusionWords: Readonly<Record<Exclusion, string>> = {
  no_file: 'no file',
  trial: 'a trial clip',
  rejected_by_user: 'rejected before',
  in_quarantine: 'in quarantine',
  below_quality: 'below the wanted quality',
};

/** Why a hit is or is not the song. */
export function inWordsOf({ match, excluded }: JudgedHit): string {
  if (!match.accepted) return rejectionWords[match.reason];
  return excluded === undefined ? matchWords[match.reason] : exclusionWords[excluded];
}

/** The result for one source: the best candidate, or why there is none, the most common reason first. */
export function describeHits(judged: readonly JudgedHit[]): string {
  if (judged.length === 0) return 'no hits';
  const counts = new Map<string, number>();
  for (const hit of judged) {
    if (isCandidate(hit)) continue;
    const words = inWordsOf(hit);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([words, count]) => `${count} × ${words}`)
    .join(', ');
}

/** What is remembered of the recording that a search took. */
export function chosenRecording(judged: JudgedHit): ChosenRecording {
  const { source, hit, quality, match, excluded } = judged;
  const { track, audio } = hit;
  const accepted = match.accepted && excluded === undefined;
  return {
    ...{ source, quality, remoteId: track.remoteId, title: track.name, artists: track.artists.map(({ name }) => name) },
    album: track.album,
    durationMs: audio.durationMs ?? track.durationMs,
    ext: audio.ext ?? track.ext,
    fileSizeBytes: fileSizeOf(judged),
    ...{ bitrate: audio.bitrate, sampleRate: audio.sampleRate, bitDepth: audio.bitDepth },
    match: {
      accepted,
      priority: match.accepted ? match.priority : undefined,
      highConfidence: accepted && match.highConfidence,
      reason: inWordsOf(judged),
      similarity: match.similarity,
    },
  };
}
