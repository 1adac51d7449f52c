import {
  type KeyGuard,
  type Parameter,
  type Parameters,
  type ParameterValues,
  ref,
  type VersionedOperation,
  versionedOperation,
} from '@catalogsync/http';
import type { TSchema } from 'typebox';
import type { Page, Slice, SnapshotCatalogue } from '../../core/catalogue/snapshot-catalogue.js';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { listBody, pageOf } from './list-page.js';
import { cursor, limit } from './parameters.js';

/** An operation that reads the snapshot in use and nothing else. */
export type SnapshotOperation = VersionedOperation<SnapshotInUse, Parameters, Parameters>;

/** Headers of every answer from a snapshot, for documentation. */
export const snapshotHeaders = {
  ETag: { type: 'string', description: 'Changes with the snapshot; send it as If-None-Match.' },
  'Cache-Control': { type: 'string' },
  'X-Snapshot-Id': { type: 'string', description: 'The snapshot that this answer comes from.' },
};

export const unchanged = { description: 'The copy named by If-None-Match is still current.' };

type Declared<P extends Parameters, Q extends Parameters> = Omit<
  VersionedOperation<SnapshotInUse, P, Q>,
  'operationId' | 'method' | 'url' | 'access' | 'answers'
>;

/** Ties the parameters' types to their reader. `response` is the body of 200. */
export function snapshotOperation<P extends Parameters, Q extends Parameters>(
  operationId: string,
  url: string,
  { response, ...operation }: Declared<P, Q> & { readonly response: TSchema },
): SnapshotOperation {
  const answers = { 200: { description: 'The answer.', schema: response, headers: snapshotHeaders }, 304: unchanged };
  return versionedOperation({ ...operation, operationId, method: 'GET', url, access: 'token', answers });
}

interface EntityRead<Id> {
  readonly summary: string;
  /** Its schema. */
  readonly entity: string;
  readonly id: Parameter<Id>;
  read(catalogue: SnapshotCatalogue, id: Id): object | undefined;
}

/** One entity by its id. */
export function entityOperation<Id>(operationId: string, url: string, { summary, entity, id, read }: EntityRead<Id>): SnapshotOperation {
  return snapshotOperation(operationId, url, {
    tag: 'catalogue',
    summary,
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: ref(entity),
    read: ({ version: { reader }, path }) => read(reader.catalogue, path.id),
  });
}

interface ListRead<Key, P extends Parameters> {
  readonly summary: string;
  /** The schema of its entries. */
  readonly entity: string;
  readonly path: P;
  readonly isKey: KeyGuard<Key>;
  /** Names the list in its cursors. */
  list(path: ParameterValues<P>): string;
  /** Undefined if there is no such list, or if the page begins nowhere in it. */
  read(catalogue: SnapshotCatalogue, page: Page<Key>, path: ParameterValues<P>): Slice<object, Key> | undefined;
}

/** A list in pages, without filters. */
export function listOperation<Key, P extends Parameters>(
  operationId: string,
  url: string,
  { entity, path, isKey, list, read, summary }: ListRead<Key, P>,
): SnapshotOperation {
  const ofEntity = 'id' in path ? ['invalid_id', 'not_found'] : [];
  return snapshotOperation(operationId, url, {
    tag: 'catalogue',
    summary,
    problems: [...ofEntity, 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path,
    query: { limit, cursor },
    response: ref(`${entity}Page`),
    read: ({ version: snapshot, path: given, query }) => {
      const place = { snapshot, list: list(given), isKey };
      const slice = read(snapshot.reader.catalogue, pageOf(place, query), given);
      return slice && listBody(place, slice);
    },
  });
}
