import { isQualityLabel, type QualityLabel, qualityLabels } from '@catalogsync/catalog';
import { type TSchema, Type } from 'typebox';
import { type PlaylistSort, playlistSorts, type SortOrder, sortOrders } from '../../core/catalog/catalog-reader.js';
import { LONGEST_QUERY, parseQuery, type SearchQuery } from '../../core/search/search-query.js';
import { type ProblemCode, RequestFault } from './problems.js';

/**
 * One parameter: how it is documented and how it is read, side by side. Reading is ours and not the
 * schema's: coercion would take "1e1" and " 5" for numbers, and could not name the problem.
 */
export interface Parameter<T> {
  readonly schema: TSchema;
  readonly required?: boolean;
  /** @throws RequestFault */
  parse(text: string | undefined): T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type ParameterValues<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/**
 * Reads declared parameters and refuses others: a misspelt filter that is silently ignored would
 * answer with the wrong list.
 * @throws RequestFault with the problem of the first parameter that is out of form.
 */
export function readParameters<P extends Parameters>(declared: P, given: Readonly<Record<string, unknown>>): ParameterValues<P> {
  for (const name in given) {
    if (!Object.hasOwn(declared, name)) {
      throw new RequestFault('unknown_parameter', `there is no parameter "${name.slice(0, 64)}" here`, {
        hint: `Known are: ${Object.keys(declared).join(', ') || 'none'}.`,
      });
    }
  }
  const values: Record<string, unknown> = {};
  for (const name in declared) {
    const value = given[name];
    if (value !== undefined && typeof value !== 'string') throw new RequestFault('invalid_parameter', `${name} is given more than once`);
    values[name] = declared[name]?.parse(value);
  }
  return values as ParameterValues<P>;
}

const refuse = (problem: ProblemCode, message: string): never => {
  throw new RequestFault(problem, message);
};

function wholeNumber(text: string): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The id in a path. */
export const id: Parameter<number> = {
  schema: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  required: true,
  parse: (text = '') => wholeNumber(text) ?? refuse('invalid_id', 'an id is a whole number from 0 to 9007199254740991'),
};

const maxTextId = 512;

/** The id of a toplist in a path: the name its source gives it. */
export const textId: Parameter<string> = {
  schema: Type.String({ minLength: 1, maxLength: maxTextId }),
  required: true,
  parse: (text = '') =>
    text.length > 0 && text.length <= maxTextId ? text : refuse('invalid_id', `an id has 1 to ${maxTextId} characters`),
};

export const maxLimit = 200;
const defaultLimit = 50;

export const limit: Parameter<number> = {
  schema: Type.Integer({ minimum: 1, maximum: maxLimit, default: defaultLimit, description: 'Items per page.' }),
  parse: (text) => {
    if (text === undefined) return defaultLimit;
    const number = wholeNumber(text) ?? 0;
    return number >= 1 && number <= maxLimit ? number : refuse('invalid_limit', `limit is a whole number from 1 to ${maxLimit}`);
  },
};

/** Kept as text: what it must fit is known by the list alone. */
export const cursor: Parameter<string | undefined> = {
  schema: Type.String({ description: 'nextCursor of the page before, unchanged. It holds as long as the snapshot is in use.' }),
  parse: (text) => text,
};

/** One of some words. */
function choice<W extends string>(
  name: string,
  words: readonly W[],
  options: { default?: W; description: string },
): Parameter<W | undefined> {
  return {
    schema: Type.Unsafe<W>({ type: 'string', enum: [...words], ...options }),
    parse: (text) => {
      if (text === undefined) return options.default;
      return words.find((word) => word === text) ?? refuse('invalid_parameter', `${name} is one of ${words.join(', ')}`);
    },
  };
}

export const sort: Parameter<PlaylistSort | undefined> = choice('sort', playlistSorts, {
  default: 'play_count',
  description: 'What playlists are sorted by; equal ones by id.',
});

export const order: Parameter<SortOrder | undefined> = choice('order', sortOrders, {
  description: 'Defaults to desc for play_count, to asc otherwise.',
});

const maxPlatform = 64;

export const platform: Parameter<string | undefined> = {
  schema: Type.String({ minLength: 1, maxLength: maxPlatform, description: 'Only playlists of this platform.' }),
  parse: (text) => {
    if (text === undefined || (text.length > 0 && text.length <= maxPlatform)) return text;
    return refuse('invalid_parameter', `platform has 1 to ${maxPlatform} characters`);
  },
};

export const quality: Parameter<QualityLabel | undefined> = {
  schema: Type.Unsafe<QualityLabel>({
    type: 'string',
    enum: [...qualityLabels],
    description: 'Only a file of this quality; the best one if absent.',
  }),
  parse: (text) => {
    if (text === undefined || isQualityLabel(text)) return text;
    return refuse('invalid_parameter', `quality is one of ${qualityLabels.join(', ')}`);
  },
};

/** Read by the access check before anything else; declared where a player can send no header. */
export const accessToken: Parameter<string | undefined> = {
  schema: Type.String({ description: 'Access token, for players that cannot send an Authorization header.' }),
  parse: (text) => text,
};

/** A search as it was typed, and as it is compared. */
export interface SearchText {
  readonly text: string;
  readonly query: SearchQuery;
}

export const q: Parameter<SearchText> = {
  schema: Type.String({
    maxLength: LONGEST_QUERY,
    description: 'What to look for. White space and signs alone find nothing.',
    examples: ['周杰伦'],
  }),
  required: true,
  parse: (text) => {
    if (text === undefined || text.length > LONGEST_QUERY)
      return refuse('invalid_parameter', `q is needed, with at most ${LONGEST_QUERY} characters`);
    return { text, query: parseQuery(text) };
  },
};

export const searchTypes = ['track', 'artist', 'playlist', 'toplist'] as const;
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
    return words.every(isSearchType)
      ? words
      : refuse('invalid_parameter', `type is a list of ${searchTypes.join(', ')}, separated by commas`);
  },
};

export const playable: Parameter<boolean> = {
  schema: Type.Boolean({ default: false, description: 'Only tracks that have a file.' }),
  parse: (text) => {
    if (text === undefined || text === 'true' || text === 'false') return text === 'true';
    return refuse('invalid_parameter', 'playable is true or false');
  },
};
