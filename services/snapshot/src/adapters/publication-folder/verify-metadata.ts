import { join } from 'node:path';
import { Fault, withFaults } from '@catalogsync/faults';
import { manifestOfTarget, maxBytesOf, updatePublication } from '@catalogsync/publication-trust';
import { hashFile } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import { readIfThere } from './manifest-files.js';

export interface MetadataChecking {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** The root document that is trusted. */
  readonly root: string;
  /** The manifest that readers of the version before follow. */
  readonly manifest: Manifest;
  readonly signal: AbortSignal;
}

/**
 * Checks the signed metadata of a folder, and the files of the current snapshot that it names. An export has none, which is no fault.
 * @throws Fault `data_corrupt` or `expired` with the reason, `not_found` if there is no root document to check by
 */
export async function checkMetadata(folder: string, { now, root, manifest, signal }: MetadataChecking): Promise<void> {
  if ((await readIfThere(join(folder, 'metadata', 'timestamp.json'), maxBytesOf.timestamp)) === undefined) return;
  const trusted = await readIfThere(root, maxBytesOf.root);
  if (trusted === undefined) throw new Fault('not_found', `there is no root document: ${root}`, { hint: 'Name another one: --root FILE.' });
  const source = { read: (path: string, maxBytes: number) => readIfThere(join(folder, path), maxBytes) };
  const { publication } = await updatePublication({ root: trusted }, source, now, signal);
  const current = manifestOfTarget(publication.current);
  if (current?.sequence !== manifest.sequence) {
    throw new Fault('data_corrupt', `the metadata announces sequence ${current?.sequence}, but manifest.json has ${manifest.sequence}`, {
      hint: 'Publish again.',
    });
  }
  const own = [...publication.targets.values()].filter(({ path }) => path.startsWith(`snapshots/${current.snapshotId}/`));
  for (const { path, sha256, sizeBytes } of own) {
    const found = await withFaults(() => hashFile(join(folder, path), signal));
    if (found.sha256 !== sha256 || found.sizeBytes !== sizeBytes) throw new Fault('data_corrupt', `${path} is not what the metadata says`);
  }
}
