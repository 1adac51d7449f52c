import { isIntegerKey, type KeyGuard, PreparedJson, ref } from '@catalogsync/http';
import type { SearchQuery } from '../../../core/search/search-query.js';
import { isSearchPosition, type SearchPage, type SearchPosition } from '../../../core/search/snapshot-search.js';
import { documentList, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, playable, q, type SearchType, searchTypes, types } from '../parameters.js';
import { refusal } from '../problems.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';
import { joined, toplistBody } from './playlist-routes.js';

/** The entries found, as their own lists show them. */
function found(place: SnapshotList<SearchPosition>, type: SearchType, query: SearchQuery, page: SearchPage): PreparedJson {
  const { search, catalogue } = place.snapshot.reader;
  if (type !== 'toplist') return documentList(place, type, search.entries(type, query, page));
  const slice = search.toplists(query, page);
  const groups = slice.items.map((id) => catalogue.toplists.one(id)).filter((group) => group !== undefined);
  return listBody(place, slice, joined(groups.map((group) => toplistBody(place.snapshot, group))));
}

const isPosition: KeyGuard<SearchPosition> = (value): value is SearchPosition => {
  const { tier, id } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(tier) && isIntegerKey(id) && isSearchPosition(tier, id);
};

export const searchRoute: SnapshotOperation = snapshotOperation('search', '/v1/search', {
  tag: 'search',
  summary: 'Finds by name, then by artist: any Chinese substring, words by their beginning, pinyin in full or by initials.',
  description:
    'Looks for tracks, artists, playlists and groups of charts in one request and returns a page of each, the best matches first. Every word of the query must match; signs and case do not matter. To go on, ask for one type with its cursor.',
  problems: ['invalid_parameter', 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
  path: {},
  query: { q, type: types, playable, limit, cursor },
  response: ref('SearchResult'),
  read: ({ version: snapshot, query }) => {
    const wanted = query.type;
    if (query.cursor !== undefined && wanted.length !== 1) {
      throw refusal('invalid_cursor', 'a cursor continues only one type', {
        hint: `Add one type to the request, type=${searchTypes.join(', ')} with it.`,
      });
    }
    const body: Record<string, PreparedJson> = {};
    for (const type of wanted) {
      const place: SnapshotList<SearchPosition> = { snapshot, list: `search ${type} ${query.playable} ${query.q.text}`, isKey: isPosition };
      const page = { ...pageOf(place, query), playable: query.playable };
      body[`${type}s`] = found(place, type, query.q.query, page);
    }
    return PreparedJson.object(body);
  },
});
