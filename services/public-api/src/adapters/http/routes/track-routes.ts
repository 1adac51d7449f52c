import { isIdKey, type ParameterValues, PreparedJson, ref } from '@catalogsync/http';
import { mixed } from '../../../core/catalogue/permutation.js';
import { timedLines } from '../../../core/catalogue/timed-lyrics.js';
import type { TrackFilter, TrackOrder } from '../../../core/catalogue/track-order.js';
import type { SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { documentBody, documentList, documentsOf, expectPlace, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, genreFilter, id, ids, limit, playable, seed, similarLimit, trackSort, trackSortOrder, year } from '../parameters.js';
import { refusal } from '../problems.js';
import { entityOperation, listProblems, type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const listQuery = { sort: trackSort, order: trackSortOrder, seed, genre: genreFilter, year, playable, ids, limit, cursor };

type ListQuery = ParameterValues<typeof listQuery>;

/** A snapshot's own random order. */
const seedOf = ({ manifest }: SnapshotInUse): number => mixed(manifest.sequence, 0x5eed);

function orderOf(snapshot: SnapshotInUse, { sort = 'id', order, seed: given }: ListQuery): TrackOrder {
  const isRandom = sort === 'random';
  if (isRandom && order !== undefined) throw refusal('invalid_parameter', 'order does not go with sort=random');
  if (!isRandom && given !== undefined) throw refusal('invalid_parameter', 'seed goes with sort=random only');
  const direction = order ?? (sort === 'added' || sort === 'play_count' ? 'desc' : 'asc');
  return { sort, order: direction, seed: isRandom ? (given ?? seedOf(snapshot)) : 0 };
}

function listed(snapshot: SnapshotInUse, query: ListQuery): object {
  const order = orderOf(snapshot, query);
  const filter: TrackFilter = { genre: query.genre, year: query.year, playable: query.playable };
  const conditions = `${filter.genre ?? ''} ${filter.year ?? ''} ${filter.playable}`;
  const isWhole = order.sort === 'id' && order.order === 'asc' && conditions === '  false';
  const list = isWhole ? 'tracks' : `tracks ${order.sort} ${order.order} ${order.seed} ${conditions}`;
  const place: SnapshotList<number> = { snapshot, list, isKey: isIdKey };
  return documentList(place, 'track', expectPlace(snapshot.reader.catalogue.tracks.page(order, filter, pageOf(place, query))));
}

/** These tracks, whatever list they are in. */
function named(
  snapshot: SnapshotInUse,
  wanted: readonly number[],
  { ids: _ids, limit: _limit, playable: _playable, sort: _sort, ...others }: ListQuery,
): object {
  if (Object.values(others).some((value) => value !== undefined)) {
    throw refusal('invalid_parameter', 'ids goes with no other parameter', { hint: 'Ask for the tracks by their ids alone.' });
  }
  const { tracks, movedTo } = snapshot.reader.catalogue;
  const known = wanted.map((one) => {
    const moved = movedTo('track', one);
    return tracks.idOf(one) ?? (moved?.kind === 'track' ? moved.id : undefined);
  });
  const items = documentsOf(
    snapshot,
    'track',
    known.filter((one) => one !== undefined),
  );
  return PreparedJson.object({ items, nextCursor: null, unknown: wanted.filter((_, index) => known[index] === undefined) });
}

export const trackRoutes: readonly SnapshotOperation[] = [
  snapshotOperation('listTracks', '/v1/tracks', {
    tag: 'catalogue',
    summary: 'Tracks, by id or in another order, filtered, or those of some ids.',
    description:
      'Lists tracks in pages: the newest with sort=added, the most played with sort=play_count (as their platforms say, plus plays on the media server), a shuffled order with sort=random. genre, year and playable limit the list; a page of a limited list may be short although others follow. ids returns up to 100 tracks in the order asked, for a client that keeps ids.',
    problems: ['invalid_parameter', ...listProblems],
    path: {},
    query: listQuery,
    response: ref('TrackPage'),
    read: ({ version: snapshot, query }) => (query.ids === undefined ? listed(snapshot, query) : named(snapshot, query.ids, query)),
  }),
  entityOperation('getTrack', '/v1/tracks/:id', {
    summary: 'One track.',
    description:
      'Describes one track by its id: artists, album, files, lyrics and cover. The id of an alias, the same recording on another platform, gives the track as well. To play it, ask for its playback or stream.',
    entity: 'Track',
    id,
    read: ({ reader: { catalogue } }, key) => {
      const track = catalogue.documents.one('track', key);
      if (track !== undefined) return documentBody(track);
      const meant = catalogue.tracks.idOf(key);
      return meant === undefined ? undefined : documentBody(catalogue.documents.one('track', meant));
    },
  }),
  snapshotOperation('getLyrics', '/v1/tracks/:id/lyrics', {
    tag: 'catalogue',
    summary: 'The lyrics of a track.',
    description:
      'Returns the lyrics as plain text, and, if their times are known, as LRC and as lines with milliseconds. The field lyrics of a track says beforehand whether there are any.',
    problems: ['invalid_id', 'not_found', 'no_lyrics'],
    path: { id },
    query: {},
    response: ref('Lyrics'),
    read: ({ version: { reader }, path }) => {
      const { tracks } = reader.catalogue;
      const lyrics = tracks.lyrics(path.id);
      if (lyrics === undefined && tracks.idOf(path.id) !== undefined) throw refusal('no_lyrics', 'the track has no lyrics');
      if (lyrics === undefined) return undefined;
      const { trackId, plain, timed, language } = lyrics;
      return { trackId, plain, timed, lines: timed === null ? null : timedLines(timed), language };
    },
  }),
  snapshotOperation('listSimilarTracks', '/v1/tracks/:id/similar', {
    tag: 'catalogue',
    summary: 'Tracks that share artists or playlists with a track.',
    description:
      'Returns the most similar tracks first, each with its reasons: an artist on both, or a playlist that has both. A small playlist says more than a large one. There is one page; raise limit for more.',
    problems: ['invalid_id', 'not_found', 'invalid_limit'],
    path: { id },
    query: { limit: similarLimit },
    response: ref('SimilarTracks'),
    read: ({ version: snapshot, path, query }) => {
      const { tracks, documents } = snapshot.reader.catalogue;
      const similar = tracks.similar(path.id, query.limit);
      const items = similar?.flatMap(({ id: of, reasons }) => {
        const track = documentBody(documents.one('track', of));
        return track === undefined ? [] : [PreparedJson.object({ track, reasons })];
      });
      return items && PreparedJson.object({ items: PreparedJson.listOf(items) });
    },
  }),
];
