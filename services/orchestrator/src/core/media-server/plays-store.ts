import type { RecordingStore } from '../recordings/recording-store.js';

/** A play of a song. */
export interface SongPlay {
  /** Tells it from every other play of the server. */
  readonly playId: string;
  readonly songId: number;
  /** Milliseconds since 1970, UTC. */
  readonly playedAt: number;
}

/** How often a song was played on a server, in all. */
export interface SongPlayCount {
  readonly songId: number;
  readonly count: number;
  /** Milliseconds since 1970, UTC. */
  readonly lastPlayedAt: number | undefined;
}

/** What was played on media servers. Rows of a song go with it. */
export interface PlaysStore {
  /** A play that is known stays as it is. @returns how many were new */
  addPlays(serverId: string, plays: readonly SongPlay[]): Promise<number>;
  /** Of a list that may not be whole: a count is never lowered. */
  raiseCounts(serverId: string, counts: readonly SongPlayCount[]): Promise<void>;
  /** Of the whole list: what is not in it goes. */
  replaceCounts(serverId: string, counts: readonly SongPlayCount[]): Promise<void>;
  /** The counts of a server that tells single plays only. */
  countPlays(serverId: string): Promise<void>;
  /** For each song its id, or that of another song of its recording that has a file if it has none. */
  withFiles(songIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** For each title the songs with this name, at most `limit`; upper and lower case of a to z are the same. */
  titled(titles: readonly string[], limit: number): Promise<ReadonlyArray<readonly number[]>>;
}

export interface PlaysStores {
  readonly plays: PlaysStore;
  readonly recordings: Pick<RecordingStore, 'find' | 'songs'>;
}

/** Finds the songs of downloaded files. */
export interface DownloadedFiles {
  /** For each locator below the library folder the song whose active file is there. */
  songsAt(locators: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}
