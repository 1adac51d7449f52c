import { isTextKey } from '../cursor.js';
import { type ListPlace, listBody, pageOf } from '../list-page.js';
import { cursor, limit, textId } from '../parameters.js';
import { type SnapshotRoute, snapshotRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

export const toplistRoutes: readonly SnapshotRoute[] = [
  snapshotRoute({
    url: '/v1/toplists',
    operationId: 'listToplists',
    tag: 'catalogue',
    summary: 'Groups of charts with their playlists, by id.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { limit, cursor },
    response: schemaRef('ToplistPage'),
    answer: ({ snapshot, query }) => {
      const place: ListPlace<string> = { snapshot, list: 'toplists', isKey: isTextKey };
      return listBody(place, snapshot.reader.catalog.toplists(pageOf(place, query)));
    },
  }),
  snapshotRoute({
    url: '/v1/toplists/:id',
    operationId: 'getToplist',
    tag: 'catalogue',
    summary: 'One group of charts.',
    problems: ['invalid_id', 'not_found'],
    path: { id: textId },
    query: {},
    response: schemaRef('Toplist'),
    answer: ({ snapshot, path }) => snapshot.reader.catalog.toplist(path.id),
  }),
];
