import { isIntegerKey, type KeyGuard, PreparedJson, ref } from '@catalogsync/http';
import type { ChangePosition } from '../../../core/catalogue/changes.js';
import { documentKinds } from '../../../core/catalogue/documents.js';
import type { SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { documentsOf, nextCursor, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, since } from '../parameters.js';
import { refusal } from '../problems.js';
import { listProblems, type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const isPosition: KeyGuard<ChangePosition> = (value): value is ChangePosition => {
  const { stage, changedIn, id, kind } = (value ?? {}) as Partial<Record<string, unknown>>;
  return [stage, changedIn, id, kind].every(isIntegerKey);
};

/** The sequence of the snapshot that a client has. @throws RequestFault `changes_outdated` */
function sequenceOf({ manifest, reader }: SnapshotInUse, snapshotId: string): number {
  if (snapshotId === manifest.snapshot_id) return manifest.sequence;
  const sequence = reader.catalogue.changes.sequenceOf(snapshotId);
  if (sequence !== undefined) return sequence;
  throw refusal('changes_outdated', 'the changes since that snapshot are not known any more', { hint: 'Read the lists anew.' });
}

const changesRoute = snapshotOperation('listChanges', '/v1/changes', {
  tag: 'catalogue',
  summary: 'What changed since an earlier snapshot.',
  description:
    'Brings a client that keeps a copy up to date: first what is gone, then the whole documents of what is new or has changed, in pages. When nextCursor is null the copy is that of the snapshot in `to`. If the changes do not reach back to since, the answer is 410 changes_outdated: read the lists anew.',
  problems: ['invalid_parameter', 'changes_outdated', ...listProblems],
  path: {},
  query: { since, limit, cursor },
  response: ref('Changes'),
  read: ({ version: snapshot, query }) => {
    const place: SnapshotList<ChangePosition> = { snapshot, list: `changes ${query.since}`, isKey: isPosition };
    const { deleted, upserted, next } = snapshot.reader.catalogue.changes.since(sequenceOf(snapshot, query.since), pageOf(place, query));
    const documents = documentKinds.map((kind) => {
      const changed = upserted.filter((one) => one.kind === kind).map(({ id }) => id);
      return [`${kind}s`, documentsOf(snapshot, kind, changed)] as const;
    });
    const span = { since: query.since, to: snapshot.manifest.snapshot_id };
    return PreparedJson.object({ ...span, deleted, ...Object.fromEntries(documents), nextCursor: nextCursor(place, next) });
  },
});

const statsRoute = snapshotOperation('getStats', '/v1/stats', {
  tag: 'catalogue',
  summary: 'How much the catalogue holds.',
  description:
    'Returns the number of tracks, albums, artists and so on. They are those of the snapshot in use and were counted once, when it was opened.',
  problems: [],
  path: {},
  query: {},
  response: ref('Stats'),
  read: ({ version: { manifest, reader } }) => ({
    ...reader.catalogue.counts(),
    toplists: manifest.toplist_count,
    files: manifest.file_count,
    generatedAt: manifest.generated_at,
  }),
});

export const changeRoutes: readonly SnapshotOperation[] = [changesRoute, statsRoute];
