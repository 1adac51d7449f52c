import { qualityLabels } from '@catalogsync/catalog';
import {
  choice,
  filterId,
  filterText,
  flag,
  type Parameter,
  pageLimit,
  pathId,
  pathText,
  requestFault,
  unread,
  wholeNumberIn,
} from '@catalogsync/http';
import { isSnapshotId } from '@catalogsync/snapshot-format';
import { Type } from 'typebox';
import { albumSorts, playlistSorts, sortOrders } from '../../core/catalogue/snapshot-catalogue.js';
import { trackSorts } from '../../core/catalogue/track-order.js';
import { LONGEST_QUERY, parseQuery, type SearchQuery } from '../../core/search/search-query.js';

const refuse = (message: string): never => {
  throw requestFault('invalid_parameter', message);
};

export const id = pathId({ min: 0 }, 'an id must be a whole number from 0 to 9007199254740991', {
  description: 'The id, as lists and searches show it.',
});

/** The id of a toplist in a path, as its source names it. */
export const textId = pathText(512, { description: 'The id of the group, percent-encoded.' });

export const limit = pageLimit({ max: 200, preset: 50 }, { description: 'Items per page.' });

export const cursor = unread(
  'nextCursor of the previous page, unchanged. It goes on in the snapshot that the list began in, as long as that is kept: ten minutes after a new one.',
);

export const sort = choice('sort', playlistSorts, {
  default: 'play_count',
  description:
    'Sort key; equal playlists are sorted by id. play_count: as the platform says, plus the plays of its tracks on the media server.',
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

export const albumSort = choice('sort', albumSorts, {
  default: 'name',
  description: 'Sort key; equal albums are sorted by id, and those whose year is unknown come last.',
});

export const artistFilter = filterId('artist', 'Only albums of this artist.');

export const trackSort = choice('sort', trackSorts, {
  default: 'id',
  description: 'Sort key; equal tracks are sorted by id. random: an order that seed determines.',
});

export const trackSortOrder = choice('order', sortOrders, {
  description: 'Defaults to desc for added and play_count, to asc otherwise. Not with sort=random.',
});

export const seed = wholeNumberIn(
  'seed',
  { min: 0, max: 0xffff_ffff },
  'Determines a random order: the same seed gives the same order while the snapshot is in use. Only with sort=random; without it, each snapshot has an order of its own.',
);

export const genreFilter = filterId('genre', 'Only tracks of the genre with this id.');

export const year = wholeNumberIn('year', { min: 1, max: 9999 }, 'Only tracks of this year.');

/** Ids that one request may name. */
const mostIds = 100;

export const ids: Parameter<readonly number[] | undefined> = {
  schema: Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
    minItems: 1,
    maxItems: mostIds,
    description: `Only these tracks, in this order: up to ${mostIds} ids, separated by commas. Ids that the catalogue does not know are in unknown. Goes with no other parameter.`,
  }),
  parse: (text) => {
    if (text === undefined) return undefined;
    const words = text.split(',');
    const numbers = words.map((word) => (/^\d{1,16}$/.test(word) ? Number(word) : Number.NaN));
    if (words.length > mostIds || !numbers.every(Number.isSafeInteger))
      return refuse(`ids must be 1 to ${mostIds} whole numbers, separated by commas`);
    return numbers;
  },
};

export const since: Parameter<string> = {
  schema: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'The snapshot that the client has: X-Snapshot-Id of an earlier answer.',
  }),
  required: true,
  parse: (text) => (text !== undefined && isSnapshotId(text) ? text : refuse('since must be the id of a snapshot')),
};

export const similarLimit = pageLimit({ max: 100, preset: 20 }, { description: 'Most tracks to return.' });
