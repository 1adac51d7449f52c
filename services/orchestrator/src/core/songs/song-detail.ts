import type { SongEntry } from '../console/catalogue-lists.js';
import type { NamedSong } from '../recordings/recording-files.js';
import type { SongFinder } from '../recordings/song-choices.js';
import type { SongFile } from './song-files.js';

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

/** A playlist that has the song. */
export interface PlaylistOfSong {
  readonly id: number;
  readonly name: string;
  readonly platform: string;
  /** The first place of the song there, from 1. */
  readonly position: number;
}

/** One song with its files, its playlists, the songs that it is linked with, and those that somebody decided about. */
export interface SongDetail extends SongEntry {
  readonly isrc: string | undefined;
  readonly files: readonly SongFile[];
  /** At most 50, by id. */
  readonly playlists: readonly PlaylistOfSong[];
  /** By id. */
  readonly links: readonly SongLink[];
}

export type SongDetails = SongFinder<SongDetail>;
