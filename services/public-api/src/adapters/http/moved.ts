import type { Operation } from '@catalogsync/http';
import { type DocumentKind, documentKinds } from '../../core/catalogue/documents.js';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';

/** What a path is about: `/v1/<kind>s/:id` and everything below. */
function kindOf(url: string): DocumentKind | undefined {
  return documentKinds.find((kind) => url === `/v1/${kind}s/:id` || url.startsWith(`/v1/${kind}s/:id/`));
}

/** Whether ids in this path may lead to others. */
export function isMovable(url: string): boolean {
  return kindOf(url) !== undefined;
}

/**
 * The address of what an old id leads to, with the rest of the path and the query as they were: an album that was a playlist,
 * an artist that is one with another, a track that another file now stands for.
 */
export function movedAddress({ reader }: SnapshotInUse, operation: Pick<Operation, 'url'>, id: unknown, url: string): string | undefined {
  const kind = kindOf(operation.url);
  if (kind === undefined || typeof id !== 'number') return undefined;
  const moved = reader.catalogue.movedTo(kind, id);
  return moved && url.replace(/^\/v1\/[a-z]+\/[^/?]+/, `/v1/${moved.kind}s/${moved.id}`);
}
