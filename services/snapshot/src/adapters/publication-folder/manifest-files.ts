import { readFile, rm, stat } from 'node:fs/promises';
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

/**
 * @returns `undefined` if there is none.
 * @throws Fault `data_corrupt`, or the system's error
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return parseManifest(await readFile(inFolder(folder).manifest));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
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
