/** A song whose lyrics are looked for. Absent means unknown. */
export interface SongOfFile {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  /** One string, parts joined by " / ". */
  readonly singers: string | undefined;
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
}

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
  /** Also files of the user's own library folders, not only those that were downloaded. */
  readonly includeLibrary: boolean;
}

export interface FilesOfSongs {
  /** Active local files with a greater id, ascending. */
  files(wanted: FilesWanted, page: { readonly after: number; readonly limit: number }): Promise<readonly FileOfSong[]>;
  /** One of them; undefined once it is no active local file any more. */
  file(id: number): Promise<FileOfSong | undefined>;
}

export interface LyricsFinder {
  /** Undefined if no source has any. @throws Fault `unavailable`, `timeout` … if that could not be found out */
  find(song: SongOfFile, signal: AbortSignal): Promise<string | undefined>;
}

/** What stands beside files. */
export interface LyricsFiles {
  /** `gone`: there is no file that lyrics could stand beside. */
  look(file: FileOfSong): Promise<'has_lyrics' | 'has_none' | 'gone'>;
  /** Whole or not at all. @throws Fault `disk_full`, `permission_denied` */
  write(file: FileOfSong, lyrics: string): Promise<void>;
}
