import type { SongKey } from '../choices/choices.js';
import type { Attempt, OriginEvidence, SourceEvidence, Verification } from './evidence.js';
import type { RankingDecision } from './ranking-decision.js';
import type { RecordedSearch } from './recorded-search.js';

/** What was learned about a source for the songs of one origin, with that origin's name. */
export type PairStatistics = SourceEvidence & { readonly origin: string };

/** Tries of one source for songs of all origins. */
export type SourceTotals = Pick<SourceEvidence, 'source' | 'attempts' | 'found' | 'faults' | 'lastAttemptAt' | 'lastSuccessAt'>;

/** Stores what is learned about sources; counters are exact under concurrent writes (behaviours 15, 16). */
export interface RankingStore {
  /** Committed evidence, decayed to now. @throws Fault as the database does; the signal's reason */
  evidence(origin: string, signal: AbortSignal): Promise<OriginEvidence>;
  /** In the order given; resolves once all of them are stored. */
  record(attempts: readonly Attempt[]): Promise<void>;
  /** Adds each to the try that found the file; counts no new try and no ageing. Resolves once all of them are stored. */
  recordVerifications(verifications: readonly Verification[]): Promise<void>;
  /** Those with statistics, the most tried first. */
  origins(limit: number, signal: AbortSignal): Promise<readonly string[]>;
  /** The tries of each source, all origins together. */
  totals(signal: AbortSignal): Promise<readonly SourceTotals[]>;
  /** Deletes what is known about a source, for one origin or all. @returns how many origins knew it */
  reset(source: string, origin: string | undefined): Promise<number>;
}

/** One search, and why it asked its sources in that order. */
export interface RecordedDecision extends RankingDecision {
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  /** The song, for display. */
  readonly song: string;
}

/** The newest searches of a song that are kept. */
export const searchesPerSong = 5;

/** A bounded history of searches: the oldest go first, and of one song all but the newest. */
export interface DecisionHistory {
  append(search: RecordedSearch): Promise<void>;
  /** The decisions about an origin's songs, newest first. */
  latest(origin: string, limit: number, signal: AbortSignal): Promise<readonly RecordedDecision[]>;
  /** The searches for a song, newest first, at most `searchesPerSong`. */
  ofSong(song: SongKey, signal: AbortSignal): Promise<readonly RecordedSearch[]>;
}
