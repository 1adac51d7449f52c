import { rm } from 'node:fs/promises';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { hashFile } from '@catalogsync/runtime';
import { judgeContents, judgeDatabase, type Manifest } from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import { type CacheFolder, stampOf } from './cache-folder.js';
import type { SnapshotSource } from './snapshot-source.js';

/** A checked copy of our own. */
export interface ObtainedDatabase {
  readonly file: string;
  readonly stamp: string;
}

/**
 * Copies the database of an accepted manifest into the cache and checks size, hash and contents of the very file
 * that will be opened. A file that fails is removed.
 * @throws Fault `data_corrupt`, `not_found`, `disk_full`, what the source throws
 */
export async function obtainDatabase(
  source: SnapshotSource,
  cache: CacheFolder,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<ObtainedDatabase> {
  const incoming = cache.incoming();
  try {
    await source.fetchDatabase(manifest, incoming, signal);
    judgeDatabase(manifest, await hashFile(incoming, signal));
    judgeContents(manifest, readSnapshotInfo(incoming));
    const file = await cache.keep(incoming, manifest);
    return { file, stamp: await stampOf(file) };
  } catch (error) {
    await rm(incoming, { force: true });
    throw toFault(signal.aborted ? signal.reason : error);
  }
}

/** Checks a copy from before a restart: by its stamp if untouched since its hash was checked, otherwise by hash. */
export async function recheckDatabase(
  copy: ObtainedDatabase & { readonly manifest: Manifest },
  signal: AbortSignal,
): Promise<ObtainedDatabase> {
  return withFaults(async () => {
    const stamp = await stampOf(copy.file);
    if (stamp !== copy.stamp) judgeDatabase(copy.manifest, await hashFile(copy.file, signal));
    judgeContents(copy.manifest, readSnapshotInfo(copy.file));
    return { file: copy.file, stamp };
  });
}

/** Reads table snapshot_info of a snapshot database. @throws Fault `data_corrupt` */
function readSnapshotInfo(file: string): { snapshotId: string; schemaVersion: number } {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    const rows = database.prepare('SELECT snapshot_id, schema_version FROM snapshot_info LIMIT 2').all();
    const [row] = rows as { snapshot_id: unknown; schema_version: unknown }[];
    if (row === undefined || rows.length > 1) throw new Fault('data_corrupt', 'the database does not say which snapshot it is');
    return { snapshotId: String(row.snapshot_id), schemaVersion: Number(row.schema_version) };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('data_corrupt', 'the database cannot be read as a snapshot', { cause });
  } finally {
    database?.close();
  }
}
