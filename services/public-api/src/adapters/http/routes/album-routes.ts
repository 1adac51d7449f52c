import { isIdKey, isIntegerKey, type KeyGuard, ref } from '@catalogsync/http';
import type { AlbumPosition } from '../../../core/catalogue/snapshot-catalogue.js';
import { documentBody, documentList, expectPlace, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { albumSort, artistFilter, cursor, id, limit, order } from '../parameters.js';
import { entityOperation, listOperation, listProblems, type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const isPosition: KeyGuard<AlbumPosition> = (value): value is AlbumPosition => {
  const { disc, number, trackId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(disc) && isIntegerKey(number) && isIntegerKey(trackId);
};

export const albumRoutes: readonly SnapshotOperation[] = [
  snapshotOperation('listAlbums', '/v1/albums', {
    tag: 'catalogue',
    summary: 'Albums, by name, year or when they came.',
    description:
      'Lists albums in pages, by name unless sort says otherwise; sort=added&order=desc gives the newest in the catalogue first. With artist, only those of one artist. An unknown artist has none.',
    problems: ['invalid_parameter', ...listProblems],
    path: {},
    query: { artist: artistFilter, sort: albumSort, order, limit, cursor },
    response: ref('AlbumPage'),
    read: ({ version: snapshot, query }) => {
      const { sort = 'name', artist } = query;
      const direction = query.order ?? (sort === 'added' ? 'desc' : 'asc');
      const place: SnapshotList<number> = { snapshot, list: `albums ${sort} ${direction} ${artist ?? ''}`, isKey: isIdKey };
      const { albums, counts } = snapshot.reader.catalogue;
      const page = pageOf(place, query);
      if (artist !== undefined) return documentList(place, 'album', albums.ofArtist(artist, sort, direction, page) ?? { items: [] });
      return documentList(place, 'album', { ...expectPlace(albums.page(sort, direction, page)), total: counts().albums });
    },
  }),
  entityOperation('getAlbum', '/v1/albums/:id', {
    summary: 'One album.',
    description:
      'Describes one album by its id: its artists, year, kind and cover. Its tracks have an address of their own. Ids stay the same from snapshot to snapshot.',
    entity: 'Album',
    id,
    read: ({ reader }, key) => documentBody(reader.catalogue.documents.one('album', key)),
  }),
  listOperation('listAlbumTracks', '/v1/albums/:id/tracks', {
    summary: 'The tracks of an album, by disc and number.',
    description:
      'Lists the tracks of one album in its order: by disc, then by track number. Tracks whose number is unknown come first. Most albums fit one page.',
    kind: 'track',
    path: { id },
    isKey: isPosition,
    list: ({ id: of }) => `album tracks ${of}`,
    read: ({ tracks }, page, { id: of }) => tracks.ofAlbum(of, page),
  }),
];

export const artistRoutes: readonly SnapshotOperation[] = [
  snapshotOperation('listArtists', '/v1/artists', {
    tag: 'catalogue',
    summary: 'Artists, by name.',
    description: 'Lists the artists of the catalogue by name, in pages. Each is there once, whatever its sources call it.',
    problems: listProblems,
    path: {},
    query: { limit, cursor },
    response: ref('ArtistPage'),
    read: ({ version: snapshot, query }) => {
      const place: SnapshotList<number> = { snapshot, list: 'artists', isKey: isIntegerKey };
      const { artists, counts } = snapshot.reader.catalogue;
      return documentList(place, 'artist', { ...expectPlace(artists.page(pageOf(place, query))), total: counts().artists });
    },
  }),
  entityOperation('getArtist', '/v1/artists/:id', {
    summary: 'One artist.',
    description:
      'Describes one artist by its id, with the number of its tracks and albums. If two artists were found to be one, the id that no longer stands for it answers 308.',
    entity: 'Artist',
    id,
    read: ({ reader }, key) => documentBody(reader.catalogue.documents.one('artist', key)),
  }),
  listOperation('listArtistTracks', '/v1/artists/:id/tracks', {
    summary: 'The tracks of an artist, by id.',
    description:
      'Lists all tracks that an artist is credited on, in pages. They are in the order of their ids, the earliest in the catalogue first.',
    kind: 'track',
    path: { id },
    isKey: isIntegerKey,
    list: ({ id: of }) => `artist tracks ${of}`,
    read: ({ tracks }, page, { id: of }) => tracks.ofArtist(of, page),
  }),
  snapshotOperation('listArtistAlbums', '/v1/artists/:id/albums', {
    tag: 'catalogue',
    summary: 'The albums of an artist, the newest first.',
    description:
      'Lists the albums that name the artist as an album artist, the newest release first; those whose year is unknown come last. Albums on which it is only a guest are not among them.',
    problems: ['invalid_id', 'not_found', ...listProblems],
    path: { id },
    query: { limit, cursor },
    response: ref('AlbumPage'),
    read: ({ version: snapshot, path, query }) => {
      const place: SnapshotList<number> = { snapshot, list: `artist albums ${path.id}`, isKey: isIdKey };
      const slice = snapshot.reader.catalogue.albums.ofArtist(path.id, 'year', 'desc', pageOf(place, query));
      return slice && documentList(place, 'album', slice);
    },
  }),
];

export const genreRoute: SnapshotOperation = snapshotOperation('listGenres', '/v1/genres', {
  tag: 'catalogue',
  summary: 'Genres, by name.',
  description: 'Lists the genres of the catalogue with the number of their tracks. Pass an id as genre to /v1/tracks to list those.',
  problems: listProblems,
  path: {},
  query: { limit, cursor },
  response: ref('GenrePage'),
  read: ({ version: snapshot, query }) => {
    const place: SnapshotList<number> = { snapshot, list: 'genres', isKey: isIntegerKey };
    const { genres, counts } = snapshot.reader.catalogue;
    const slice = expectPlace(genres.page(pageOf(place, query)));
    return listBody(place, { ...slice, total: counts().genres }, slice.items);
  },
});
