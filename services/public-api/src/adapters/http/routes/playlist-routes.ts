import { isIntegerKey, isTextKey, type KeyGuard, PreparedJson, ref } from '@catalogsync/http';
import type { Toplist } from '../../../core/catalogue/entities.js';
import type { PlaylistPosition } from '../../../core/catalogue/snapshot-catalogue.js';
import type { SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { documentBody, documentList, documentsOf, expectPlace, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, id, limit, order, platform, sort, textId } from '../parameters.js';
import { entityOperation, listOperation, listProblems, type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const isPosition: KeyGuard<PlaylistPosition> = (value): value is PlaylistPosition => {
  const { position, trackId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(position) && isIntegerKey(trackId);
};

/** A group of charts, as its lists show it. */
export function toplistBody(snapshot: SnapshotInUse, { id: group, name, platform: from, playlists }: Toplist): PreparedJson {
  return PreparedJson.object({ id: group, name, platform: from, playlists: documentsOf(snapshot, 'playlist', playlists) });
}

export const playlistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation('listPlaylists', '/v1/playlists', {
    tag: 'catalogue',
    summary: 'Playlists, the most played first.',
    description:
      'Lists all playlists of the catalogue in pages. Charts are playlists too. Choose another order with sort and order, or one platform with platform; go on with nextCursor.',
    problems: listProblems,
    path: {},
    query: { platform, sort, order, limit, cursor },
    response: ref('PlaylistPage'),
    read: ({ version: snapshot, query }) => {
      const { sort: by = 'play_count', platform: from } = query;
      const direction = query.order ?? (by === 'play_count' ? 'desc' : 'asc');
      const place: SnapshotList<number> = { snapshot, list: `playlists ${by} ${direction} ${from ?? ''}`, isKey: isIntegerKey };
      const { catalogue } = snapshot.reader;
      const slice = expectPlace(catalogue.playlists.page({ platform: from, sort: by, order: direction }, pageOf(place, query)));
      return documentList(place, 'playlist', from === undefined ? { ...slice, total: catalogue.counts().playlists } : slice);
    },
  }),
  entityOperation('getPlaylist', '/v1/playlists/:id', {
    summary: 'One playlist.',
    description:
      'Describes one playlist by its id; its tracks have an address of their own. A playlist without a picture of its own has a mosaic of four covers. The old id of an album that was a playlist answers 308.',
    entity: 'Playlist',
    id,
    read: ({ reader }, key) => documentBody(reader.catalogue.documents.one('playlist', key)),
  }),
  listOperation('listPlaylistTracks', '/v1/playlists/:id/tracks', {
    summary: 'The tracks of a playlist, in its order.',
    description:
      'Lists the tracks of one playlist in the order of the playlist, in pages. A track may occur more than once. Every entry is the whole track, so no further request is needed to show it.',
    kind: 'track',
    path: { id },
    isKey: isPosition,
    list: ({ id: of }) => `playlist tracks ${of}`,
    read: ({ tracks }, page, { id: of }) => tracks.ofPlaylist(of, page),
  }),
];

export const toplistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation('listToplists', '/v1/toplists', {
    tag: 'catalogue',
    summary: 'Groups of charts with their playlists, by id.',
    description:
      'Lists the groups of charts, each with its charts as playlists. Ids are texts that the platforms chose. Read a chart like any other playlist.',
    problems: listProblems,
    path: {},
    query: { limit, cursor },
    response: ref('ToplistPage'),
    read: ({ version: snapshot, query }) => {
      const place: SnapshotList<string> = { snapshot, list: 'toplists', isKey: isTextKey };
      const slice = snapshot.reader.catalogue.toplists.page(pageOf(place, query));
      return listBody(place, slice, PreparedJson.listOf(slice.items.map((group) => toplistBody(snapshot, group))));
    },
  }),
  entityOperation('getToplist', '/v1/toplists/:id', {
    summary: 'One group of charts.',
    description: 'Shows one group of charts with all its charts. Percent-encode the id: it may hold any characters.',
    entity: 'Toplist',
    id: textId,
    read: (snapshot, key) => {
      const group = snapshot.reader.catalogue.toplists.one(key);
      return group && toplistBody(snapshot, group);
    },
  }),
];
