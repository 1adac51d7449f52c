import type { Slice } from '../../../core/catalog/catalog-reader.js';
import { isSearchPosition, type SearchPage, type SearchPosition } from '../../../core/search/catalog-search.js';
import type { SearchQuery } from '../../../core/search/search-query.js';
import type { SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { isIntegersKey, type KeyGuard } from '../cursor.js';
import { type ListBody, type ListPlace, listBody, pageOf } from '../list-page.js';
import { cursor, limit, playable, q, type SearchType, searchTypes, types } from '../parameters.js';
import { RequestFault } from '../problems.js';
import { type SnapshotRoute, snapshotRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

type Find = (snapshot: SnapshotInUse, query: SearchQuery, page: SearchPage) => Slice<object, SearchPosition>;

/** The entries that were found, as their own lists show them. */
function read<Id, Item>(found: Slice<Id, SearchPosition>, one: (id: Id) => Item | undefined): Slice<Item, SearchPosition> {
  return { ...found, items: found.items.map(one).filter((item) => item !== undefined) };
}

const finders: Readonly<Record<SearchType, { readonly field: string; readonly find: Find }>> = {
  track: {
    field: 'tracks',
    find: ({ reader: { search, catalog } }, query, page) => read(search.tracks(query, page), (id) => catalog.track(id)),
  },
  artist: {
    field: 'artists',
    find: ({ reader: { search, catalog } }, query, page) => read(search.artists(query, page), (id) => catalog.artist(id)),
  },
  playlist: {
    field: 'playlists',
    find: ({ reader: { search, catalog } }, query, page) => read(search.playlists(query, page), (id) => catalog.playlist(id)),
  },
  toplist: {
    field: 'toplists',
    find: ({ reader: { search, catalog } }, query, page) => read(search.toplists(query, page), (id) => catalog.toplist(id)),
  },
};

const isTierAndId = isIntegersKey(2);
const isPosition: KeyGuard<SearchPosition> = (value): value is SearchPosition => {
  const { tier, id } = (value ?? {}) as Partial<Record<string, unknown>>;
  const pair: unknown = [tier, id];
  return isTierAndId(pair) && isSearchPosition(pair[0] as number, pair[1] as number);
};

export const searchRoute: SnapshotRoute = snapshotRoute({
  url: '/v1/search',
  operationId: 'search',
  tag: 'search',
  summary: 'Finds by name, then by artist: any Chinese substring, words by their beginning, pinyin in full or by initials.',
  problems: ['invalid_parameter', 'invalid_limit', 'invalid_cursor', 'cursor_outdated'],
  path: {},
  query: { q, type: types, playable, limit, cursor },
  response: schemaRef('SearchResult'),
  answer: ({ snapshot, query }) => {
    const wanted = query.type;
    if (query.cursor !== undefined && wanted.length !== 1) {
      throw new RequestFault('invalid_cursor', 'a cursor goes on in one type', {
        hint: `Ask for one of type=${searchTypes.join(', ')} with it.`,
      });
    }
    const body: Record<string, ListBody<object>> = {};
    for (const type of wanted) {
      const place: ListPlace<SearchPosition> = { snapshot, list: `search ${type} ${query.playable} ${query.q.text}`, isKey: isPosition };
      const { field, find } = finders[type];
      body[field] = listBody(place, find(snapshot, query.q.query, { ...pageOf(place, query), playable: query.playable }));
    }
    return body;
  },
});
