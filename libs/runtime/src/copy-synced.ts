import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';

/** Copies a file, between volumes too, without copying its blocks where the file system can; on disk when it resolves. Throws the system's error. */
export async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
