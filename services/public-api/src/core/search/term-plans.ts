import { isCjk } from '@catalogsync/catalog';
import {
  beginningPlan,
  joinedPlan,
  LONGEST_WORD_PREFIX,
  nameKey,
  ownerKeys,
  type QueryPlan,
  type SearchSource,
  type TokenField,
  textPlan,
} from '@catalogsync/snapshot-format';
import { type IndexedEntry, type SearchIndex, wordSources } from './search-index.js';

/** Entries that are read to learn how words begin. */
const MOST_ENTRIES = 300;

/** Nothing has it. */
export const nothing: QueryPlan = { any: [] };

/** The search keys of the names of an entry. */
export const keysOf = ({ name, owners, album }: IndexedEntry): readonly string[] => [
  nameKey(name),
  ...ownerKeys(owners),
  ...(album === null ? [] : [nameKey(album)]),
];

/** What the catalogue has of words that begin as a long term does. */
interface Beginnings {
  /** Whether a word begins with the term. */
  readonly whole: boolean;
  isWord(length: number): boolean;
}

const unknown: Beginnings = { whole: true, isWord: () => true };

function readBeginnings(index: SearchIndex, source: SearchSource, term: string): Beginnings {
  const lengths = new Set<number>();
  let whole = false;
  let read = 0;
  for (const words of wordSources(source)) {
    const ids = index.near(words, beginningPlan(term));
    for (let id = ids.seek(0); id !== Number.POSITIVE_INFINITY; id = ids.seek(id + 1)) {
      if (++read > MOST_ENTRIES) return unknown;
      const entry = index.entry(words, id);
      for (const word of entry === undefined ? [] : keysOf(entry).flatMap((key) => key.split(' '))) {
        if (word.startsWith(term)) whole = true;
        else if (term.startsWith(word)) lengths.add(word.length);
      }
    }
  }
  return { whole, isWord: (length) => lengths.has(length) };
}

/**
 * What to look up for the terms of a query. Words are indexed by their first letters only: a longer term may share these with
 * thousands of words that are others. Whether any word begins with the term is therefore asked first.
 */
export class TermPlans {
  private readonly known = new Map<string, Beginnings>();

  constructor(
    private readonly index: SearchIndex,
    private readonly source: SearchSource,
  ) {}

  /** Entries that may have a term as it is typed. */
  text(field: TokenField, term: string): QueryPlan {
    return isShort(term) || this.beginnings(term).whole ? textPlan(field, term) : nothing;
  }

  /** Also those that may have it as several words. */
  loose(field: TokenField, term: string): QueryPlan {
    if (isCjk(term.codePointAt(0) ?? 0)) return textPlan(field, term);
    const joined = joinedPlan(field, term, (length) => this.beginnings(term).isWord(length));
    return { any: [this.text(field, term), joined] };
  }

  private beginnings(term: string): Beginnings {
    let found = this.known.get(term);
    if (found === undefined) {
      found = readBeginnings(this.index, this.source, term);
      this.known.set(term, found);
    }
    return found;
  }
}

const isShort = (term: string): boolean => term.length <= LONGEST_WORD_PREFIX || isCjk(term.codePointAt(0) ?? 0);
