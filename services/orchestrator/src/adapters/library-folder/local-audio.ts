import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { toFault } from '@catalogsync/faults';
import type { AudioPlace } from '../../core/songs/song-files.js';

/** A file to send: its folder, and its name there as a path of an address. */
export interface AudioFile {
  readonly root: string;
  readonly path: string;
}

/** Errors that mean that there is no such file. */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'EPERM']);

/**
 * The file at a place of the catalogue, if it is one below its backend's folder: neither `..` nor a link leads out of it.
 * @returns undefined if there is none @throws Fault if the storage does not answer
 */
export async function audioFileAt({ root, locator }: Pick<AudioPlace, 'root' | 'locator'>): Promise<AudioFile | undefined> {
  try {
    const folder = await realpath(root);
    const file = await realpath(join(root, locator));
    const isInside = file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
    if (!isInside || !(await lstat(file)).isFile()) return undefined;
    return { root: dirname(file), path: `/${encodeURIComponent(basename(file))}` };
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw toFault(error);
  }
}
