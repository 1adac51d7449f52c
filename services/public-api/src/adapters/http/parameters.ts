import { qualityLabels } from '@catalogsync/catalog';
import { choice, filterText, flag, type Parameter, pageLimit, pathId, pathText, requestFault, unread } from '@catalogsync/http';
import { Type } from 'typebox';
import { playlistSorts, sortOrders } from '../../core/catalogue/snapshot-catalogue.js';
import { LONGEST_QUERY, parseQuery, type SearchQuery } from '../../core/search/search-query.js';

const refuse = (message: string): never => {
  throw requestFault('invalid_parameter', message);
};

export const id = pathId({ min: 0 }, 'an id must be a whole number from 0 to 9007199254740991');

/** The id of a toplist in a path, as its source names it. */
export const textId = pathText(512);

export const limit = pageLimit({ max: 200, preset: 50 }, { description: 'Items per page.' });

export const cursor = unread('nextCursor of the previous page, unchanged. Valid while the snapshot is in use.');

export const sort = choice('sort', playlistSorts, {
  default: 'play_count',
  description: 'Sort key; equal playlists are sorted by id.',
});

export const order = choice('order', sortOrders, { description: 'Defaults to desc for play_count, to asc otherwise.' });

export const platform = filterText('platform', 64, 'Only playlists of this platform.');

export const quality = choice('quality', qualityLabels, { description: 'Only a file of this quality; the best one if absent.' });

/** The access check reads it first; declared for players that cannot send a header. */
export const accessToken = unread('Access token, for players that cannot send an Authorization header.');

/** A search as typed, and in the form that is compared. */
export interface SearchText {
  readonly text: string;
  readonly query: SearchQuery;
}

export const q: Parameter<SearchText> = {
  schema: Type.String({
    minLength: 1,
    maxLength: LONGEST_QUERY,
    description:
      'What to look for: words of the name, the artists and the album in any order. White space and punctuation alone find nothing.',
    examples: ['周杰伦'],
  }),
  required: true,
  parse: (text) => {
    if (text === undefined || text === '' || text.length > LONGEST_QUERY) {
      return refuse(`q is required, with 1 to ${LONGEST_QUERY} characters`);
    }
    return { text, query: parseQuery(text) };
  },
};

export const searchTypes = ['track', 'artist', 'album', 'playlist', 'toplist'] as const;
export type SearchType = (typeof searchTypes)[number];

const isSearchType = (word: string): word is SearchType => (searchTypes as readonly string[]).includes(word);

export const types: Parameter<readonly SearchType[]> = {
  schema: Type.Array(Type.Unsafe<SearchType>({ type: 'string', enum: [...searchTypes] }), {
    minItems: 1,
    description: 'What to look for, separated by commas; all types if absent. A cursor needs exactly one.',
  }),
  parse: (text) => {
    if (text === undefined) return searchTypes;
    const words = [...new Set(text.split(','))];
    return words.every(isSearchType) ? words : refuse(`type must be a comma-separated list of ${searchTypes.join(', ')}`);
  },
};

export const playable = flag('playable', false, 'Only tracks that have a file.');
