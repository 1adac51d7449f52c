import type { orchestratorLibraryV1, orchestratorPlaylistFilesV1, orchestratorJobsV1 as wire } from '@catalogsync/contracts';

/** The playlists of a file; an address is empty if the file gives an id. */
export interface NamedPlaylists {
  readonly id: string;
  readonly name: string;
  readonly playlists: readonly wire.PlaylistReference[];
}

/** A playlist file; messages call it `name`. */
export type WrittenPlaylistFile = orchestratorPlaylistFilesV1.AddPlaylistFileRequest;
/** What a playlist file names, line by line. */
export type PlaylistFileRead = Readonly<orchestratorPlaylistFilesV1.AddPlaylistFileResponse>;
export type PlaylistReport = Readonly<orchestratorPlaylistFilesV1.PlaylistReport>;

/** What a scan found, as its job ended. */
export type EndedScan = Readonly<orchestratorLibraryV1.WatchScansResponse>;

/** Which files to find lyrics for, and how; an empty `platform` means all. */
export type LyricsOptions = Readonly<wire.LyricsOptions>;

export interface JobOrder {
  readonly template: string;
  /** None means all. */
  readonly sources?: readonly string[];
  readonly downloadSources?: readonly string[];
  readonly file?: NamedPlaylists;
  /** Of the template `lyrics`. */
  readonly lyrics?: LyricsOptions;
  /** Only these, of templates that download or upload; none means all. */
  readonly songs?: readonly number[];
  /** Uploads only to these. */
  readonly backends?: readonly string[];
}
