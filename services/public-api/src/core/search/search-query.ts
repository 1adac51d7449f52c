import { foldText, joinedName, joinedWords, searchKey } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { looseForms } from '@catalogsync/snapshot-format';
import { type LooseTerm, looseTerm, wholeSounds } from './loose-term.js';
import { readTerm, type SearchTerm } from './search-term.js';

/** UTF-16 units of a query, as typed. */
export const LONGEST_QUERY = 100;

/** A query in the form that is compared. An entry matches if every term does. */
export interface SearchQuery {
  /** The whole query as a search key: an exact name equals it, a longer one starts with it. */
  readonly key: string;
  readonly terms: readonly SearchTerm[];
  /** What to look for where no entry has the terms as typed. */
  readonly loose: readonly LooseTerm[];
  /** All of it without signs and spaces. */
  readonly joined: string;
  /** What all of it may sound like, in the form of `LooseForms.sound`. */
  readonly sounds: readonly string[];
}

/**
 * Reads a query as typed; it has no syntax. White space and signs separate terms, and each run of CJK characters
 * and each word is its own term. A query of white space and signs alone has no terms and no matches.
 * @throws Fault `invalid_argument` for more than LONGEST_QUERY units
 */
export function parseQuery(text: string): SearchQuery {
  if (text.length > LONGEST_QUERY) {
    throw new Fault('invalid_argument', `a query may have at most ${LONGEST_QUERY} characters`, { hint: 'Shorten the query.' });
  }
  const parts = foldText(text)
    .split(' ')
    .flatMap((part) => searchKey(part).split(' '));
  const texts = [...new Set(parts)].filter((part) => part !== '');
  const key = searchKey(text);
  const joined = joinedName(text, key) ?? key;
  const own = looseForms(text, key).sound;
  return {
    key,
    terms: texts.map(readTerm),
    loose: looseTexts(text).map((term) => looseTerm(readTerm(term))),
    joined,
    sounds: own === undefined ? wholeSounds(joined) : [own],
  };
}

/** As the terms, but a word with signs inside is one word: AC/DC is acdc. */
function looseTexts(text: string): readonly string[] {
  const texts = text.split(/\s+/u).flatMap((part) => {
    const joined = joinedWords(part);
    return joined.length > 0 ? joined : searchKey(part).split(' ');
  });
  return [...new Set(texts)].filter((term) => term !== '');
}
