import { isIntegerKey, type KeyGuard, ref } from '@catalogsync/http';
import type { Slice } from '../../../core/catalogue/snapshot-catalogue.js';
import type { SearchQuery } from '../../../core/search/search-query.js';
import { isSearchPosition, type SearchPage, type SearchPosition } from '../../../core/search/snapshot-search.js';
import type { SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { type ListBody, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, playable, q, type SearchType, searchTypes, types } from '../parameters.js';
import { refusal } from '../problems.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

type Find = (snapshot: SnapshotInUse, query: SearchQuery, page: SearchPage) => Slice<object, SearchPosition>;

/** The entries found, as their own lists show them. */
function read<Id, Item>(found: Slice<Id, SearchPosition>, one: (id: Id) => Item | undefined): Slice<Item, SearchPosition> {
  return { ...found, items: found.items.map(one).filter((item) => item !== undefined) };
}

const finders: Readonly<Record<SearchType, { readonly field: string; readonly find: Find }>> = {
  track: {
    field: 'tracks',
    find: ({ reader: { search, catalogue } }, query, page) => read(search.tracks(query, page), (id) => catalogue.track(id)),
  },
  artist: {
    field: 'artists',
    find: ({ reader: { search, catalogue } }, query, page) => read(search.artists(query, page), (id) => catalogue.artist(id)),
  },
  playlist: {
    field: 'playlists',
    find: ({ reader: { search, catalogue } }, query, page) => read(search.playlists(query, page), (id) => catalogue.playlist(id)),
  },
  toplist: {
    field: 'toplists',
    find: ({ reader: { search, catalogue } }, query, page) => read(search.toplists(query, page), (id) => catalogue.toplist(id)),
  },
};

const isPosition: KeyGuard<SearchPosition> = (value): value is SearchPosition => {
  const { tier, id } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(tier) && isIntegerKey(id) && isSearchPosition(tier, id);
};

export const searchRoute: SnapshotOperation = snapshotOperation({
  url: '/v1/search',
  operationId: 'search',
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
      const { field, find } = finders[type];
      body[field] = listBody(place, find(snapshot, query.q.query, { ...pageOf(place, query), playable: query.playable }));
    }
    return body;
  },
});
