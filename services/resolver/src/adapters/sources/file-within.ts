import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { sep } from 'node:path';

/** A regular file, not a link, that really lies within a folder; undefined for anything else there. Throws the system's error. */
export async function fileWithin(path: string, folder: string): Promise<Stats | undefined> {
  const isInside = (await realpath(path)).startsWith((await realpath(folder)) + sep);
  const stats = await lstat(path);
  return isInside && stats.isFile() ? stats : undefined;
}
