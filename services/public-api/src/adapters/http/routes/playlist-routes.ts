import type { PlaylistPosition } from '../../../core/catalog/catalog-reader.js';
import { isIntegerKey, type KeyGuard } from '../cursor.js';
import { expectPlace, type ListPlace, listBody, pageOf } from '../list-page.js';
import { cursor, id, limit, order, platform, sort } from '../parameters.js';
import { type SnapshotRoute, snapshotRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

const isPosition: KeyGuard<PlaylistPosition> = (value): value is PlaylistPosition => {
  const { position, trackId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(position) && isIntegerKey(trackId);
};

export const playlistRoutes: readonly SnapshotRoute[] = [
  snapshotRoute({
    url: '/v1/playlists',
    operationId: 'listPlaylists',
    tag: 'catalogue',
    summary: 'Playlists, the most played first.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { platform, sort, order, limit, cursor },
    response: schemaRef('PlaylistPage'),
    answer: ({ snapshot, query }) => {
      const { sort: by = 'play_count', platform: from } = query;
      const direction = query.order ?? (by === 'play_count' ? 'desc' : 'asc');
      const place: ListPlace<number> = { snapshot, list: `playlists ${by} ${direction} ${from ?? ''}`, isKey: isIntegerKey };
      const slice = snapshot.reader.catalog.playlists({ platform: from, sort: by, order: direction }, pageOf(place, query));
      return listBody(place, expectPlace(slice));
    },
  }),
  snapshotRoute({
    url: '/v1/playlists/:id',
    operationId: 'getPlaylist',
    tag: 'catalogue',
    summary: 'One playlist.',
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: schemaRef('Playlist'),
    answer: ({ snapshot, path }) => snapshot.reader.catalog.playlist(path.id),
  }),
  snapshotRoute({
    url: '/v1/playlists/:id/tracks',
    operationId: 'listPlaylistTracks',
    tag: 'catalogue',
    summary: 'The tracks of a playlist, in its order.',
    problems: ['invalid_id', 'not_found', 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: { id },
    query: { limit, cursor },
    response: schemaRef('TrackPage'),
    answer: ({ snapshot, path, query }) => {
      const place: ListPlace<PlaylistPosition> = { snapshot, list: `playlist tracks ${path.id}`, isKey: isPosition };
      const slice = snapshot.reader.catalog.playlistTracks(path.id, pageOf(place, query));
      return slice && listBody(place, slice);
    },
  }),
];
