import { isIntegerKey, isTextKey, type KeyGuard, ref } from '@catalogsync/http';
import type { PlaylistPosition } from '../../../core/catalogue/snapshot-catalogue.js';
import { expectPlace, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, id, limit, order, platform, sort, textId } from '../parameters.js';
import { entityOperation, listOperation, type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const isPosition: KeyGuard<PlaylistPosition> = (value): value is PlaylistPosition => {
  const { position, trackId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(position) && isIntegerKey(trackId);
};

const playlistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation('listPlaylists', '/v1/playlists', {
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
      const slice = snapshot.reader.catalogue.playlists.page({ platform: from, sort: by, order: direction }, pageOf(place, query));
      return listBody(place, expectPlace(slice));
    },
  }),
  entityOperation('getPlaylist', '/v1/playlists/:id', {
    summary: 'One playlist.',
    entity: 'Playlist',
    id,
    read: ({ playlists }, key) => playlists.one(key),
  }),
  listOperation('listPlaylistTracks', '/v1/playlists/:id/tracks', {
    summary: 'The tracks of a playlist, in its order.',
    entity: 'Track',
    path: { id },
    isKey: isPosition,
    list: ({ id: of }) => `playlist tracks ${of}`,
    read: ({ tracks }, page, { id: of }) => tracks.ofPlaylist(of, page),
  }),
];

const toplistRoutes: readonly SnapshotOperation[] = [
  listOperation('listToplists', '/v1/toplists', {
    summary: 'Groups of charts with their playlists, by id.',
    entity: 'Toplist',
    path: {},
    isKey: isTextKey,
    list: () => 'toplists',
    read: ({ toplists }, page) => toplists.page(page),
  }),
  entityOperation('getToplist', '/v1/toplists/:id', {
    summary: 'One group of charts.',
    entity: 'Toplist',
    id: textId,
    read: ({ toplists }, key) => toplists.one(key),
  }),
];

const trackRoutes: readonly SnapshotOperation[] = [
  listOperation('listTracks', '/v1/tracks', {
    summary: 'Tracks, by id.',
    entity: 'Track',
    path: {},
    isKey: isIntegerKey,
    list: () => 'tracks',
    read: ({ tracks }, page) => tracks.page(page),
  }),
  entityOperation('getTrack', '/v1/tracks/:id', { summary: 'One track.', entity: 'Track', id, read: ({ tracks }, key) => tracks.one(key) }),
];

const artistRoutes: readonly SnapshotOperation[] = [
  listOperation('listArtists', '/v1/artists', {
    summary: 'Artists, by name.',
    entity: 'Artist',
    path: {},
    isKey: isIntegerKey,
    list: () => 'artists',
    read: ({ artists }, page) => expectPlace(artists.page(page)),
  }),
  entityOperation('getArtist', '/v1/artists/:id', {
    summary: 'One artist.',
    entity: 'Artist',
    id,
    read: ({ artists }, key) => artists.one(key),
  }),
  listOperation('listArtistTracks', '/v1/artists/:id/tracks', {
    summary: 'The tracks of an artist, by id.',
    entity: 'Track',
    path: { id },
    isKey: isIntegerKey,
    list: ({ id: of }) => `artist tracks ${of}`,
    read: ({ tracks }, page, { id: of }) => tracks.ofArtist(of, page),
  }),
];

export const catalogueRoutes = [...playlistRoutes, ...toplistRoutes, ...trackRoutes, ...artistRoutes];
