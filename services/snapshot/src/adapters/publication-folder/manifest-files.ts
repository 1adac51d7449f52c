import { chmod, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault } from '@catalogsync/faults';
import { readBounded } from '@catalogsync/runtime';
import { type Manifest, maxManifestBytes, parseManifest } from '@catalogsync/snapshot-format';
import type { SignedManifest } from '../../core/publication/publication-store.js';
import { isPublishedName } from '../../core/publication/published-names.js';
import { type FolderWrites, publishedMode } from './folder-writes.js';
import { inFolder } from './layout.js';

const isMissing = (error: unknown): boolean => {
  const { code } = error as { code?: string };
  return code === 'ENOENT' || code === 'ENOTDIR';
};

/**
 * Signature first, manifest last, because readers act upon the manifest. In between, a reader finds a signature that
 * does not fit and tries again. An old signature never stays next to an unsigned manifest.
 */
export async function writeManifest(folder: string, signed: SignedManifest, writes: FolderWrites): Promise<void> {
  const files = inFolder(folder);
  if (signed.signature === undefined) await writes.remove(files.signature);
  else await writes.put(files.signature, signed.signature);
  await writes.put(files.manifest, signed.bytes);
}

/** Makes what is published in a folder read-only, also what earlier versions published. */
export async function protectPublished(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(isPublishedName).map((name) => join(folder, name));
  for (const file of [...Object.values(inFolder(folder)), ...names]) {
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
