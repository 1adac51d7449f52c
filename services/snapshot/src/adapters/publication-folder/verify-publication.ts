import { dirname, join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { hashFile } from '@catalogsync/runtime';
import { createManifestVerifier, judgeSignature } from '@catalogsync/signing';
import {
  databaseName,
  judgeContents,
  judgeDatabase,
  judgeManifest,
  type Manifest,
  maxManifestBytes,
  maxSignatureBytes,
  ofOriginFile,
  originDatabaseName,
} from '@catalogsync/snapshot-format';
import DatabaseFile from 'better-sqlite3';
import { inFolder } from './layout.js';
import { hasDatabase, readIfThere } from './manifest-files.js';

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
  const bytes = await readIfThere(inFolder(folder).manifest, maxManifestBytes);
  if (bytes === undefined) throw new Fault('not_found', `there is no manifest.json in ${folder}`, { hint: 'Check the path.' });
  const signature = trustedKeys === undefined ? undefined : await readIfThere(inFolder(folder).signature, maxSignatureBytes);
  const verifier = trustedKeys === undefined ? undefined : createManifestVerifier(trustedKeys);
  const manifest = judgeManifest(bytes, await judgeSignature(verifier, bytes, signature?.toString('utf8')), undefined, now);
  const nested = join(folder, manifest.snapshot_id);
  const file = join((await hasDatabase(nested, manifest)) ? nested : folder, databaseName);
  await withFaults(async () => judgeDatabase(manifest, await hashFile(file, new AbortController().signal)));
  if (manifest.origin_sha256 !== undefined) {
    const origin = join(dirname(file), originDatabaseName);
    await withFaults(async () => judgeDatabase(ofOriginFile(manifest), await hashFile(origin, new AbortController().signal)));
  }
  judgeOpened(file, manifest);
  return manifest;
}
