import { chmod, lstat, rm, stat } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { readBounded, writeAtomically } from '@catalogsync/runtime';
import { type Manifest, maxManifestBytes, parseManifest } from '@catalogsync/snapshot-format';
import type { SignedManifest } from '../../core/publication/publication-store.js';
import { inFolder } from './layout.js';

/** Published files are replaced, never written: a slip of the owner's then fails instead of changing one in place. */
export const publishedMode = 0o444;

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
  else await replace(files.signature, signed.signature);
  await replace(files.manifest, signed.bytes);
}

async function replace(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeAtomically(file, content, publishedMode);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EISDIR') throw error;
    throw new Fault('failed_precondition', `${file} is a folder, not a file`, { hint: 'Remove it.', cause: error });
  }
}

/** Makes what is published in a folder read-only, also what earlier versions published. */
export async function protectPublished(folder: string): Promise<void> {
  for (const file of Object.values(inFolder(folder))) {
    try {
      const found = await lstat(file);
      if (found.isFile() && (found.mode & 0o777) !== publishedMode) await chmod(file, publishedMode);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** The bytes of a small file; `undefined` if there is none. @throws Fault `data_corrupt` if it is larger or no file */
export async function readIfThere(file: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    return await readBounded(file, maxBytes);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toFault(error);
  }
}

/** @throws Fault `data_corrupt`, among others */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const bytes = await readIfThere(inFolder(folder).manifest, maxManifestBytes);
  return bytes && parseManifest(bytes);
}

/** Whether the folder has the database, in the size that its manifest states. */
export async function hasDatabase(folder: string, manifest: Manifest): Promise<boolean> {
  try {
    const found = await stat(inFolder(folder).database);
    return found.isFile() && found.size === manifest.db_size_bytes;
  } catch (error) {
    if (isMissing(error) || (error as { code?: string }).code === 'ELOOP') return false;
    throw error;
  }
}
