import type { FaultCode } from '@catalogsync/faults';
import type { RankingDecision } from '../ranking/ranking-decision.js';
import type { JudgedHit } from './candidate.js';
import type { Song } from './song.js';

/** What one source came to in a resolve. */
export interface SourceTrial {
  readonly source: string;
  readonly outcome: 'chosen' | 'reserve' | 'nothing' | 'failed';
  readonly elapsedMs: number;
  readonly hits: number;
  /** One line for a person. */
  readonly detail: string;
  /** Only if it failed. */
  readonly code: FaultCode | undefined;
}

/** Told before each source is asked (behaviour 48). */
export interface ResolveProgress {
  readonly source: string;
  /** From 1. */
  readonly position: number;
  /** Sources that come into question. */
  readonly count: number;
}

/** What a resolve came to. A song that no source has is one, too: it comes back as it was (behaviour 46). */
export interface ResolveOutcome {
  readonly song: Song;
  /** The recording that was chosen (behaviour 47); undefined if there is none. */
  readonly chosen: JudgedHit | undefined;
  /** Whether a person chose it. */
  readonly manual: boolean;
  /** One sentence: why this one, or why none. */
  readonly reason: string;
  /** In the order in which they were asked. */
  readonly trials: readonly SourceTrial[];
  /** How the fallbacks were ordered; undefined if none came into question. */
  readonly decision: RankingDecision | undefined;
  /** Whether a source that may have it could not be asked. */
  readonly retryLater: boolean;
}

/** `resolving source X (i/N)` */
export function progressText({ source, position, count }: ResolveProgress): string {
  return `resolving source ${source} (${position}/${count})`;
}
