import { packFile } from '@catalogsync/snapshot-delta';
import type { SnapshotPacker } from '../../core/publication/snapshot-builder.js';

/** Compresses a stream by zstd. The work is done in the threads of zlib, so that this process's services keep answering. */
export class ZstdPacker implements SnapshotPacker {
  async pack(source: string, target: string, signal: AbortSignal): Promise<void> {
    await packFile(source, target, signal);
  }
}
