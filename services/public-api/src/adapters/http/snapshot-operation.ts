import { type Parameters, type VersionedOperation, versionedOperation } from '@catalogsync/http';
import type { TSchema } from 'typebox';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';

/** An operation that reads the snapshot in use and nothing else. */
export type SnapshotOperation = VersionedOperation<SnapshotInUse, Parameters, Parameters>;

/** Headers of every answer from a snapshot, for documentation. */
export const snapshotHeaders = {
  ETag: { type: 'string', description: 'Changes with the snapshot; send it as If-None-Match.' },
  'Cache-Control': { type: 'string' },
  'X-Snapshot-Id': { type: 'string', description: 'The snapshot that this answer comes from.' },
};

export const unchanged = { description: 'The copy named by If-None-Match is still current.' };

/** Ties the parameters' types to their reader. `response` is the body of 200. */
export function snapshotOperation<P extends Parameters, Q extends Parameters>({
  response,
  ...operation
}: Omit<VersionedOperation<SnapshotInUse, P, Q>, 'method' | 'access' | 'answers'> & { readonly response: TSchema }): SnapshotOperation {
  const answers = { 200: { description: 'The answer.', schema: response, headers: snapshotHeaders }, 304: unchanged };
  return versionedOperation({ ...operation, method: 'GET', access: 'token', answers });
}
