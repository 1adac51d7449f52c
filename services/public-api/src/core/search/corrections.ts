import { isCjk } from '@catalogsync/catalog';
import { isOneEdit, mayBeMisspelt, nearPlan, type SearchSource } from '@catalogsync/snapshot-format';
import { heardIn, soundAlikePlan } from './homophones.js';
import { type LooseTerm, looseTerm } from './loose-term.js';
import { type SearchIndex, wordSources } from './search-index.js';
import type { SearchQuery } from './search-query.js';
import { readTerm } from './search-term.js';
import { keysOf } from './term-plans.js';

/** Words that a misspelt one is taken for, and entries that are looked at to find them. */
const MOST_CORRECTIONS = 8;
const MOST_ENTRIES = 250;
/** Of those with characters of the same sound: sounds are shared by many. */
const MOST_HEARD = 50;
/** Shortest run whose beginning or end is corrected apart from the rest, and how much is left. */
const SHORTEST_APART = 5;
const SHORTEST_REST = 2;
const LONGEST_APART = 12;
/** As long as the beginnings of runs are compared. */
const SHORTEST_BEGINNING = 4;

/** A term as typed, then words of the catalogue that are one edit from it. */
export interface CorrectedTerm {
  readonly ways: readonly LooseTerm[];
}

/** Typing errors seldom are in the first letter, and most often are a wrong one. */
function likelihood(typed: string, word: string): number {
  return (word[0] === typed[0] ? 2 : 0) + (word.length === typed.length ? 1 : 0);
}

/** Beginnings of a longer run that are one edit from what was typed. */
function beginningsOf(run: string, typed: string): readonly string[] {
  if (typed.length < SHORTEST_BEGINNING || run.length <= typed.length) return [];
  return [typed.length, typed.length + 1, typed.length - 1].map((length) => run.slice(0, length)).filter((text) => isOneEdit(typed, text));
}

/** Looks for the words that the terms of a query may be meant for; reads a limited number of entries for each. */
class Corrector {
  private readonly found = new Set<string>();
  private looked = 0;

  constructor(
    private readonly index: SearchIndex,
    private readonly source: SearchSource,
    private readonly typed: string,
  ) {}

  corrections(): readonly string[] {
    const { typed, found } = this;
    if (!mayBeMisspelt(typed)) return [];
    const cjk = isCjk(typed.codePointAt(0) ?? 0);
    this.lookUp(typed, cjk, (word) => found.add(word));
    if (cjk) this.lookUpSounds();
    if (cjk && found.size === 0) this.lookUpParts();
    return [...found].sort((a, b) => likelihood(typed, b) - likelihood(typed, a)).slice(0, MOST_CORRECTIONS);
  }

  private lookUp(typed: string, beginnings: boolean, add: (word: string) => void): void {
    for (const words of wordSources(this.source)) {
      const ids = this.index.near(words, nearPlan(typed));
      for (let id = ids.seek(0); id !== Number.POSITIVE_INFINITY && this.looked < MOST_ENTRIES; id = ids.seek(id + 1), this.looked++) {
        const entry = this.index.entry(words, id);
        for (const word of entry === undefined ? [] : keysOf(entry).flatMap((key) => key.split(' '))) {
          if (mayBeMisspelt(word) && isOneEdit(typed, word)) add(word);
          else if (beginnings) for (const beginning of beginningsOf(word, typed)) add(beginning);
        }
      }
    }
  }

  /** A wrong character mostly has the sound of the right one. It is found anywhere in a name. */
  private lookUpSounds(): void {
    const plan = soundAlikePlan(this.typed);
    if (plan === undefined) return;
    const ids = this.index.candidates(this.source, plan);
    let heard = 0;
    for (let id = ids.seek(0); id !== Number.POSITIVE_INFINITY && heard < MOST_HEARD; id = ids.seek(id + 1), heard++) {
      const entry = this.index.entry(this.source, id);
      for (const key of entry === undefined ? [] : keysOf(entry)) for (const run of heardIn(key, this.typed)) this.found.add(run);
    }
  }

  /** Title and artist without a space between them: one of the two may be misspelt. */
  private lookUpParts(): void {
    const { typed, found } = this;
    if (typed.length < SHORTEST_APART || typed.length > LONGEST_APART) return;
    for (let at = SHORTEST_REST; at + SHORTEST_REST <= typed.length && found.size === 0; at++) {
      const [before, after] = [typed.slice(0, at), typed.slice(at)];
      if (mayBeMisspelt(after)) this.lookUp(after, false, (word) => found.add(before + word));
      if (mayBeMisspelt(before)) this.lookUp(before, false, (word) => found.add(word + after));
    }
  }
}

/** The terms of a query with their corrections in a source; undefined if none has one. */
export function correct(index: SearchIndex, source: SearchSource, { loose }: SearchQuery): readonly CorrectedTerm[] | undefined {
  const terms = loose.map((term) => ({
    ways: [term, ...new Corrector(index, source, term.text).corrections().map((word) => looseTerm(readTerm(word)))],
  }));
  return terms.some(({ ways }) => ways.length > 1) ? terms : undefined;
}
