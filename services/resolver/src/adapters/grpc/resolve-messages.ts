import { resolverResolveV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { enumWords } from '@catalogsync/rpc';
import { fileSizeOf, type JudgedHit } from '../../core/candidates/candidate.js';
import { inWordsOf } from '../../core/candidates/explain.js';
import { progressText, type SearchProgress } from '../../core/candidates/recording-taker.js';
import type { Song } from '../../core/candidates/song.js';
import type { ManualMatch } from '../../core/choices/choices.js';
import type { SearchTrial } from '../../core/ranking/recorded-search.js';
import type { ResolveOutcome } from '../../core/resolve/resolve-song.js';
import { knownOf, withBlanks } from '../../core/sources/unknown.js';
import { toTrack } from './messages.js';
import { toDecision } from './ranking-messages.js';

/** Maps core types of resolving to messages and back. Nothing else knows both. */

/** @throws Fault `invalid_argument` for an impossible duration */
export function fromSong(song: wire.Song): Song {
  const { platform, remoteId, title, artists, album, durationMs, isrc } = song;
  if (durationMs < 0) throw new Fault('invalid_argument', 'a duration must be a number of milliseconds, 0 or more');
  return { ...knownOf({ platform, remoteId, album, durationMs, isrc }), title, artists };
}

export function toResolveProgress(progress: SearchProgress): wire.ResolveResponse {
  return { progress: { text: progressText(progress), ...progress } };
}

export function toOutcome(outcome: ResolveOutcome): wire.ResolveResponse {
  const { song, chosen, manual, reason, trials, decision, retryLater } = outcome;
  const candidate = chosen === undefined ? undefined : toCandidate(chosen);
  const resolved = {
    song: { ...withBlanks(song, { platform: '', remoteId: '', album: '', durationMs: 0, isrc: '' }), artists: [...song.artists] },
    found: chosen !== undefined,
    source: chosen?.source ?? '',
    candidate,
    manual,
  };
  const ranked = decision === undefined ? undefined : toDecision(decision);
  return { outcome: { resolved, reason, trials: trials.map(toTrial), decision: ranked, retryLater } };
}

const trialOutcomes = enumWords(wire.TrialOutcome, 'TRIAL_OUTCOME_');

export function toTrial({ outcome, code, source, elapsedMs, hits, detail }: SearchTrial): wire.SourceTrial {
  return { source, elapsedMs, hits, detail, outcome: trialOutcomes.numberOf(outcome), errorCode: code ?? '' };
}

export function toCandidate(judged: JudgedHit): wire.Candidate {
  const { hit, quality, match, excluded } = judged;
  const { track, audio, fetchKey = '' } = hit;
  return {
    track: toTrack(track),
    fetchKey,
    ext: audio.ext ?? track.ext ?? '',
    fileSizeBytes: fileSizeOf(judged) ?? 0,
    bitrate: audio.bitrate ?? 0,
    sampleRate: audio.sampleRate ?? 0,
    bitDepth: audio.bitDepth ?? 0,
    durationMs: audio.durationMs ?? track.durationMs ?? 0,
    qualityLabel: quality,
    match: {
      accepted: match.accepted && excluded === undefined,
      priority: match.accepted ? match.priority : 0,
      highConfidence: match.accepted && match.highConfidence && excluded === undefined,
      reason: inWordsOf(judged),
      similarity: match.similarity,
    },
  };
}

export function toManualMatch(match: ManualMatch): wire.ManualMatch {
  return { ...match, createdAt: new Date(match.createdAt).toISOString() };
}
