import { isIntegerKey } from '../cursor.js';
import { expectPlace, type ListPlace, listBody, pageOf } from '../list-page.js';
import { cursor, id, limit } from '../parameters.js';
import { type SnapshotRoute, snapshotRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

export const artistRoutes: readonly SnapshotRoute[] = [
  snapshotRoute({
    url: '/v1/artists',
    operationId: 'listArtists',
    tag: 'catalogue',
    summary: 'Artists, by name.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { limit, cursor },
    response: schemaRef('ArtistPage'),
    answer: ({ snapshot, query }) => {
      const place: ListPlace<number> = { snapshot, list: 'artists', isKey: isIntegerKey };
      return listBody(place, expectPlace(snapshot.reader.catalog.artists(pageOf(place, query))));
    },
  }),
  snapshotRoute({
    url: '/v1/artists/:id',
    operationId: 'getArtist',
    tag: 'catalogue',
    summary: 'One artist.',
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: schemaRef('Artist'),
    answer: ({ snapshot, path }) => snapshot.reader.catalog.artist(path.id),
  }),
  snapshotRoute({
    url: '/v1/artists/:id/tracks',
    operationId: 'listArtistTracks',
    tag: 'catalogue',
    summary: 'The tracks of an artist, by id.',
    problems: ['invalid_id', 'not_found', 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: { id },
    query: { limit, cursor },
    response: schemaRef('TrackPage'),
    answer: ({ snapshot, path, query }) => {
      const place: ListPlace<number> = { snapshot, list: `artist tracks ${path.id}`, isKey: isIntegerKey };
      const slice = snapshot.reader.catalog.artistTracks(path.id, pageOf(place, query));
      return slice && listBody(place, slice);
    },
  }),
];
