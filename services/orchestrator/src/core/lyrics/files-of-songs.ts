import type { SongToDownload } from '../catalogue/song-details.js';

/** A song whose lyrics are wanted. */
export type SongOfFile = Omit<SongToDownload, 'tags'>;

/** An active file on a local backend. */
export interface FileOfSong {
  /** Id of its location. */
  readonly id: number;
  readonly root: string;
  /** Relative to the root. */
  readonly locator: string;
  readonly song: SongOfFile;
}

export interface FilesWanted {
  /** Absent means all. */
  readonly platform: string | undefined;
  /** Also files in the user's own library folders, not only downloaded ones. */
  readonly includeLibrary: boolean;
}

export interface FilesOfSongs {
  /** Active local files with a greater id, ascending. */
  files(wanted: FilesWanted, page: { readonly after: number; readonly limit: number }): Promise<readonly FileOfSong[]>;
  /** One of them; undefined once it is no longer an active local file. */
  file(id: number): Promise<FileOfSong | undefined>;
}

export interface LyricsFinder {
  /** Undefined if no source has any. @throws Fault `unavailable`, `timeout` … if that could not be determined */
  find(song: SongOfFile, signal: AbortSignal): Promise<string | undefined>;
}

/** Lyrics files next to audio files. */
export interface LyricsFiles {
  /** `gone`: the audio file no longer exists. */
  look(file: FileOfSong): Promise<'has_lyrics' | 'has_none' | 'gone'>;
  /** Atomic. @throws Fault `disk_full`, `permission_denied` */
  write(file: FileOfSong, lyrics: string): Promise<void>;
}
