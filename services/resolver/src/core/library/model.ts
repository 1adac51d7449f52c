import type { FurtherDetails } from '../sources/further-details.js';
import type { SongDetails, SoundProperties } from '../sources/source-track.js';

/** One folder of music as the user named it. Order matters: an earlier root wins where two compete. */
export interface LibraryRoot {
  /** As configured: absolute, without a trailing slash. */
  readonly path: string;
}

/** What a file's directory entry says; a file with an unchanged stamp is not opened. */
export interface FileStamp {
  readonly size: number;
  /** Milliseconds, with the file system's fraction. */
  readonly mtimeMs: number;
  /** With size and mtime, identifies a renamed file without opening it. May be rounded beyond 2^53. */
  readonly inode: number;
}

export interface FileKey {
  /** `LibraryRoot.path`. */
  readonly root: string;
  /** Relative to the root, `/` as separator, as the file system spells it. */
  readonly path: string;
}

/** A folder by its root and its path below that; empty for the root itself. */
export type FolderKey = FileKey;

/** A folder to look at again. */
export interface ChangedFolder extends FolderKey {
  /** With everything below it, not only what lies in it. */
  readonly whole: boolean;
}

/** Where a scan of a part of the library has looked. */
export interface LookedPlaces {
  /** With everything below them. */
  readonly trees: readonly FolderKey[];
  /** Of each, the files in it, and everything below those of its folders that are not `folders` any more. */
  readonly folders: readonly (FolderKey & { readonly folders: ReadonlySet<string> })[];
}

export interface FoundFile extends FileKey, FileStamp {
  /** Size and time of the `.lrc` file beside it; undefined if there is none. */
  readonly lyricsStamp?: string | undefined;
  /** Name, size and time of the picture beside it that may be its cover; undefined if there is none. */
  readonly pictureStamp?: string | undefined;
}

/**
 * Version of what is read from tags. Raise it when more is, so that the next scan reads the tags of unchanged files again;
 * their ids stay.
 */
export const tagRules = 1;

/** What tags and headers say, trimmed. */
export interface AudioTags extends SongDetails, FurtherDetails, SoundProperties {
  readonly title: string | undefined;
  readonly artists: readonly string[];
  readonly compilation: boolean;
  /** Only where the codec is lossless. */
  readonly bitDepth: number | undefined;
  /** `undefined` if the format does not say. */
  readonly lossless: boolean | undefined;
}

/** The outcome of opening a file. */
export type ReadOutcome =
  | { readonly kind: 'audio'; readonly fingerprint: string; readonly audioHash: string | undefined; readonly tags: AudioTags }
  /** Damaged, empty, or not what its name says. Not opened again until its stamp changes. */
  | { readonly kind: 'broken'; readonly fingerprint: string | undefined; readonly reason: string }
  /** Has sound but is not music, such as a film: silently left out. */
  | { readonly kind: 'skipped'; readonly fingerprint: string }
  /** The system refused; every scan tries again, and known data stays. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** Changed while being read: left for the next scan. */
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'vanished' };

/** Outcomes that are stored, so that the file need not be opened again. */
export type StoredOutcome = Extract<ReadOutcome, { kind: 'audio' | 'broken' | 'skipped' }>;

export function isStored(outcome: ReadOutcome): outcome is StoredOutcome {
  return outcome.kind === 'audio' || outcome.kind === 'broken' || outcome.kind === 'skipped';
}

/** `listed` files are the library; `gone` ones are remembered, so that they keep their identity if they return. */
type FileState = 'listed' | 'broken' | 'skipped' | 'gone';

/** A file as the last scan left it. */
export interface KnownFile extends FileKey, FileStamp {
  readonly id: number;
  readonly state: FileState;
  /** Why it is broken. */
  readonly reason: string | undefined;
  readonly fingerprint: string | undefined;
  /** Of its audio alone, when it was last readable, so that it stays when its tags change; undefined if it was read before there was one. */
  readonly audioHash: string | undefined;
  /** In ms; undefined if it is there. */
  readonly goneAt?: number | undefined;
  /** Absent for a file that has never been readable. */
  readonly trackId: string | undefined;
  /** The `tagRules` by which its tags were read. */
  readonly tagRules: number;
  readonly lyricsStamp?: string | undefined;
  readonly pictureStamp?: string | undefined;
}

export interface ScanProblem {
  /** Absolute. */
  readonly path: string;
  readonly reason: string;
}

export interface ScanProgress {
  readonly filesSeen: number;
  /** Left out until the walk is over. */
  readonly filesTotal?: number;
  readonly filesRead: number;
  readonly currentPath: string;
}

export interface ScanSummary {
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
  /** Unchanged files whose tags were read again, because an earlier version read less of them. */
  readonly reread: number;
  /** Files with the same content as another: one track, which uses the other's place. */
  readonly duplicateCount: number;
  readonly duplicates: readonly { readonly path: string; readonly sameAs: string }[];
  /** Folders out of reach and the like, and faults of files that no scan has told before. */
  readonly problemCount: number;
  /** The first hundred. */
  readonly problems: readonly ScanProblem[];
  /** Faults that an earlier scan told, and those that somebody set aside. */
  readonly knownFaultCount: number;
  readonly setAsideCount: number;
  readonly elapsedMs: number;
}

/** The absolute path of a file, for display and for looking up playlist entries. */
export function absolutePath(key: FileKey): string {
  if (key.path === '') return key.root;
  return key.root === '/' ? `/${key.path}` : `${key.root}/${key.path}`;
}

/** Splits a path into its folder (empty for the root) and its last part. */
export function splitPath(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf('/');
  return { folder: at < 0 ? '' : path.slice(0, at), name: path.slice(at + 1) };
}

/** The extension in lower case without its dot; empty if there is none. */
export function extensionOf(path: string): string {
  const { name } = splitPath(path);
  const at = name.lastIndexOf('.');
  return at <= 0 ? '' : name.slice(at + 1).toLowerCase();
}
