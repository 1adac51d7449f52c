import { isIntegerKey, ref } from '@catalogsync/http';
import { listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, id, limit } from '../parameters.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

export const trackRoutes: readonly SnapshotOperation[] = [
  snapshotOperation({
    url: '/v1/tracks',
    operationId: 'listTracks',
    tag: 'catalogue',
    summary: 'Tracks, by id.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { limit, cursor },
    response: ref('TrackPage'),
    read: ({ version: snapshot, query }) => {
      const place: SnapshotList<number> = { snapshot, list: 'tracks', isKey: isIntegerKey };
      return listBody(place, snapshot.reader.catalogue.tracks(pageOf(place, query)));
    },
  }),
  snapshotOperation({
    url: '/v1/tracks/:id',
    operationId: 'getTrack',
    tag: 'catalogue',
    summary: 'One track.',
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: ref('Track'),
    read: ({ version: snapshot, path }) => snapshot.reader.catalogue.track(path.id),
  }),
];
