import { searchKey } from '../folding/search-key.js';
import type { VersionWords } from './version-kinds.js';
import { cjkVersionWords } from './version-words-cjk.js';
import { latinVersionWords } from './version-words-latin.js';

export interface Phrase {
  readonly entry: VersionWords;
  /** The words after the first. */
  readonly rest: readonly string[];
}

interface Tables {
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  readonly inRuns: ReadonlyMap<string, VersionWords>;
  readonly anyInRun: RegExp;
}

let tables: Tables | undefined;

function readTables(): Tables {
  const phrases = new Map<string, Phrase[]>();
  for (const entry of latinVersionWords) {
    for (const phrase of entry.words.split('|')) {
      const [first = '', ...rest] = searchKey(phrase).split(' ');
      phrases.set(first, [...(phrases.get(first) ?? []), { entry, rest }]);
    }
  }
  for (const beside of phrases.values()) beside.sort((a, b) => b.rest.length - a.rest.length);
  const inRuns = new Map(cjkVersionWords.flatMap((entry) => entry.words.split('|').map((word) => [searchKey(word), entry] as const)));
  const longestFirst = [...inRuns.keys()].sort((a, b) => b.length - a.length);
  return { phrases, inRuns, anyInRun: new RegExp(longestFirst.join('|'), 'g') };
}

/** The phrases that begin with a word, longest first. */
export function phrasesOf(word: string): readonly Phrase[] | undefined {
  // Read on first use: only matching needs the tables.
  tables ??= readTables();
  return tables.phrases.get(word);
}

/** The known words inside a CJK run, in order, and the rest of the run. */
export function wordsInRun(run: string): { readonly found: readonly VersionWords[]; readonly rest: string } {
  tables ??= readTables();
  const { inRuns, anyInRun } = tables;
  const found: VersionWords[] = [];
  const rest = run.replace(anyInRun, (word) => {
    const entry = inRuns.get(word);
    if (entry !== undefined) found.push(entry);
    return '';
  });
  return { found, rest };
}
