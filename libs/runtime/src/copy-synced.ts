import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';

/** Copies a file, also between volumes; shares blocks if the file system can. On disk when it resolves. Throws the system's error. */
export async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
