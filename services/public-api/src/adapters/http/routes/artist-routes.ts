import { isIntegerKey, ref } from '@catalogsync/http';
import { expectPlace, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, id, limit } from '../parameters.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

export const artistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation({
    url: '/v1/artists',
    operationId: 'listArtists',
    tag: 'catalogue',
    summary: 'Artists, by name.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { limit, cursor },
    response: ref('ArtistPage'),
    read: ({ version: snapshot, query }) => {
      const place: SnapshotList<number> = { snapshot, list: 'artists', isKey: isIntegerKey };
      return listBody(place, expectPlace(snapshot.reader.catalogue.artists(pageOf(place, query))));
    },
  }),
  snapshotOperation({
    url: '/v1/artists/:id',
    operationId: 'getArtist',
    tag: 'catalogue',
    summary: 'One artist.',
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: ref('Artist'),
    read: ({ version: snapshot, path }) => snapshot.reader.catalogue.artist(path.id),
  }),
  snapshotOperation({
    url: '/v1/artists/:id/tracks',
    operationId: 'listArtistTracks',
    tag: 'catalogue',
    summary: 'The tracks of an artist, by id.',
    problems: ['invalid_id', 'not_found', 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: { id },
    query: { limit, cursor },
    response: ref('TrackPage'),
    read: ({ version: snapshot, path, query }) => {
      const place: SnapshotList<number> = { snapshot, list: `artist tracks ${path.id}`, isKey: isIntegerKey };
      const slice = snapshot.reader.catalogue.artistTracks(path.id, pageOf(place, query));
      return slice && listBody(place, slice);
    },
  }),
];
