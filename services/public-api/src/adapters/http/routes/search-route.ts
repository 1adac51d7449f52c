import { isIntegerKey, type KeyGuard, PreparedJson, ref } from '@catalogsync/http';
import type { SearchQuery } from '../../../core/search/search-query.js';
import { isSearchPosition, type SearchPage, type SearchPosition } from '../../../core/search/snapshot-search.js';
import { documentList, listBody, pageOf, type SnapshotList } from '../list-page.js';
import { cursor, limit, playable, q, type SearchType, searchTypes, types } from '../parameters.js';
import { refusal } from '../problems.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';
import { toplistBody } from './playlist-routes.js';

interface FoundPage {
  readonly body: PreparedJson;
  readonly didYouMean: string | undefined;
}

/** The entries found, as their own lists show them. */
function found(place: SnapshotList<SearchPosition>, type: SearchType, query: SearchQuery, page: SearchPage): FoundPage {
  const { search, catalogue } = place.snapshot.reader;
  if (type !== 'toplist') {
    const entries = search.entries(type, query, page);
    return { body: documentList(place, type, entries), didYouMean: entries.didYouMean };
  }
  const slice = search.toplists(query, page);
  const groups = slice.items.map((id) => catalogue.toplists.one(id)).filter((group) => group !== undefined);
  const body = listBody(place, slice, PreparedJson.listOf(groups.map((group) => toplistBody(place.snapshot, group))));
  return { body, didYouMean: slice.didYouMean };
}

const isPosition: KeyGuard<SearchPosition> = (value): value is SearchPosition => {
  const { tier, id } = (value ?? {}) as Partial<Record<string, unknown>>;
  return isIntegerKey(tier) && isIntegerKey(id) && isSearchPosition(tier, id);
};

export const searchRoute: SnapshotOperation = snapshotOperation('search', '/v1/search', {
  tag: 'search',
  summary: 'Finds tracks, artists, albums, playlists and groups of charts by name.',
  description:
    'Looks for all types in one request and returns a page of each, the best matches first: by name, then by artist, then by words of both and of the album in any order. ' +
    'Any part of a Chinese name is found, with or without spaces; pinyin in full or by initials; kana, hangul and Cyrillic in Latin letters and the other way round; signs and case do not matter. ' +
    'One typing error in a long word is forgiven at the end of the list, with `didYouMean`. To go on, ask for one type with its cursor.',
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
    const body: Record<string, PreparedJson | string | null> = {};
    let didYouMean: string | null = null;
    for (const type of wanted) {
      const place: SnapshotList<SearchPosition> = { snapshot, list: `search ${type} ${query.playable} ${query.q.text}`, isKey: isPosition };
      const page = { ...pageOf(place, query), playable: query.playable };
      const one = found(place, type, query.q.query, page);
      body[`${type}s`] = one.body;
      didYouMean ??= one.didYouMean ?? null;
    }
    return PreparedJson.object({ ...body, didYouMean });
  },
});
