import { isIntegerKey, type KeyGuard, ref } from '@catalogsync/http';
import type { SearchQuery } from '../../../core/search/search-query.js';
import { type Found, isSearchPosition, type SearchPage, type SearchPosition } from '../../../core/search/snapshot-search.js';
import type { SnapshotReader } from '../../../core/snapshot/current-snapshot.js';
import { type ListBody, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, playable, q, type SearchType, searchTypes, types } from '../parameters.js';
import { refusal } from '../problems.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

/** The entries found, as their own lists show them. */
function find({ search, catalogue }: SnapshotReader, type: SearchType, query: SearchQuery, page: SearchPage): Found<object> {
  if (type === 'toplist') return read(search.toplists(query, page), (id) => catalogue.toplists.one(id));
  return read(search.entries(type, query, page), (id) => catalogue[`${type}s`].one(id));
}

function read<Id>(found: Found<Id>, one: (id: Id) => object | undefined): Found<object> {
  return { ...found, items: found.items.map(one).filter((item) => item !== undefined) };
}

const isPosition: KeyGuard<SearchPosition> = (value): value is SearchPosition => {
  const { tier, id } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(tier) && isIntegerKey(id) && isSearchPosition(tier, id);
};

export const searchRoute: SnapshotOperation = snapshotOperation('search', '/v1/search', {
  tag: 'search',
  summary:
    'Finds by name, then by artist, then by both and the album: any Chinese substring, words by their beginning, pinyin in full or by initials, ' +
    'kana, hangul and Cyrillic in Latin letters and the other way round; with one typing error in a long word at the end.',
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
    let didYouMean: string | null = null;
    for (const type of wanted) {
      const place: SnapshotList<SearchPosition> = { snapshot, list: `search ${type} ${query.playable} ${query.q.text}`, isKey: isPosition };
      const page = { ...pageOf(place, query), playable: query.playable };
      const found = find(snapshot.reader, type, query.q.query, page);
      body[`${type}s`] = listBody(place, found);
      didYouMean ??= found.didYouMean ?? null;
    }
    return { ...body, didYouMean };
  },
});
