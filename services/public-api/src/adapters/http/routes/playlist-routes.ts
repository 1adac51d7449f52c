import { isIntegerKey, type KeyGuard, ref } from '@catalogsync/http';
import type { PlaylistPosition } from '../../../core/catalogue/snapshot-catalogue.js';
import { expectPlace, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, id, limit, order, platform, sort } from '../parameters.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const isPosition: KeyGuard<PlaylistPosition> = (value): value is PlaylistPosition => {
  const { position, trackId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(position) && isIntegerKey(trackId);
};

export const playlistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation({
    url: '/v1/playlists',
    operationId: 'listPlaylists',
    tag: 'catalogue',
    summary: 'Playlists, the most played first.',
    problems: ['invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: {},
    query: { platform, sort, order, limit, cursor },
    response: ref('PlaylistPage'),
    read: ({ version: snapshot, query }) => {
      const { sort: by = 'play_count', platform: from } = query;
      const direction = query.order ?? (by === 'play_count' ? 'desc' : 'asc');
      const place: SnapshotList<number> = { snapshot, list: `playlists ${by} ${direction} ${from ?? ''}`, isKey: isIntegerKey };
      const slice = snapshot.reader.catalogue.playlists({ platform: from, sort: by, order: direction }, pageOf(place, query));
      return listBody(place, expectPlace(slice));
    },
  }),
  snapshotOperation({
    url: '/v1/playlists/:id',
    operationId: 'getPlaylist',
    tag: 'catalogue',
    summary: 'One playlist.',
    problems: ['invalid_id', 'not_found'],
    path: { id },
    query: {},
    response: ref('Playlist'),
    read: ({ version: snapshot, path }) => snapshot.reader.catalogue.playlist(path.id),
  }),
  snapshotOperation({
    url: '/v1/playlists/:id/tracks',
    operationId: 'listPlaylistTracks',
    tag: 'catalogue',
    summary: 'The tracks of a playlist, in its order.',
    problems: ['invalid_id', 'not_found', 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
    path: { id },
    query: { limit, cursor },
    response: ref('TrackPage'),
    read: ({ version: snapshot, path, query }) => {
      const place: SnapshotList<PlaylistPosition> = { snapshot, list: `playlist tracks ${path.id}`, isKey: isPosition };
      const slice = snapshot.reader.catalogue.playlistTracks(path.id, pageOf(place, query));
      return slice && listBody(place, slice);
    },
  }),
];
