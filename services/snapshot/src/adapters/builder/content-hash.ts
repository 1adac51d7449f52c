import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Larger blocks gain nothing: 1 MiB already reads at the speed of the hash. */
const blockBytes = 1 << 20;

/** Feeds a whole file to a hash. Blocks, so call it in a worker. `check` is called between blocks and may throw. */
function feed(hash: Hash, path: string, check: () => void): void {
  const block = Buffer.allocUnsafe(blockBytes);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      check();
      const length = readSync(file, block, 0, blockBytes, null);
      if (length === 0) return;
      hash.update(block.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** SHA-256 of a file, in lower-case hex. */
export function fileHash(path: string, check: () => void): string {
  const hash = createHash('sha256');
  feed(hash, path, check);
  return hash.digest('hex');
}

/**
 * Identifies content by the file while it holds only rows, and by the statements that process them, so that a new
 * index or search table counts as new content too.
 */
export function contentHash(path: string, derived: readonly string[], check: () => void): string {
  const hash = createHash('sha256').update(JSON.stringify(derived));
  feed(hash, path, check);
  return hash.digest('hex');
}
