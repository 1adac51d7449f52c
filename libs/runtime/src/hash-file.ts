import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Large enough to read cheaply, small enough that hashing one (under 1 ms) delays nobody. */
const chunkBytes = 1024 * 1024;

/** SHA-256 of a file in lower-case hex, and its size, without blocking the event loop. */
export async function hashFile(file: string, signal: AbortSignal): Promise<{ sha256: string; sizeBytes: number }> {
  const handle = await open(file, 'r');
  try {
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
  } finally {
    await handle.close();
  }
}
