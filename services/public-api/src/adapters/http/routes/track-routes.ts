import { isIntegerKey } from '../cursor.js';
import { type ListPlace, listBody, pageOf } from '../list-page.js';
import { cursor, id, limit } from '../parameters.js';
import { type SnapshotRoute, snapshotRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

export const trackRoutes: readonly SnapshotRoute[] = [
  snapshotRoute({
    url: '/v1/tracks',
    operationId: 'listTracks',
    tag: 'catalogue',
    summary: 'Tracks, by id.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { limit, cursor },
    response: schemaRef('TrackPage'),
    answer: ({ snapshot, query }) => {
      const place: ListPlace<number> = { snapshot, list: 'tracks', isKey: isIntegerKey };
      return listBody(place, snapshot.reader.catalog.tracks(pageOf(place, query)));
    },
  }),
  snapshotRoute({
    url: '/v1/tracks/:id',
    operationId: 'getTrack',
    tag: 'catalogue',
    summary: 'One track.',
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: schemaRef('Track'),
    answer: ({ snapshot, path }) => snapshot.reader.catalog.track(path.id),
  }),
];
