import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSnapshotId, type Manifest, maxManifestBytes, parseManifest } from '@catalogsync/snapshot-format';
import type { FolderWrites } from './folder-writes.js';
import { inFolder, manifestFile, snapshotFolder } from './layout.js';
import { readIfThere } from './manifest-files.js';

/**
 * Brings the publication of an earlier version, which had its snapshots at the top, into today's layout. Each step is whole, so it
 * goes on where an end of the process left it.
 */
export async function moveEarlierLayout(folder: string, writes: FolderWrites): Promise<void> {
  for (const id of (await readdir(folder)).filter(isSnapshotId)) {
    const own = join(folder, id);
    await writeOwnManifest(own, id, writes);
    await writes.move(own, snapshotFolder(folder, id));
  }
  const top = await readIfThere(inFolder(folder).manifest, maxManifestBytes).catch(() => undefined);
  const manifest = top && parsed(top);
  if (top === undefined || manifest === undefined) return;
  // Renewed or rolled back to: the manifest at the top is newer than the snapshot's own.
  const place = snapshotFolder(folder, manifest.snapshot_id);
  const there = await readIfThere(inFolder(place).manifest, maxManifestBytes).catch(() => undefined);
  if (there !== undefined) await putOnce(manifestFile(place, manifest.sequence), top, writes);
}

async function writeOwnManifest(folder: string, id: string, writes: FolderWrites): Promise<void> {
  const bytes = await readIfThere(inFolder(folder).manifest, maxManifestBytes).catch(() => undefined);
  const manifest = bytes && parsed(bytes);
  if (bytes !== undefined && manifest?.snapshot_id === id) await putOnce(manifestFile(folder, manifest.sequence), bytes, writes);
}

async function putOnce(file: string, bytes: Uint8Array, writes: FolderWrites): Promise<void> {
  if ((await readIfThere(file, maxManifestBytes)) === undefined) await writes.put(file, bytes);
}

/** A damaged one is left out of lists, and moved nevertheless. */
function parsed(bytes: Uint8Array): Manifest | undefined {
  try {
    return parseManifest(bytes);
  } catch {
    // Whatever is wrong with it, it names nothing.
    return undefined;
  }
}
