import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { makeFolder, syncFolder, writeAtomically } from '@catalogsync/runtime';

/** Published files are replaced, never written: a slip of the owner's then fails instead of changing one in place. */
export const publishedMode = 0o444;

/** Everything that changes what readers see; each call happens as a whole or not at all, and is on disk when it resolves. */
export class FolderWrites {
  /** Replaces a file or makes it. */
  async put(file: string, content: string | Uint8Array): Promise<void> {
    try {
      await makeFolder(dirname(file));
      await writeAtomically(file, content, publishedMode);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EISDIR') throw error;
      throw new Fault('failed_precondition', `${file} is a folder, not a file`, { hint: 'Remove it.', cause: error });
    }
  }

  async move(from: string, to: string): Promise<void> {
    await makeFolder(dirname(to));
    await rename(from, to);
    await syncFolder(dirname(to));
  }

  async remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true });
  }
}
