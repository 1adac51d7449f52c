import { isIntegerKey, type KeyGuard, ref } from '@catalogsync/http';
import type { Slice } from '../../../core/catalogue/snapshot-catalogue.js';
import type { SearchQuery } from '../../../core/search/search-query.js';
import { isSearchPosition, type SearchPage, type SearchPosition } from '../../../core/search/snapshot-search.js';
import type { SnapshotReader } from '../../../core/snapshot/current-snapshot.js';
import { type ListBody, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, playable, q, type SearchType, searchTypes, types } from '../parameters.js';
import { refusal } from '../problems.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

/** The entries found, as their own lists show them. */
function find(
  { search, catalogue }: SnapshotReader,
  type: SearchType,
  query: SearchQuery,
  page: SearchPage,
): Slice<object, SearchPosition> {
  if (type === 'toplist') return read(search.toplists(query, page), (id) => catalogue.toplists.one(id));
  return read(search.entries(type, query, page), (id) => catalogue[`${type}s`].one(id));
}

function read<Id>(found: Slice<Id, SearchPosition>, one: (id: Id) => object | undefined): Slice<object, SearchPosition> {
  return { ...found, items: found.items.map(one).filter((item) => item !== undefined) };
}

const isPosition: KeyGuard<SearchPosition> = (value): value is SearchPosition => {
  const { tier, id } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(tier) && isIntegerKey(id) && isSearchPosition(tier, id);
};

export const searchRoute: SnapshotOperation = snapshotOperation('search', '/v1/search', {
  tag: 'search',
  summary: 'Finds by name, then by artist: any Chinese substring, words by their beginning, pinyin in full or by initials.',
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
    const body: Record<string, ListBody<object>> = {};
    for (const type of wanted) {
      const place: SnapshotList<SearchPosition> = { snapshot, list: `search ${type} ${query.playable} ${query.q.text}`, isKey: isPosition };
      const page = { ...pageOf(place, query), playable: query.playable };
      body[`${type}s`] = listBody(place, find(snapshot.reader, type, query.q.query, page));
    }
    return body;
  },
});
