import type { FaultCode } from '@catalogsync/faults';
import type { SongKey } from '../choices/choices.js';
import type { FetchRequest } from '../sources/fetch.js';
import type { MeasuredAudio } from '../verification/model.js';
import type { Companions } from './find-companions.js';
import type { DownloadAttempt, DownloadRecord, DownloadTarget } from './model.js';
import type { DownloadState } from './states.js';

/** The fields to change; the rest stays. */
export interface DownloadChange {
  readonly state: DownloadState;
  readonly file?: DownloadRecord['file'];
  readonly error?: DownloadRecord['error'];
}

export interface DownloadPage {
  readonly states: readonly DownloadState[];
  readonly limit: number;
  /** Position of the last one of the page before. */
  readonly before: number | undefined;
}

/** All downloads, past and present; survives a restart (behaviour 187). Reads see committed state. */
export interface DownloadStore {
  /** Stores a new one, unless an equal request waits or runs; that one then gets the holder and is returned. */
  create(record: DownloadRecord): Promise<{ readonly record: DownloadRecord; readonly created: boolean }>;
  /** In the order of the ids; unknown ids are left out. */
  get(ids: readonly string[]): Promise<readonly DownloadRecord[]>;
  /** The newest with that key whose file is ready and not released. */
  ready(requestKey: string): Promise<DownloadRecord | undefined>;
  /** Newest first; `next` is a position, absent after the last page. */
  list(page: DownloadPage): Promise<{ readonly records: readonly DownloadRecord[]; readonly next: number | undefined }>;
  /** The downloads of a song, newest first. */
  ofSong(song: SongKey, limit: number): Promise<readonly DownloadRecord[]>;
  /** All running, then all waiting; oldest first. */
  active(): Promise<readonly DownloadRecord[]>;
  /** Ids of downloads whose staged files are still wanted: not ended, or file not released. */
  staged(): Promise<ReadonlySet<string>>;
  /**
   * @throws Fault `not_found`; `failed_precondition` if the table of states does not allow it
   */
  change(id: string, change: DownloadChange, now: number): Promise<DownloadRecord>;
  addAttempt(id: string, attempt: DownloadAttempt): Promise<void>;
  /** Gives a ready file a new holder. */
  assign(id: string, holder: string | undefined): Promise<DownloadRecord>;
  release(id: string, now: number): Promise<void>;
  /** Releases every file that became ready before an instant. */
  releaseUnclaimed(before: number, now: number): Promise<void>;
  /** Requeues what the last process left unfinished. */
  recover(now: number): Promise<void>;
}

/** Folders that nothing else writes to. */
export interface StagingArea {
  /** The folder of one fetch: the same download, source and key give the same folder, with what an earlier try left. */
  openFetch(downloadId: string, source: string, fetchKey: string): Promise<string>;
  /**
   * Checks that a source delivered a regular file inside that folder and nothing else.
   * @throws Fault `data_corrupt`, `disk_full`
   */
  admit(folder: string, path: string, maxBytes: number): Promise<void>;
  /** Copies a file of staging into the folder of a fetch. @returns the path of the copy */
  copy(path: string, folder: string): Promise<string>;
  withExtension(path: string, ext: string): Promise<string>;
  /** Moves a file to the quarantine folder, atomically. @returns its path there */
  quarantine(path: string, id: string): Promise<string>;
  /** And back, to the download's own folder. */
  restore(path: string, downloadId: string): Promise<string>;
  /** Whether a file is still there. */
  holds(path: string): Promise<boolean>;
  /** Removes one file, or the folder of a fetch with its contents; it may be missing. */
  discard(path: string): Promise<void>;
  discardDownload(downloadId: string): Promise<void>;
  /** Removes the folders of all downloads but those that `keep`, asked once the folders are listed, gives. */
  sweep(keep: () => Promise<ReadonlySet<string>>): Promise<void>;
}

/** A file with its tags. */
export interface TaggedFile {
  readonly path: string;
  readonly sha256: string;
  readonly fileSizeBytes: number;
  readonly tagged: boolean;
  /** Undefined if there are no lyrics. */
  readonly lyricsPath: string | undefined;
}

export interface FileTagger {
  /**
   * Writes tags and cover to a copy, which then replaces the file, and writes the `.lrc`. The audio is unchanged.
   * Formats that cannot carry tags get none.
   * @throws Fault `disk_full`, `permission_denied`, `canceled`
   */
  tag(path: string, target: DownloadTarget, companions: Companions, signal: AbortSignal): Promise<TaggedFile>;
}

/** A file that failed verification and waits for a person's decision, or got one. */
export interface QuarantinedFile {
  readonly id: string;
  readonly downloadId: string;
  /** Absolute; undefined once decided. */
  readonly path: string | undefined;
  readonly source: string;
  readonly remoteId: string;
  readonly reason: string;
  readonly detail: string;
  readonly sha256: string;
  readonly fileSizeBytes: number;
  readonly audio: MeasuredAudio | undefined;
  readonly state: 'held' | 'approved' | 'rejected' | 'expired';
  readonly createdAt: number;
}

export interface QuarantinePage {
  readonly includeDecided: boolean;
  readonly limit: number;
  /** Position of the last one of the page before. */
  readonly before: number | undefined;
}

/** Files in quarantine, and what people decided about them. */
export interface QuarantineStore {
  hold(file: QuarantinedFile): Promise<void>;
  get(id: string): Promise<QuarantinedFile | undefined>;
  /** Those ids whose tracks at the source are held for an equal request: refetching would give the same file. */
  heldTracks(requestKey: string, source: string, remoteIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Newest first. */
  list(page: QuarantinePage): Promise<{ readonly files: readonly QuarantinedFile[]; readonly next: number | undefined }>;
  /** Those of some downloads, decided or not, newest first. */
  ofDownloads(downloadIds: readonly string[]): Promise<readonly QuarantinedFile[]>;
  /** All held files except the newest `count`, oldest first. */
  heldBeyond(count: number): Promise<readonly QuarantinedFile[]>;
  /** @throws Fault `failed_precondition` if it was already decided, `not_found` */
  decide(id: string, state: 'approved' | 'rejected' | 'expired'): Promise<QuarantinedFile>;
}

/** Transient values that core cannot make itself. */
export interface Draw {
  newId(): string;
  /** From 0 up to 1. */
  random(): number;
  sha256Hex(text: string): string;
}

/** Codes after which the same source may be tried again. */
export const passingCodes: ReadonlySet<FaultCode> = new Set(['unavailable', 'timeout', 'rate_limited']);

export type ReportBytes = FetchRequest['report'];
