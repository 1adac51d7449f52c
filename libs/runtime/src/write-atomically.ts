import { chmod, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toFault } from '@catalogsync/faults';

/**
 * Puts a file in place whole or not at all: written under another name in the same folder, synced,
 * renamed. A crash leaves the old file, or none, and at most a `.tmp` beside it.
 * @param mode permission bits, whatever the umask
 * @throws Fault `disk_full`, `permission_denied`, `not_found` (no such folder)
 */
export async function writeAtomically(file: string, data: string | Uint8Array, mode: number): Promise<void> {
  const temporary = await writeTemporary(file, data, mode);
  try {
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw toFault(error);
  }
}

/** Writes and syncs a file beside `file` and returns its name, for callers that put it in place in another way. */
export async function writeTemporary(file: string, data: string | Uint8Array, mode: number): Promise<string> {
  const temporary = `${file}.${process.pid}-${crypto.randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, mode);
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw toFault(error);
  }
}

/** Makes a rename or a link in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
