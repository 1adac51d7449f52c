import { readFile, rm, stat } from 'node:fs/promises';
import { toFault } from '@catalogsync/faults';
import { writeAtomically } from '@catalogsync/runtime';
import { type Manifest, parseManifest } from '@catalogsync/snapshot-format';
import type { SignedManifest } from '../../core/publication/publication-store.js';
import { inFolder } from './layout.js';

const isMissing = (error: unknown): boolean => {
  const { code } = error as { code?: string };
  return code === 'ENOENT' || code === 'ENOTDIR';
};

/**
 * Signature first, manifest last, because readers act upon the manifest. In between, a reader finds a signature that
 * does not fit and tries again. An old signature never stays next to an unsigned manifest.
 */
export async function writeManifest(folder: string, signed: SignedManifest): Promise<void> {
  const files = inFolder(folder);
  if (signed.signature === undefined) await rm(files.signature, { force: true });
  else await writeAtomically(files.signature, signed.signature);
  await writeAtomically(files.manifest, signed.bytes);
}

/** The bytes of a file; `undefined` if there is none. @throws Fault */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toFault(error);
  }
}

/** @throws Fault `data_corrupt`, among others */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const bytes = await readIfThere(inFolder(folder).manifest);
  return bytes && parseManifest(bytes);
}

/** Whether the folder has the database, in the size that its manifest states. */
export async function hasDatabase(folder: string, manifest: Manifest): Promise<boolean> {
  try {
    const found = await stat(inFolder(folder).database);
    return found.isFile() && found.size === manifest.db_size_bytes;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
