import {
  databaseName,
  deltaBase,
  manifestSequence,
  originDatabaseName,
  packedDatabaseName,
  packedOriginName,
} from '@catalogsync/snapshot-format';

const fixedNames = new Set([databaseName, packedDatabaseName, originDatabaseName, packedOriginName]);

/** Whether a file of a snapshot's folder is published, as a target of the metadata. */
export function isPublishedName(name: string): boolean {
  return fixedNames.has(name) || manifestSequence(name) !== undefined || deltaBase(name) !== undefined;
}

/** Whether a file says where the files of the library are: it is for the origin alone. */
export function isOriginFile(name: string): boolean {
  return name === originDatabaseName || name === packedOriginName;
}
