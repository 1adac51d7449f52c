import { lstat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { siblingLocator } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import { writeAtomically } from '@catalogsync/runtime';
import type { FileOfSong, LyricsFiles } from '../../core/lyrics/files-of-songs.js';

/** `.lrc` files beside files of local backends. */
export class LocalLyricsFiles implements LyricsFiles {
  async look(file: FileOfSong): Promise<'has_lyrics' | 'has_none' | 'gone'> {
    if (!(await isFile(inside(file, file.locator)))) return 'gone';
    // On case-sensitive file systems both are valid names.
    for (const ext of ['lrc', 'LRC']) if (await isFile(inside(file, siblingLocator(file.locator, ext)))) return 'has_lyrics';
    return 'has_none';
  }

  async write(file: FileOfSong, lyrics: string): Promise<void> {
    const path = inside(file, siblingLocator(file.locator, 'lrc'));
    await writeAtomically(path, `${lyrics}\n`).catch((error: unknown) => Promise.reject(toFault(error)));
  }
}

/** @throws Fault `data_corrupt` for a locator that leaves its root, which another program may have written */
function inside({ root }: FileOfSong, locator: string): string {
  const path = join(root, locator);
  if (!resolve(path).startsWith(resolve(root, '.') + (resolve(root) === sep ? '' : sep))) {
    throw new Fault('data_corrupt', 'the path of the file leads out of its library');
  }
  return path;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === 'not_found') return false;
    throw fault;
  }
}
