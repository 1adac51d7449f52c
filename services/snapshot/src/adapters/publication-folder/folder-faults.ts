import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { makeFolder } from '@catalogsync/runtime';
import { isLeftover } from './layout.js';

/** Runs file operations; the system's errors become Faults. */
export async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFault(error);
  }
}

/**
 * Makes a folder and removes what a dead process left in it.
 * @throws Fault `invalid_argument` if the path is not a folder, `permission_denied`, `disk_full`
 */
export async function openFolder(folder: string): Promise<void> {
  await attempt(async () => {
    await makeFolder(folder).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      throw new Fault('invalid_argument', `not a folder: ${folder}`, { hint: 'Choose another path.', cause: error });
    });
    for (const name of await readdir(folder)) {
      if (isLeftover(name)) await rm(join(folder, name), { recursive: true, force: true });
    }
  });
}
