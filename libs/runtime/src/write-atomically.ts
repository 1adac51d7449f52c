import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Opens a file or folder, lets `write` work on it, and has it on disk when it resolves. */
async function synced(path: string, flags: string, write?: (handle: FileHandle) => Promise<void>, mode?: number): Promise<void> {
  const handle = await open(path, flags, mode);
  try {
    await write?.(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename or a new entry in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  await synced(folder, 'r');
}

/** Copies a file, also between volumes; shares blocks if the file system can. On disk when it resolves. Throws the system's error. */
export async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await synced(to, 'r+');
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
  const write = async (handle: FileHandle): Promise<void> => {
    await handle.chmod(mode);
    await handle.writeFile(content);
  };
  try {
    await synced(temporary, 'wx', write, mode);
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
