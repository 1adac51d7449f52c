/** A song by its names. */
export interface NamedSong {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
}

export interface LinkedRecording {
  readonly id: number;
  /** A song of it with an active file, the first by id; undefined if there is none. */
  readonly heldBy: NamedSong | undefined;
}

/**
 * The files of recordings. A linked song has no location of its own where another one has the file: if that is missing or
 * removed one day, or the link proves wrong, the song is simply without a file and downloaded.
 */
export interface RecordingFiles {
  /** The recording of a song that is linked to songs of other platforms, as committed. */
  recordingOf(songId: number, signal: AbortSignal): Promise<LinkedRecording | undefined>;
}
