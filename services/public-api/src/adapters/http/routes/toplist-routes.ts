import { isTextKey, ref } from '@catalogsync/http';
import { listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, textId } from '../parameters.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

export const toplistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation({
    url: '/v1/toplists',
    operationId: 'listToplists',
    tag: 'catalogue',
    summary: 'Groups of charts with their playlists, by id.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { limit, cursor },
    response: ref('ToplistPage'),
    read: ({ version: snapshot, query }) => {
      const place: SnapshotList<string> = { snapshot, list: 'toplists', isKey: isTextKey };
      return listBody(place, snapshot.reader.catalogue.toplists(pageOf(place, query)));
    },
  }),
  snapshotOperation({
    url: '/v1/toplists/:id',
    operationId: 'getToplist',
    tag: 'catalogue',
    summary: 'One group of charts.',
    problems: ['invalid_id', 'not_found'],
    path: { id: textId },
    query: {},
    response: ref('Toplist'),
    read: ({ version: snapshot, path }) => snapshot.reader.catalogue.toplist(path.id),
  }),
];
