import { constants } from 'node:fs';
import { copyFile, type FileHandle, lstat, open, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { LibraryFiles, Presence } from '../../core/library/library-tracks.js';
import { absolutePath, type FileKey } from '../../core/library/model.js';
import type { FetchRequest } from '../../core/sources/fetch.js';

const chunkBytes = 1024 * 1024;

type Limits = Pick<FetchRequest, 'maxBytes' | 'report'>;

/** Copies files from the library folders, which it only reads. Like the scan, it follows no link below a root. */
export class LibraryFileCopier implements LibraryFiles {
  async presence(file: FileKey): Promise<Presence> {
    try {
      return (await isOrdinary(file)) ? 'there' : 'gone';
    } catch (error) {
      if (toFault(error).code !== 'not_found') return 'out_of_reach';
      return (await hasAnything(file.root)) ? 'gone' : 'out_of_reach';
    }
  }

  async copy(file: FileKey, to: string, limits: Limits, signal: AbortSignal): Promise<void> {
    const presence = await this.presence(file);
    if (presence === 'gone') throw new Fault('not_found', 'the file is no longer in the library', { hint: 'Scan the library.' });
    if (presence === 'out_of_reach') throw new Fault('unavailable', `the library folder ${file.root} is out of reach`);
    try {
      await copied(absolutePath(file), to, limits, signal);
    } catch (error) {
      await rm(to, { force: true });
      throw signal.aborted ? toFault(signal.reason) : toFault(error);
    }
  }
}

async function isOrdinary(file: FileKey): Promise<boolean> {
  const path = absolutePath(file);
  if (!(await lstat(path)).isFile()) return false;
  return (await realpath(path)) === join(await realpath(file.root), file.path);
}

/** An empty folder is what an unmounted volume leaves behind. */
async function hasAnything(root: string): Promise<boolean> {
  try {
    return (await readdir(root)).length > 0;
  } catch {
    // Missing, forbidden or broken: out of reach either way.
    return false;
  }
}

async function copied(from: string, to: string, { maxBytes, report }: Limits, signal: AbortSignal): Promise<void> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const before = await source.stat();
    if (before.size > maxBytes) throw new Fault('data_corrupt', `the file has more than the ${maxBytes} bytes allowed`);
    if (signal.aborted) throw signal.reason;
    if (!(await isCloned(from, to))) await copyBytes(source, to, before.size, report, signal);
    const after = await source.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new Fault('unavailable', 'the file changed while it was copied', { hint: 'Scan the library once it is complete.' });
    }
    await finished(to);
    report({ bytesDone: before.size, bytesTotal: before.size });
  } finally {
    await source.close();
  }
}

/** Clones the blocks where the file system can, so that the copy costs no time or space. */
async function isCloned(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // Cloning is not supported, or copying the bytes will report what is wrong.
    return false;
  }
}

/** In chunks, so that an abort takes effect soon and a slow disk shows progress. */
async function copyBytes(source: FileHandle, to: string, size: number, report: Limits['report'], signal: AbortSignal): Promise<void> {
  const target = await open(to, 'w', 0o640);
  try {
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, size)));
    // A growing file is detected afterwards; here it must not make the copy endless.
    for (let done = 0; done < size; ) {
      if (signal.aborted) throw signal.reason;
      const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - done), done);
      if (bytesRead === 0) return;
      await target.writeFile(buffer.subarray(0, bytesRead));
      done += bytesRead;
      report({ bytesDone: done, bytesTotal: size });
    }
  } finally {
    await target.close();
  }
}

/** Synced, and writable by us: a clone may have inherited a read-only mode. */
async function finished(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.chmod(0o640);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
