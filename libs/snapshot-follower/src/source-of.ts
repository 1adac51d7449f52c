import { Fault } from '@catalogsync/faults';
import { type ObjectStore, parseAccessKeys, parseS3Address, S3ObjectStore } from '@catalogsync/object-storage';
import { databaseName, type Manifest, originDatabaseName } from '@catalogsync/snapshot-format';
import { FolderSource } from './folder-source.js';
import type { SnapshotFollowerOptions } from './follower-options.js';
import { HttpSource } from './http-source.js';
import type { Closable } from './reader-slot.js';
import { S3Source } from './s3-source.js';
import type { SnapshotSource } from './snapshot-source.js';
import { sourceKind } from './source-kind.js';

/** Earlier publications have one file for both. */
const originName = ({ origin_sha256 }: Manifest): string => (origin_sha256 === undefined ? databaseName : originDatabaseName);

/**
 * The object storage that a publication is kept in.
 * @param accessKeys SNAPSHOT_S3_KEYS
 * @throws Fault `failed_precondition` without keys, `invalid_argument` for an address or keys out of form
 */
export function publicationStore(source: string, accessKeys: string): ObjectStore {
  const place = parseS3Address(source);
  if (accessKeys !== '') return new S3ObjectStore({ ...place, keys: parseAccessKeys(accessKeys) });
  throw new Fault('failed_precondition', 'SNAPSHOT_SOURCE is object storage, and there are no access keys for it', {
    hint: 'Set SNAPSHOT_S3_KEYS in secrets.env.',
  });
}

/** Where the snapshots come from. @throws Fault `invalid_argument` for an address of object storage that cannot be used */
export function sourceOf({
  source,
  token,
  part,
  accessKeys = '',
  store,
}: SnapshotFollowerOptions<Closable>['publication']): SnapshotSource {
  const nameOf = part === 'origin' ? originName : () => databaseName;
  if (store !== undefined) return new S3Source(store, nameOf);
  const kind = sourceKind(source);
  if (kind === 's3') return new S3Source(publicationStore(source, accessKeys), nameOf);
  return kind === 'http' ? new HttpSource(source, nameOf, token) : new FolderSource(source, nameOf);
}
