import type { SongToDownload } from '../catalogue/song-details.js';

/** A song as far as it decides which recording it is. */
export type SongToLink = Pick<SongToDownload, 'id' | 'platform' | 'name' | 'singers' | 'album' | 'durationMs' | 'isrc'>;

/** A place where songs that stand for a recording are found: by one of their names, or by ISRC. */
export interface Lookup {
  /** A hash; equal ones promise nothing. */
  readonly key: number;
  /** Of the song that is found here; 0 if unknown. */
  readonly durationMs: number;
  /** Least and greatest length of the songs looked for. */
  readonly from: number;
  readonly to: number;
}

/** Songs that are one recording: two and more. Its id is that of the song that stands for it. */
export interface RecordingMember {
  readonly songId: number;
  readonly recordingId: number;
}

/** What a person decided about two songs. */
export interface SongPair {
  readonly songId: number;
  readonly otherSongId: number;
  readonly isSame: boolean;
}

/** A decision as it is kept, the smaller id first. */
export interface SongChoice extends SongPair {
  /** Milliseconds since 1970, UTC. */
  readonly decidedAt: number;
  readonly decidedBy: string;
}

/** What linking a batch of songs changes. */
export interface LinkChanges {
  /** Recordings with new members, and whether the songs known here come from several platforms. */
  readonly recordings: ReadonlyArray<{ readonly id: number; readonly acrossPlatforms: boolean }>;
  /** New members; the song that stands for a recording may be named again. */
  readonly members: readonly RecordingMember[];
  /** Where songs that now stand for a recording, or are alone, are found. */
  readonly found: ReadonlyArray<{ readonly songId: number; readonly lookups: readonly Lookup[] }>;
  /** Recordings, and songs that are alone, to be linked again. */
  readonly again: readonly number[];
}

/** Which songs are one recording. A song waits from when it is stored or changed until it is linked. */
export interface RecordingStore {
  /** Takes the waiting songs with the smallest ids, at most `limit`; they wait no more. Returns their ids, ascending. */
  takeWaiting(limit: number): Promise<readonly number[]>;
  /** By id, ascending, without unknown ones. */
  songs(ids: readonly number[]): Promise<readonly SongToLink[]>;
  /** All members of the recordings that these songs belong to. */
  membersWith(songIds: readonly number[]): Promise<readonly RecordingMember[]>;
  /** Every decision that names one of these songs. */
  choices(songIds: readonly number[]): Promise<readonly SongPair[]>;
  /** Takes the place of an earlier decision about the two songs; both wait then. */
  decide(choice: SongChoice): Promise<void>;
  /** The songs are members of nothing and found nowhere. Only for whole recordings. */
  forget(songIds: readonly number[]): Promise<void>;
  /** For each look-up the songs found there, at most `limit` of them. */
  find(lookups: readonly Lookup[], limit: number): Promise<ReadonlyArray<readonly number[]>>;
  save(changes: LinkChanges): Promise<void>;
  /** Forgets every recording, and lets all songs wait. What people decided stays. Writes nothing if there is none. */
  clear(): Promise<void>;
}

/** Of one transaction. */
export interface RecordingStores {
  readonly recordings: RecordingStore;
}
