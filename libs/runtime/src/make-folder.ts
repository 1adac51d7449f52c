import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { share } from './private-files.js';

const anybody = 0o777;

/**
 * Makes a folder and its missing parents. Node's own recursive mkdir never ends on a file system that reports
 * "no such file" where it cannot create folders, such as /proc.
 * @param mode permission bits of each new folder, less the umask; without it, others may use it as far as the owner's umask allows
 * @throws Fault `failed_precondition` for such a file system; else the system's error
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  if (await made(folder, mode)) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above, mode);
  if (await made(folder, mode)) return;
  throw new Fault('failed_precondition', `cannot make a folder there: ${folder}`, { hint: 'Choose one on another volume.' });
}

/** False if a folder above it is missing, or seems to be. */
async function made(folder: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(folder, { mode: mode ?? anybody });
    if (mode === undefined) await share(folder, anybody);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    // If it exists, no permission to create it is needed: some systems report "read-only" first.
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true) throw error;
    return true;
  }
}
