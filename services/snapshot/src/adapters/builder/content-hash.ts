import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Larger blocks gain nothing: 1 MiB reads at the speed of the hash. */
const blockBytes = 1 << 20;

/** Feeds a whole file to a hash. For a worker: it blocks. `check` is called between blocks and may throw. */
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
 * What content is told by: the file while it holds nothing but the rows, and the text of all that will be
 * made of them, so that a new index or another search table is new content too.
 */
export function contentHash(path: string, derived: readonly string[], check: () => void): string {
  const hash = createHash('sha256').update(JSON.stringify(derived));
  feed(hash, path, check);
  return hash.digest('hex');
}
