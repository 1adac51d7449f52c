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
import type { DocumentKind } from '../../core/catalogue/documents.js';
import type { Page, Slice, SnapshotCatalogue } from '../../core/catalogue/snapshot-catalogue.js';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { documentList, pageOf } from './list-page.js';
import { isMovable } from './moved.js';
import { cursor, limit } from './parameters.js';

/** An operation that reads the snapshot in use and nothing else. */
export type SnapshotOperation = VersionedOperation<SnapshotInUse, Parameters, Parameters>;

/** Headers of every answer from a snapshot, for documentation. */
export const snapshotHeaders = {
  ETag: { type: 'string', description: 'Changes with the snapshot; send it as If-None-Match.' },
  'Cache-Control': { type: 'string' },
  'X-Snapshot-Id': { type: 'string', description: 'The snapshot that this answer comes from.' },
};

/** Of paths with an id that another one stands for now. */
export const moved = {
  description: 'Another id stands for it now: the same request goes to the address in Location.',
  headers: { Location: { type: 'string', description: 'The new address, with the query as it was.' } },
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
  const found = { 200: { description: 'The answer.', schema: response, headers: snapshotHeaders }, 304: unchanged };
  const answers = isMovable(url) ? { ...found, 308: moved } : found;
  return versionedOperation({ ...operation, operationId, method: 'GET', url, access: 'token', answers });
}

interface Described {
  readonly summary: string;
  /** Two or three sentences: what it gives, and what to know before calling it. */
  readonly description: string;
}

interface EntityRead<Id> extends Described {
  /** Its schema. */
  readonly entity: string;
  readonly id: Parameter<Id>;
  read(snapshot: SnapshotInUse, id: Id): object | undefined;
}

/** One entity by its id. */
export function entityOperation<Id>(
  operationId: string,
  url: string,
  { entity, id, read, ...described }: EntityRead<Id>,
): SnapshotOperation {
  return snapshotOperation(operationId, url, {
    tag: 'catalogue',
    ...described,
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: ref(entity),
    read: ({ version, path }) => read(version, path.id),
  });
}

interface ListRead<Key, P extends Parameters> extends Described {
  /** What its entries are. */
  readonly kind: DocumentKind;
  readonly path: P;
  readonly isKey: KeyGuard<Key>;
  /** Names the list in its cursors. */
  list(path: ParameterValues<P>): string;
  /** Undefined if there is no such list, or if the page begins nowhere in it. */
  read(catalogue: SnapshotCatalogue, page: Page<Key>, path: ParameterValues<P>): Slice<number, Key> | undefined;
}

const entityNames: Readonly<Record<DocumentKind, string>> = { track: 'Track', album: 'Album', artist: 'Artist', playlist: 'Playlist' };

/** Problems of every list. */
export const listProblems = ['invalid_limit', 'invalid_cursor', 'cursor_outdated'] as const;

/** A list of documents in pages, without filters. */
export function listOperation<Key, P extends Parameters>(
  operationId: string,
  url: string,
  { kind, path, isKey, list, read, ...described }: ListRead<Key, P>,
): SnapshotOperation {
  const ofEntity = 'id' in path ? ['invalid_id', 'not_found'] : [];
  return snapshotOperation(operationId, url, {
    tag: 'catalogue',
    ...described,
    problems: [...ofEntity, ...listProblems],
    path,
    query: { limit, cursor },
    response: ref(`${entityNames[kind]}Page`),
    read: ({ version: snapshot, path: given, query }) => {
      const place = { snapshot, list: list(given), isKey };
      const slice = read(snapshot.reader.catalogue, pageOf(place, query), given);
      return slice && documentList(place, kind, slice);
    },
  });
}
