import type { NamedSong } from '../recordings/recording-files.js';
import type { SongFinder } from '../recordings/song-choices.js';
import type { SongEntry } from './catalogue-lists.js';

/** What a person decided about two songs. */
interface SongDecision {
  readonly isSame: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly decidedAt: number;
  readonly decidedBy: string;
}

/** How a song stands to another one. */
export interface SongLink extends NamedSong {
  readonly name: string;
  readonly singers: string | undefined;
  /** They are one recording now. */
  readonly isLinked: boolean;
  /** Undefined if nobody decided. */
  readonly decision: SongDecision | undefined;
}

/** One song with the songs that it is linked with, and those that somebody decided about, by id. */
export interface SongDetail extends SongEntry {
  readonly links: readonly SongLink[];
}

export type SongDetails = SongFinder<SongDetail>;
