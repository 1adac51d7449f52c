import { foldText, isCjk, searchKey } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { isSpelling } from '@catalogsync/snapshot-format';

/** UTF-16 units of a query, as typed. */
export const LONGEST_QUERY = 100;

/** One part of a query: a run of CJK characters or a word. */
export interface SearchTerm {
  readonly text: string;
  /** Matches as a substring; otherwise as the beginning of a word. */
  readonly cjk: boolean;
  /** May stand for Han characters, in full or by initials. */
  readonly spelling: boolean;
}

/** A query in the form that is compared. An entry matches if every term does. */
export interface SearchQuery {
  /** The whole query as a search key: an exact name equals it, a longer one starts with it. */
  readonly key: string;
  readonly terms: readonly SearchTerm[];
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
  const terms = texts.map((term) => ({ text: term, cjk: isCjk(term.codePointAt(0) ?? 0), spelling: isSpelling(term) }));
  return { key: searchKey(text), terms };
}
