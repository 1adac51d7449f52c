import { isOneEdit, mayBeMisspelt, nearPlan, type SearchSource } from '@catalogsync/snapshot-format';
import { type LooseEntry, looseEntry } from './loose-match.js';
import { type LooseTerm, looseTerm } from './loose-term.js';
import type { SearchIndex } from './search-index.js';
import type { SearchQuery } from './search-query.js';
import { readTerm } from './search-term.js';

/** Words that a misspelt one is taken for, and entries that are looked at to find them. */
const MOST_CORRECTIONS = 8;
const MOST_ENTRIES = 500;

/** A term as typed, then words of the catalogue that are one edit from it. */
export interface CorrectedTerm {
  readonly ways: readonly LooseTerm[];
}

const wordsOf = ({ all }: LooseEntry): readonly string[] => all.flatMap(({ key }) => key.split(' '));

/** Typing errors seldom are in the first letter, and most often are a wrong one. */
function likelihood(typed: string, word: string): number {
  return (word[0] === typed[0] ? 2 : 0) + (word.length === typed.length ? 1 : 0);
}

function correctionsOf(index: SearchIndex, source: SearchSource, typed: string): readonly string[] {
  if (!mayBeMisspelt(typed)) return [];
  const found = new Set<string>();
  const ids = index.near(source, nearPlan(typed));
  let looked = 0;
  for (let id = ids.seek(0); id !== Number.POSITIVE_INFINITY && looked < MOST_ENTRIES; id = ids.seek(id + 1), looked++) {
    const entry = index.entry(source, id);
    if (entry === undefined) continue;
    for (const word of wordsOf(looseEntry(entry))) if (mayBeMisspelt(word) && isOneEdit(typed, word)) found.add(word);
  }
  return [...found].sort((a, b) => likelihood(typed, b) - likelihood(typed, a)).slice(0, MOST_CORRECTIONS);
}

/** The terms of a query with their corrections in a source; undefined if none has one. */
export function correct(index: SearchIndex, source: SearchSource, { loose }: SearchQuery): readonly CorrectedTerm[] | undefined {
  const terms = loose.map((term) => ({
    ways: [term, ...correctionsOf(index, source, term.text).map((word) => looseTerm(readTerm(word)))],
  }));
  return terms.some(({ ways }) => ways.length > 1) ? terms : undefined;
}
