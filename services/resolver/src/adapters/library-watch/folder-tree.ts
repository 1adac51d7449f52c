import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSkippedFolder, kindOfFile } from '../../core/library/file-kinds.js';
import type { FolderEvent } from '../../core/library/watch/model.js';

/** A library folder as it is watched. */
export interface WatchedPlace {
  /** As configured. */
  readonly root: string;
  readonly realPath: string;
  /** Real paths of all library folders: one inside another is watched as a library folder only. */
  readonly allRealPaths: ReadonlySet<string>;
}

export const inside = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
export const placeOf = ({ realPath }: WatchedPlace, folder: string): string => join(realPath, folder);

/** The entries of a folder; undefined if it is gone or refuses to be read. */
export async function entriesOf(place: WatchedPlace, folder: string): Promise<readonly Dirent[] | undefined> {
  // A scan names the folders that cannot be read.
  return readdir(placeOf(place, folder), { withFileTypes: true }).catch(() => undefined);
}

/** The folders that a scan enters. */
export function foldersIn(place: WatchedPlace, folder: string, entries: readonly Dirent[]): string[] {
  return entries
    .filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name))
    .map(({ name }) => inside(folder, name))
    .filter((path) => !place.allRealPaths.has(placeOf(place, path)));
}

/** One event for each music file that was written after this time: it may still be. */
export async function recentFiles(
  place: WatchedPlace,
  folder: string,
  entries: readonly Dirent[],
  sinceMs: number,
): Promise<readonly FolderEvent[]> {
  const events: FolderEvent[] = [];
  for (const { name } of entries) {
    if (kindOfFile(name) === 'other') continue;
    const stats = await lstat(join(placeOf(place, folder), name)).catch(() => undefined);
    if (stats?.isFile() === true && Math.max(stats.mtimeMs, stats.ctimeMs) >= sinceMs)
      events.push({ root: place.root, path: folder, name });
  }
  return events;
}
