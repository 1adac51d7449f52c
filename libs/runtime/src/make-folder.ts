import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@catalogsync/faults';

/**
 * Makes a folder and those above it unless they are there. Node's own recursive way never ends on a file
 * system that answers "no such file" where it takes no folders at all, as /proc does.
 * @param mode permission bits of each folder that is made, less the umask
 * @throws Fault `failed_precondition` for such a file system; else the system's error
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  if (await made(folder, mode)) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above, mode);
  if (await made(folder, mode)) return;
  throw new Fault('failed_precondition', `no folder can be made there: ${folder}`, { hint: 'Choose one on another volume.' });
}

/** False if a folder above it is missing, or seems to be. */
async function made(folder: string, mode: number): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    // Whether it may be made does not matter where it is: some systems say "read-only" first.
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true) throw error;
    return true;
  }
}
