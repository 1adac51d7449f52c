import { Fault } from '@catalogsync/faults';
import Database from 'better-sqlite3';

/** Reads table snapshot_info of a snapshot database. @throws Fault `data_corrupt` */
export function readSnapshotInfo(file: string): { snapshotId: string; schemaVersion: number } {
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
