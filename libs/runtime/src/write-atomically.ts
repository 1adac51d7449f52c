import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a rename or a new entry in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * A reader of `file` sees the old content or all of the new, never a part: temporary file next to it, sync,
 * rename, sync of the folder. Leaves nothing behind on failure; throws the system's error.
 * @param mode permission bits, whatever the umask
 */
export async function writeAtomically(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const temporary = await writeTemporary(file, content, mode);
  try {
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Writes and syncs a new file next to `file` and returns its path, for a caller that puts it in place in another
 * way. Leaves nothing behind on failure; throws the system's error.
 */
export async function writeTemporary(file: string, content: string | Uint8Array, mode = 0o644): Promise<string> {
  const temporary = `${file}.tmp-${process.pid}-${randomUUID()}`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
