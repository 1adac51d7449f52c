import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { copySynced } from '@catalogsync/runtime';
import { fileWithin } from '../file-within.js';

/**
 * Finds a downloaded file in the folder shared with the daemon, and moves it. The daemon may know that folder by
 * another path, so the end of the reported path is tried, or else the remote folder and name.
 * @throws Fault `failed_precondition` if it is not there
 */
export async function collectFinished(
  file: { readonly localPath: string | undefined; readonly remotePath: string; readonly size: number },
  downloadsFolder: string,
  destination: string,
): Promise<void> {
  try {
    const root = await realpath(downloadsFolder);
    for (const tail of tailsOf(file.localPath ?? file.remotePath)) {
      const found = join(root, ...tail);
      if (await isFinished(found, root, file.size)) return await move(found, destination);
    }
  } catch (error) {
    const fault = toFault(error);
    throw fault.code === 'not_found' ? notThere(error) : fault;
  }
  throw notThere();
}

function notThere(cause?: unknown): Fault {
  return new Fault('failed_precondition', 'slskd downloaded the file, but it is not in SLSKD_DOWNLOADS_DIR', {
    hint: 'Set it to the download folder of slskd as this machine sees it.',
    cause,
  });
}

/** The longest path suffix first; suffixes that lead out of the folder are left out. */
function tailsOf(path: string): string[][] {
  const parts = path.split(/[\\/]+/).filter((part) => part !== '');
  const plain = parts.map((part) => (/^\.{1,2}$|\0/.test(part) ? '_' : part));
  return plain.map((_, start) => plain.slice(start));
}

/** A tail of the path that leads nowhere is not the file. */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/** Whether it is a regular file within the folder, not a link, of the announced size. */
async function isFinished(path: string, root: string, size: number): Promise<boolean> {
  try {
    return (await fileWithin(path, root))?.size === size;
  } catch (error) {
    if (absent.has((error as { code?: unknown }).code)) return false;
    throw error;
  }
}

/** The folders may be on two volumes, so it is copied; the daemon's copy is then useless. */
async function move(from: string, to: string): Promise<void> {
  await copySynced(from, to);
  try {
    await rm(from);
  } catch {
    // A read-only folder keeps its copy; the song has arrived anyway.
  }
}
