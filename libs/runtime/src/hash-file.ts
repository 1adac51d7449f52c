import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openRegular } from './regular-file.js';

/** Large enough to read cheaply, small enough that hashing one (under 1 ms) delays nobody. */
const chunkBytes = 1024 * 1024;

/** SHA-256 in lower-case hex, and the size. */
export interface FileHash {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * The hash of a file, without blocking the event loop.
 * @throws Fault `data_corrupt` if it is no regular file; else the system's error
 */
export async function hashFile(file: string, signal: AbortSignal): Promise<FileHash> {
  const handle = await openRegular(file);
  try {
    return await hashHandle(handle, signal);
  } finally {
    await handle.close();
  }
}

/** The hash of an open file, from its beginning, wherever its position is. */
export async function hashHandle(handle: FileHandle, signal: AbortSignal): Promise<FileHash> {
  const hash = createHash('sha256');
  // Two buffers: one is read while the other is hashed.
  const buffers = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)] as const;
  let sizeBytes = 0;
  let reading = handle.read(buffers[0], 0, chunkBytes, 0);
  for (let round = 0; ; round++) {
    const { bytesRead, buffer } = await reading;
    if (bytesRead === 0) return { sha256: hash.digest('hex'), sizeBytes };
    signal.throwIfAborted();
    sizeBytes += bytesRead;
    reading = handle.read(round % 2 === 0 ? buffers[1] : buffers[0], 0, chunkBytes, sizeBytes);
    hash.update(buffer.subarray(0, bytesRead));
  }
}
