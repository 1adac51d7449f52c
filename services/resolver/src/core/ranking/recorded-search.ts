import type { FaultCode } from '@catalogsync/faults';
import type { SongKey } from '../choices/choices.js';
import type { RankingDecision } from './ranking-decision.js';

/** What one source answered to a search, and what became of it. */
export interface SearchTrial {
  readonly source: string;
  /** `refused`: the file of its recording failed a check, or never arrived. */
  readonly outcome: 'chosen' | 'reserve' | 'nothing' | 'failed' | 'refused';
  readonly elapsedMs: number;
  readonly hits: number;
  /** One line for a person. */
  readonly detail: string;
  /** Only if it failed. */
  readonly code: FaultCode | undefined;
}

/** The recording that a search took, as its source described it. Undefined means unknown. */
export interface ChosenRecording {
  readonly source: string;
  readonly remoteId: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly quality: string;
  readonly match: {
    readonly accepted: boolean;
    /** Only if accepted. */
    readonly priority: number | undefined;
    readonly highConfidence: boolean;
    /** In words. */
    readonly reason: string;
    readonly similarity: number;
  };
}

/** What came of a search. */
export interface SearchResult {
  /** `unfinished`: it was canceled, or failed. */
  readonly outcome: 'found' | 'not_found' | 'unfinished';
  /** In the order in which the sources were asked. */
  readonly trials: readonly SearchTrial[];
  readonly chosen: ChosenRecording | undefined;
  /** A person had chosen it. */
  readonly manual: boolean;
}

/** One search for the recording of a song. */
export interface RecordedSearch {
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  /** The key of the statistics. */
  readonly origin: string;
  /** The song, for display. */
  readonly song: string;
  /** Undefined for a song without an id. */
  readonly key: SongKey | undefined;
  /** How the fallbacks were ordered; undefined if there were none. */
  readonly decision: RankingDecision | undefined;
  /** Undefined if an older version recorded it. */
  readonly result: SearchResult | undefined;
}
