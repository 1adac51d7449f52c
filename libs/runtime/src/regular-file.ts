import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Fault } from '@catalogsync/faults';

/** What stands in place of a regular file. */
function otherKind(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

const refusal = (file: string, what: string, cause?: unknown): Fault =>
  new Fault('data_corrupt', `${file} is ${what}, not a file`, { hint: 'Remove it, or correct the path.', cause });

function requireRegular(file: string, found: Stats): void {
  if (!found.isFile()) throw refusal(file, otherKind(found));
}

/**
 * Opens a regular file for reading; links are followed. Never waits: not for the writer of a pipe, not for a device.
 * @throws Fault `data_corrupt` that says what else is there; else the system's error
 */
export async function openRegular(file: string): Promise<FileHandle> {
  try {
    // Looked at before it is opened, because opening a device can itself have effects; and after, because it may have been replaced.
    requireRegular(file, await stat(file));
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      requireRegular(file, await handle.stat());
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw refusal(file, 'a loop of links', error);
    throw error;
  }
}

/**
 * Reads a small file whole, and never more than `maxBytes` and one byte of it, even while it grows.
 * @throws Fault `data_corrupt` if it is larger or no regular file; else the system's error
 */
export async function readBounded(file: string, maxBytes: number): Promise<Buffer> {
  const handle = await openRegular(file);
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) return bytes.subarray(0, length);
      length += bytesRead;
    }
    throw new Fault('data_corrupt', `${file} is larger than ${maxBytes / 1024} KiB`, { hint: 'Remove it, or correct the path.' });
  } finally {
    await handle.close();
  }
}
