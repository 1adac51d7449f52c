import { constants } from 'node:fs';
import { copyFile, type FileHandle, open } from 'node:fs/promises';
import { Fault } from '@catalogsync/faults';
import { openRegular } from '@catalogsync/runtime';
import { judgeSize, type Manifest } from '@catalogsync/snapshot-format';

/** One block that stays in the processor's cache: a third of the time of Node's streams. */
const blockBytes = 256 * 1024;

/**
 * Makes a copy of our own of a published database: blocks are shared where the file system can do so without
 * sharing the file (btrfs, XFS, ZFS), else they are copied. A hard link would be free everywhere, but whoever writes
 * into the published file would then write into the file that is being read.
 * @throws Fault `data_corrupt` if it is no regular file or not of the size that the manifest states; the system's error
 */
export function copyDatabase(from: string, to: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  return copyFrom(from, to, { size: manifest.db_size_bytes, judge: (found) => judgeSize(manifest, found) }, signal);
}

/** The same for any published file. @throws Fault `data_corrupt` if it is no regular file or of another size */
export function copyOfSize(from: string, to: string, size: number, signal: AbortSignal): Promise<void> {
  const judge = (found: number): void => {
    if (found !== size) throw new Fault('data_corrupt', `a published file has ${found} bytes, but its metadata says ${size}`);
  };
  return copyFrom(from, to, { size, judge }, signal);
}

interface Sized {
  readonly size: number;
  /** Throws for another size. */
  readonly judge: (found: number) => void;
}

async function copyFrom(from: string, to: string, { size, judge }: Sized, signal: AbortSignal): Promise<void> {
  const source = await openRegular(from);
  try {
    judge((await source.stat()).size);
    if (!(await clone(source, to))) await copyBytes(source, to, size, signal);
  } finally {
    await source.close();
  }
}

/** False if blocks cannot be shared here. Cloned by descriptor, because the name may lead elsewhere by now. */
async function clone(source: FileHandle, to: string): Promise<boolean> {
  try {
    await copyFile(`/proc/self/fd/${source.fd}`, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // Whatever the reason, copying either works or fails with a better one.
    return false;
  }
}

/** Not more than `size`, even if the source grows meanwhile. */
async function copyBytes(source: FileHandle, to: string, size: number, signal: AbortSignal): Promise<void> {
  const target = await open(to, 'wx', 0o600);
  try {
    const block = Buffer.allocUnsafe(blockBytes);
    for (let at = 0; ; ) {
      signal.throwIfAborted();
      const { bytesRead } = await source.read(block, 0, Math.min(block.length, size - at), at);
      // The end. If it was cut off meanwhile, the check of the copy will say so.
      if (bytesRead === 0) return;
      await target.writeFile(block.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await target.close();
  }
}
