import type { SqlValue } from '@catalogsync/sqlite';
import type { AudioTags, FoundFile } from '../../core/library/model.js';
import type { ListedFile } from '../../core/library/track-description.js';
import { knownOf } from '../../core/sources/unknown.js';

/** A core type as a statement reads it: what is unknown is null until `known` has taken it over. */
export type AsRead<T> = { [Name in keyof T]: undefined extends T[Name] ? Exclude<T[Name], undefined> | null : T[Name] };

/** The columns of `FoundFile`, which every table of files has. */
export const placeColumns = 'root, path, size, mtime_ms AS "mtimeMs", inode';

/** The columns of `ListedRow` in table alias `f`. */
export const listedColumns = `f.file_id AS id, f.root, f.path, f.size, f.mtime_ms AS "mtimeMs", f.first_seen_at AS "firstSeenAt",
  f.track_id AS "trackId", f.tags_json AS "tagsJson", f.lyrics_stamp AS "lyricsStamp"`;

export type ListedRow = Omit<ListedFile, 'tags' | 'lyricsStamp'> & { readonly tagsJson: string; readonly lyricsStamp: string | null };

export function toListedFile({ tagsJson, lyricsStamp, ...file }: ListedRow): ListedFile {
  return { ...file, lyricsStamp: lyricsStamp ?? undefined, tags: toTags(tagsJson) };
}

export const toTags = (json: string): AudioTags => knownOf(JSON.parse(json) as AudioTags);

/** SQLite takes the index of these only if its own condition stands in the statement. */
export const inTrouble = (state: 'broken' | 'gone', of = ''): string => `${of}state IN ('broken', 'gone') AND ${of}state = '${state}'`;

/** Values of root, path, size, mtime_ms, inode. */
export function placeValues(file: FoundFile): SqlValue[] {
  return [file.root, file.path, file.size, file.mtimeMs, file.inode];
}
