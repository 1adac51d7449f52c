import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { toFault } from '@catalogsync/faults';
import { judgeDatabase, type Manifest } from '@catalogsync/snapshot-format';

/**
 * Reads a whole database in blocks that do not hold up the event loop.
 * @throws Fault `data_corrupt` if it does not match its manifest, `not_found`, `canceled`
 */
export async function verifyDatabase(file: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  try {
    const { size } = await stat(file);
    const hash = createHash('sha256');
    const content = createReadStream(file, { highWaterMark: 1 << 20, signal });
    for await (const block of content) hash.update(block as Buffer);
    judgeDatabase(manifest, { sizeBytes: size, sha256: hash.digest('hex') });
  } catch (error) {
    throw toFault(error);
  }
}
