import { dirname, join } from 'node:path';
import { Fault, type FaultCode, toFault, withFaults } from '@catalogsync/faults';
import { hashFile } from '@catalogsync/runtime';
import { createManifestVerifier, judgeSignature, type ManifestVerifier } from '@catalogsync/signing';
import {
  databaseName,
  isSnapshotId,
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
import type { SnapshotChecks, SnapshotVerdict } from '../../core/publication/publication-store.js';
import { inFolder, snapshotFolder } from './layout.js';
import { hasDatabase, readIfThere, readManifest } from './manifest-files.js';

function judgeOpened(file: string, manifest: Manifest, structure: 'checked' | 'trusted'): void {
  const db = new DatabaseFile(file, { readonly: true, fileMustExist: true });
  try {
    const found = db.prepare('SELECT snapshot_id AS snapshotId, schema_version AS schemaVersion FROM snapshot_info').get();
    judgeContents(manifest, (found ?? { snapshotId: 'none', schemaVersion: 0 }) as { snapshotId: string; schemaVersion: number });
    if (structure === 'trusted') return;
    const verdict = db.pragma('quick_check', { simple: true });
    if (verdict !== 'ok') throw new Fault('data_corrupt', `the database is damaged: ${String(verdict).slice(0, 200)}`);
  } catch (error) {
    throw toFault(error);
  } finally {
    db.close();
  }
}

/** How a publication is checked. */
export interface PublicationChecking {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Without one the signature is not checked. */
  readonly verifier: ManifestVerifier | undefined;
  /** Readers trust the structure of a database with the right hash; checking it keeps this process busy for seconds. */
  readonly structure: 'checked' | 'trusted';
  readonly signal: AbortSignal;
}

/**
 * Checks a publication in a reader's order: signature, schema, expiry, size and hash, the database's own id, and, if wanted, its
 * structure.
 * @throws Fault `not_found` (nothing published there), `data_corrupt` or `expired` with the reason
 */
export async function checkPublication(folder: string, { now, verifier, structure, signal }: PublicationChecking): Promise<Manifest> {
  const bytes = await readIfThere(inFolder(folder).manifest, maxManifestBytes);
  if (bytes === undefined) throw new Fault('not_found', `there is no manifest.json in ${folder}`, { hint: 'Check the path.' });
  const signature = verifier === undefined ? undefined : await readIfThere(inFolder(folder).signature, maxSignatureBytes);
  const manifest = judgeManifest(bytes, await judgeSignature(verifier, bytes, signature?.toString('utf8')), undefined, now);
  const file = await databaseIn(folder, manifest);
  await withFaults(async () => judgeDatabase(manifest, await hashFile(file, signal)));
  if (manifest.origin_sha256 !== undefined) {
    const origin = join(dirname(file), originDatabaseName);
    await withFaults(async () => judgeDatabase(ofOriginFile(manifest), await hashFile(origin, signal)));
  }
  judgeOpened(file, manifest, structure);
  return manifest;
}

/** In the snapshot's folder, in that of a publication of the version before, or, as in an export, beside the manifest. */
async function databaseIn(folder: string, manifest: Manifest): Promise<string> {
  for (const place of [snapshotFolder(folder, manifest.snapshot_id), join(folder, manifest.snapshot_id)]) {
    if (await hasDatabase(place, manifest)) return join(place, databaseName);
  }
  return join(folder, databaseName);
}

/** The snapshots of a publication folder. */
export class PublicationChecks implements SnapshotChecks {
  /** @param trustedKeys public key ring */
  constructor(
    private readonly folder: string,
    private readonly trustedKeys: string,
    private readonly now: () => number,
  ) {}

  async check(snapshotId: string, signal: AbortSignal): Promise<SnapshotVerdict> {
    const own = snapshotFolder(this.folder, snapshotId);
    if (!isSnapshotId(snapshotId) || (await readIfThere(inFolder(own).manifest, maxManifestBytes)) === undefined) {
      throw new Fault('not_found', `there is no snapshot ${snapshotId.slice(0, 100)}`, {
        hint: 'List the snapshots to see which ones exist.',
      });
    }
    const checkedAt = this.now();
    const trusted = createManifestVerifier(this.trustedKeys);
    let signedBy: string | undefined;
    const verifier: ManifestVerifier = {
      verify: async (manifest, detached) => {
        const verified = await trusted.verify(manifest, detached);
        signedBy = verified.kid;
        return verified;
      },
    };
    // Readers follow the manifest at the top, which may be newer than the snapshot's own.
    const folder = (await this.currentId()) === snapshotId ? this.folder : own;
    try {
      await checkPublication(folder, { now: checkedAt, verifier, structure: 'trusted', signal });
      return { problems: [], signedBy, checkedAt };
    } catch (error) {
      const { code, message } = toFault(error);
      if (!refusals.has(code)) throw error;
      return { problems: [message], signedBy, checkedAt };
    }
  }

  private async currentId(): Promise<string | undefined> {
    try {
      return (await readManifest(this.folder))?.snapshot_id;
    } catch (error) {
      if (toFault(error).code === 'data_corrupt') return undefined;
      throw error;
    }
  }
}

/** What is wrong with a snapshot, rather than with the check of it; a file of it may be missing. */
const refusals: ReadonlySet<FaultCode> = new Set<FaultCode>(['data_corrupt', 'expired', 'not_found']);
