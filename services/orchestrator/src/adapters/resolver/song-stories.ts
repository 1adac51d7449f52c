import {
  resolverDownloadsV1 as downloads,
  resolverRankingV1 as ranking,
  resolverResolveV1 as resolve,
  resolverStoriesV1 as stories,
} from '@catalogsync/contracts';
import { clientOf, enumWords } from '@catalogsync/rpc';
import type { RemoteName } from '../../core/catalogue/catalogue-reader.js';
import type {
  HeldRecording,
  RefusedRecording,
  SongStory,
  StoryTeller,
  ToldAttempt,
  ToldDownload,
  ToldSearch,
} from '../../core/songs/song-story.js';
import { toChoice, toRecording } from './recording-messages.js';

/** A few look-ups in a database. */
const storyMs = 10_000;
/** As the resolver's limit. */
const mostHashes = 100;

const policies = enumWords(ranking.RankingPolicy, 'RANKING_POLICY_');
const breakerStates = enumWords(ranking.BreakerState, 'BREAKER_STATE_');
const outcomes = enumWords(stories.SearchOutcome, 'SEARCH_OUTCOME_');
const trialOutcomes = enumWords(resolve.TrialOutcome, 'TRIAL_OUTCOME_');
const downloadStates = enumWords(downloads.DownloadState, 'DOWNLOAD_STATE_');

/** `half_open` as the console's API writes it: `halfOpen`. */
const joined = (word: string | undefined): string | undefined => word?.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Stories of songs, over catalogsync.resolver.v1. */
export class ResolverStories extends clientOf(stories.SongStoryServiceService, 'resolver') implements StoryTeller {
  async story({ platform, remoteId }: RemoteName, sha256s: readonly string[], signal: AbortSignal): Promise<SongStory> {
    const request = { platform, remoteId, sha256s: sha256s.slice(0, mostHashes) };
    const told = await this.rpc.getSongStory(request, { deadlineMs: storyMs, signal });
    return {
      resolves: told.searches.map(toSearch),
      downloads: told.downloads.map(toDownload),
      choice: told.match && toChoice(told.match),
      rejected: told.refused.map(toRefused),
      quarantine: told.quarantined.map(toHeld),
    };
  }
}

function toSearch({ endedAt, decision, outcome, trials, chosen, source, manual }: stories.SongSearch): ToldSearch {
  const word = outcomes.wordOf(outcome);
  return {
    decidedAt: endedAt,
    policy: joined(decision && policies.wordOf(decision.policy)),
    reason: decision?.reason ?? '',
    outcome: word === 'not_found' ? 'notFound' : word,
    order: (decision?.order ?? []).map(({ source: name, score, breaker }) => {
      return { source: name, score, breakerState: joined(breaker && breakerStates.wordOf(breaker.state)) };
    }),
    trials: trials.map(({ errorCode, outcome: ended, ...trial }) => {
      return { ...trial, outcome: trialOutcomes.wordOf(ended), errorCode: errorCode || undefined };
    }),
    chosen: chosen && toRecording(source, chosen),
    manual,
  };
}

function toDownload({ id, state, source, attempts, createdAt, endedAt, errorMessage, errorHint, file }: downloads.Download): ToldDownload {
  return {
    ...{ id, createdAt, endedAt },
    state: joined(downloadStates.wordOf(state)) ?? 'unknown',
    source: source || undefined,
    attempts: attempts.map(toAttempt),
    errorMessage: errorMessage || undefined,
    hint: errorHint || undefined,
    file: file && { source: file.source, remoteId: file.remoteId, sha256: file.sha256 },
  };
}

function toAttempt({ remoteId, outcome, code, message, ...attempt }: downloads.DownloadAttempt): ToldAttempt {
  return {
    ...attempt,
    outcome: joined(outcome) ?? '',
    remoteId: remoteId || undefined,
    code: code || undefined,
    message: message || undefined,
  };
}

function toRefused({ source, remoteId, sha256, reason, refusedAt: rejectedAt }: stories.RefusedFile): RefusedRecording {
  return { source: source || undefined, remoteId: remoteId || undefined, sha256: sha256 || undefined, reason, rejectedAt };
}

function toHeld({ ext, durationMs, ...held }: downloads.QuarantinedFile): HeldRecording {
  return { ...held, ext: ext || undefined, durationMs: durationMs || undefined };
}
