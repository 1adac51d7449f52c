import { toFault } from '@catalogsync/faults';
import type { ObjectStore } from '@catalogsync/object-storage';
import { coversFolderName, metadataFolderName, snapshotsFolderName } from '@catalogsync/snapshot-format';
import type { MirroredKeys } from './mirror-pass.js';

/** A reader may hold the metadata before: what it names stays this long. */
const graceMs = 60 * 60_000;

/** Removes from object storage what the publication no longer has. Only what it could itself have put there. */
export class MirrorLeftovers {
  /** Since when a key has been of no use. Forgotten by a restart, which only makes it stay longer. */
  private readonly unused = new Map<string, number>();

  constructor(private readonly store: ObjectStore) {}

  async remove(wanted: MirroredKeys, now: number, signal: AbortSignal): Promise<void> {
    const found = new Set<string>();
    for (const folder of [snapshotsFolderName, metadataFolderName, coversFolderName]) {
      for await (const { key } of this.store.list(`${folder}/`, signal)) {
        // Readers of any age may still have to follow the roots.
        if (!wanted.has(key) && !key.endsWith('.root.json')) found.add(key);
      }
    }
    for (const key of this.unused.keys()) if (!found.has(key)) this.unused.delete(key);
    for (const key of found) {
      const since = this.unused.get(key) ?? now;
      this.unused.set(key, since);
      if (now - since < graceMs) continue;
      await this.store.remove(key, signal);
      this.unused.delete(key);
    }
    await this.giveUpUploads(now, signal);
  }

  /** Uploads in parts that a dead process left. */
  private async giveUpUploads(now: number, signal: AbortSignal): Promise<void> {
    try {
      for await (const { key, uploadId, startedAt } of this.store.uploads(`${snapshotsFolderName}/`, signal)) {
        if (now - startedAt > graceMs) await this.store.abortUpload(key, uploadId, signal);
      }
    } catch (error) {
      // Some servers cannot list them.
      if (toFault(error).code !== 'unsupported') throw error;
    }
  }
}
