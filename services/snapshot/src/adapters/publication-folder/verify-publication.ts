import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { createManifestVerifier } from '@catalogsync/signing';
import { judgeContents, judgeManifest, type Manifest, type SignatureVerdict } from '@catalogsync/snapshot-format';
import DatabaseFile from 'better-sqlite3';
import { databaseName, inFolder } from './layout.js';
import { hasDatabase } from './manifest-files.js';
import { verifyDatabase } from './verify-database.js';

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === 'not_found') return undefined;
    throw fault;
  }
}

async function judgeSignature(folder: string, manifest: Uint8Array, trustedKeys: string | undefined): Promise<SignatureVerdict> {
  if (trustedKeys === undefined) return 'not_required';
  const signature = await readIfThere(inFolder(folder).signature);
  if (signature === undefined) return 'missing';
  try {
    await createManifestVerifier(trustedKeys).verify(manifest, signature.toString('latin1'));
    return 'valid';
  } catch (error) {
    if (error instanceof Fault && error.code === 'unauthenticated') return 'invalid';
    throw error;
  }
}

function judgeOpened(file: string, manifest: Manifest): void {
  const db = new DatabaseFile(file, { readonly: true, fileMustExist: true });
  try {
    const found = db.prepare('SELECT snapshot_id AS snapshotId, schema_version AS schemaVersion FROM snapshot_info').get();
    judgeContents(manifest, (found ?? { snapshotId: 'none', schemaVersion: 0 }) as { snapshotId: string; schemaVersion: number });
    const verdict = db.pragma('quick_check', { simple: true });
    if (verdict !== 'ok') throw new Fault('data_corrupt', `the database is damaged: ${String(verdict).slice(0, 200)}`);
  } catch (error) {
    throw toFault(error);
  } finally {
    db.close();
  }
}

/**
 * Checks a publication in a reader's order: signature, schema, expiry, size and hash, the database's own id, and its
 * structure (readers skip that, because the hash is enough for them).
 * @param now milliseconds since 1970, UTC
 * @param trustedKeys public key ring; without one the signature is not checked.
 * @throws Fault `not_found` (nothing published there), `data_corrupt` or `expired` with the reason
 */
export async function checkPublication(folder: string, now: number, trustedKeys: string | undefined): Promise<Manifest> {
  const bytes = await readIfThere(inFolder(folder).manifest);
  if (bytes === undefined) throw new Fault('not_found', `there is no manifest.json in ${folder}`, { hint: 'Check the path.' });
  const { manifest } = judgeManifest(bytes, await judgeSignature(folder, bytes, trustedKeys), undefined, now);
  const nested = join(folder, manifest.snapshot_id);
  const file = join((await hasDatabase(nested, manifest)) ? nested : folder, databaseName);
  await verifyDatabase(file, manifest, new AbortController().signal);
  judgeOpened(file, manifest);
  return manifest;
}
