import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Larger blocks gain nothing: 1 MiB already reads at the speed of the hash. */
const blockBytes = 1 << 20;

/**
 * SHA-256 of some text and a whole file, in lower-case hex. Blocks, so call it in a worker.
 * @param check called between blocks; may throw
 */
export function fileHash(path: string, check: () => void, before = ''): string {
  const hash = createHash('sha256').update(before);
  const block = Buffer.allocUnsafe(blockBytes);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      check();
      const length = readSync(file, block, 0, blockBytes, null);
      if (length === 0) return hash.digest('hex');
      hash.update(block.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
