import { isSnapshotId } from './manifest.js';

/** Below a publication: a folder for each snapshot, named by its id. */
export const snapshotsFolderName = 'snapshots';
/** The signed documents that say which snapshot is current. */
export const metadataFolderName = 'metadata';

/** catalog_read.db as it travels: compressed by zstd. */
export const packedDatabaseName = 'catalog_read.db.zst';
export const packedOriginName = 'origin_files.db.zst';

/** The changes of catalog_read.db since an earlier snapshot. */
export const deltaName = (fromSnapshotId: string): string => `from-${fromSnapshotId}.patch.zst`;

/** Since which snapshot a file holds the changes; `undefined` for any other name. */
export function deltaBase(name: string): string | undefined {
  const base = /^from-(.+)\.patch\.zst$/.exec(name)?.[1];
  return base !== undefined && isSnapshotId(base) ? base : undefined;
}

/** Of which sequence a file is the manifest; `undefined` for any other name. */
export function manifestSequence(name: string): number | undefined {
  const digits = /^([1-9]\d{0,15})\.manifest\.json$/.exec(name)?.[1];
  return digits === undefined || !Number.isSafeInteger(Number(digits)) ? undefined : Number(digits);
}
