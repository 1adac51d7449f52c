/** One folder of music as the user named it. Order matters: an earlier root wins where two compete. */
export interface LibraryRoot {
  /** As configured: absolute, without a trailing slash. */
  readonly path: string;
}

/** What a file's directory entry tells; a file whose stamp is unchanged is not opened. */
export interface FileStamp {
  readonly size: number;
  /** Milliseconds with the fraction that the file system keeps. */
  readonly mtimeMs: number;
  /** With size and mtime, tells a renamed file without opening it. May be rounded beyond 2^53. */
  readonly inode: number;
}

export interface FileKey {
  /** `LibraryRoot.path`. */
  readonly root: string;
  /** Relative to the root, `/` as separator, as the file system spells it. */
  readonly path: string;
}

export interface FoundFile extends FileKey, FileStamp {}

/** What tags and headers say, trimmed. */
export interface AudioTags {
  readonly title: string | undefined;
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly albumArtist: string | undefined;
  readonly compilation: boolean;
  readonly trackNumber: number | undefined;
  readonly discNumber: number | undefined;
  readonly year: number | undefined;
  readonly genre: string | undefined;
  readonly isrc: string | undefined;
  readonly durationMs: number | undefined;
  /** bit/s, Hz, bits. Bits only where the codec is lossless. */
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  /** `undefined` where the format does not tell. */
  readonly lossless: boolean | undefined;
}

/** What opening a file came to. */
export type ReadOutcome =
  | { readonly kind: 'audio'; readonly fingerprint: string; readonly tags: AudioTags }
  /** Not what its name says, damaged or empty. Not opened again until its stamp changes. */
  | { readonly kind: 'broken'; readonly fingerprint: string | undefined; readonly reason: string }
  /** Sound but no music, such as a film: left out without a word. */
  | { readonly kind: 'skipped'; readonly fingerprint: string }
  /** The system refused; tried again at every scan, and what was known of it stays. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** Changed while it was read: left for the next scan. */
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'vanished' };

/** Outcomes that are kept, so that the file need not be opened again. */
export type StoredOutcome = Extract<ReadOutcome, { kind: 'audio' | 'broken' | 'skipped' }>;

export function isStored(outcome: ReadOutcome): outcome is StoredOutcome {
  return outcome.kind === 'audio' || outcome.kind === 'broken' || outcome.kind === 'skipped';
}

/** `listed` files are the library; `gone` ones are remembered so that they keep their identity when they return. */
export type FileState = 'listed' | 'broken' | 'skipped' | 'gone';

/** A file as the last scan left it. */
export interface KnownFile extends FileKey, FileStamp {
  readonly id: number;
  readonly state: FileState;
  /** Why it is broken. */
  readonly reason: string | undefined;
  readonly fingerprint: string | undefined;
  /** Absent for a file that has never been readable. */
  readonly trackId: string | undefined;
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
  /** Files with the same content as another: one track, the other's place is used. */
  readonly duplicateCount: number;
  readonly duplicates: readonly { readonly path: string; readonly sameAs: string }[];
  readonly problemCount: number;
  /** The first hundred. */
  readonly problems: readonly ScanProblem[];
  readonly elapsedMs: number;
}

/** The absolute path of a file, for a person to read and for looking up playlist entries. */
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
