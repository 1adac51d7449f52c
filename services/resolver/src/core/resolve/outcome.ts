import type { JudgedHit } from '../candidates/candidate.js';
import type { SearchProgress } from '../candidates/find-recording.js';
import type { AskedSource } from '../candidates/search-record.js';
import type { Song } from '../candidates/song.js';
import type { RankingDecision } from '../ranking/ranking-decision.js';

/** The result of one source in a resolve. */
export interface SourceTrial extends Omit<AskedSource, 'outcome'> {
  readonly outcome: 'chosen' | 'reserve' | 'nothing' | 'failed';
}

/** The outcome of a resolve. Not finding the song is one too: it comes back unchanged (behaviour 46). */
export interface ResolveOutcome {
  readonly song: Song;
  /** The recording that was chosen (behaviour 47); undefined if there is none. */
  readonly chosen: JudgedHit | undefined;
  /** Whether a person chose it. */
  readonly manual: boolean;
  /** One sentence: why this one, or why there is none. */
  readonly reason: string;
  /** In the order in which they were asked. */
  readonly trials: readonly SourceTrial[];
  /** How the fallbacks were ordered; undefined if there were none. */
  readonly decision: RankingDecision | undefined;
  /** Whether a source that might have it could not be asked. */
  readonly retryLater: boolean;
}

/** `resolving source X (i/N)` */
export function progressText({ source, position, count }: SearchProgress): string {
  return `resolving source ${source} (${position}/${count})`;
}
