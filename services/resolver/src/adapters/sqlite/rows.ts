import type { SqlValue } from '@catalogsync/sqlite';
import type { StagedRead, StoredPlaylistFile } from '../../core/library/library-store.js';
import type { AudioTags, FileState, FoundFile, KnownFile, StoredOutcome } from '../../core/library/model.js';
import type { ListedFile } from '../../core/library/track-description.js';
import { knownOf } from '../../core/sources/unknown.js';

/** Columns that every table of files has. */
interface PlaceRow {
  readonly root: string;
  readonly path: string;
  readonly size: number;
  readonly mtime_ms: number;
  readonly inode: number;
}

export interface FileRow extends PlaceRow {
  readonly file_id: number;
  readonly state: FileState;
  readonly reason: string;
  readonly fingerprint: string | null;
  readonly track_id: string | null;
}

export interface ReadRow extends PlaceRow {
  readonly kind: StoredOutcome['kind'];
  readonly fingerprint: string | null;
}

export interface PlaylistFileRow extends PlaceRow {
  readonly title: string;
  readonly entries_json: string;
  readonly notes_json: string;
}

export interface ListedRow {
  readonly file_id: number;
  readonly root: string;
  readonly path: string;
  readonly size: number;
  readonly mtime_ms: number;
  readonly first_seen_at: number;
  readonly track_id: string;
  readonly tags_json: string;
}

/** The columns of `ListedRow` in table alias `f`. */
export const listedColumns = 'f.file_id, f.root, f.path, f.size, f.mtime_ms, f.first_seen_at, f.track_id, f.tags_json';

function toFoundFile(row: PlaceRow): FoundFile {
  return { root: row.root, path: row.path, size: row.size, mtimeMs: row.mtime_ms, inode: row.inode };
}

export function toKnownFile(row: FileRow): KnownFile {
  return {
    ...toFoundFile(row),
    id: row.file_id,
    state: row.state,
    reason: row.reason || undefined,
    fingerprint: row.fingerprint ?? undefined,
    trackId: row.track_id ?? undefined,
  };
}

export function toStagedRead(row: ReadRow): StagedRead {
  return { ...toFoundFile(row), kind: row.kind, fingerprint: row.fingerprint ?? undefined };
}

export function toPlaylistFile(row: PlaylistFileRow): StoredPlaylistFile {
  return {
    ...toFoundFile(row),
    title: row.title || undefined,
    entries: JSON.parse(row.entries_json) as string[],
    notes: JSON.parse(row.notes_json) as string[],
  };
}

export function toListedFile(row: ListedRow): ListedFile {
  return {
    id: row.file_id,
    root: row.root,
    path: row.path,
    size: row.size,
    mtimeMs: row.mtime_ms,
    firstSeenAt: row.first_seen_at,
    trackId: row.track_id,
    tags: knownOf(JSON.parse(row.tags_json) as AudioTags),
  };
}

/** Values of root, path, size, mtime_ms, inode. */
export function placeValues(file: FoundFile): SqlValue[] {
  return [file.root, file.path, file.size, file.mtimeMs, file.inode];
}
