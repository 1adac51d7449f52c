import { isCjk, pinyinSyllables } from '@catalogsync/catalog';
import {
  LONGEST_CJK_START,
  LONGEST_WORD_END,
  LONGEST_WORD_PREFIX,
  LONGEST_WORD_START,
  type TokenField,
  TokenKind,
  tokenOf,
} from './tokens.js';

/** Which lists to read and how to join them: one token, ids that all have, ids that any has. */
export type QueryPlan = number | { readonly all: readonly QueryPlan[] } | { readonly any: readonly QueryPlan[] };

/** Two characters in a row narrow a search a thousandfold; more of them than this no further. */
const MOST_GRAMS = 12;
/** Syllables of a spelled term that are looked up; the rest is left to the comparison. */
const MOST_SYLLABLES = 3;

const none: QueryPlan = { any: [] };

/** Entries whose field may contain a term as text: CJK as a substring, a word as a prefix of one. */
export function textPlan(field: TokenField, term: string): QueryPlan {
  if (!isCjk(term.codePointAt(0) ?? 0)) return tokenOf(field, TokenKind.word, term, 0, Math.min(term.length, LONGEST_WORD_PREFIX));
  if (term.length === 1) return tokenOf(field, TokenKind.gram, term);
  const grams = new Set<number>();
  for (let i = 0; i + 1 < term.length && grams.size < MOST_GRAMS; i++) grams.add(tokenOf(field, TokenKind.gram, term, i, i + 2));
  return { all: [...grams] };
}

/** Entries that may have a key that starts with `key`. */
export function startPlan(field: TokenField, key: string): QueryPlan {
  const longest = isCjk(key.codePointAt(0) ?? 0) ? LONGEST_CJK_START : LONGEST_WORD_START;
  return tokenOf(field, TokenKind.start, key, 0, Math.min(key.length, longest));
}

/** Entries that may have a key that ends as `key` does. */
export function endPlan(field: TokenField, key: string): QueryPlan {
  const from = key.lastIndexOf(' ') + 1;
  if (isCjk(key.codePointAt(from) ?? 0)) return tokenOf(field, TokenKind.end, key, key.length - 1);
  return tokenOf(field, TokenKind.end, key, from, Math.min(key.length, from + LONGEST_WORD_END));
}

/** A term that may be pinyin: Latin letters, two or more. */
export function isSpelling(term: string): boolean {
  return /^[a-z]{2,}$/.test(term);
}

/** Entries whose field may have Han characters that a spelling stands for, in full or by initials. */
export function pinyinPlan(field: TokenField, spelling: string): QueryPlan {
  const plans = [initialsPlan(field, spelling)];
  for (const syllables of spelled(spelling)) plans.push(syllablesPlan(field, syllables));
  return { any: plans };
}

/** First letters of two or more syllables. */
function initialsPlan(field: TokenField, initials: string): QueryPlan {
  const tokens = new Set<number>();
  for (let i = 0; i + 1 < initials.length && tokens.size < MOST_GRAMS; i++)
    tokens.add(tokenOf(field, TokenKind.initials, initials, i, i + 2));
  return { all: [...tokens] };
}

interface Spelled {
  readonly syllables: readonly string[];
  /** Syllables that the rest may be the start of; absent when nothing is left or enough is known. */
  readonly last?: readonly string[];
}

/** Every way to read a spelling as syllables of which the last may be unfinished; long ones only at their start. */
function spelled(spelling: string): readonly Spelled[] {
  const found: Spelled[] = [];
  const read = (from: number, syllables: readonly string[]): void => {
    const rest = spelling.slice(from);
    if (rest === '' || syllables.length === MOST_SYLLABLES) {
      found.push({ syllables });
      return;
    }
    const unfinished = pinyinSyllables().filter((syllable) => syllable.startsWith(rest));
    if (unfinished.length > 0) found.push({ syllables, last: unfinished });
    for (let size = 1; size < rest.length && size <= 6; size++) {
      if (isSyllable(rest.slice(0, size))) read(from + size, [...syllables, rest.slice(0, size)]);
    }
  };
  read(0, []);
  return found;
}

function isSyllable(text: string): boolean {
  return pinyinSyllables().includes(text);
}

function syllablesPlan(field: TokenField, { syllables, last }: Spelled): QueryPlan {
  const tokens: QueryPlan[] = [...new Set(syllables)].map((syllable) => tokenOf(field, TokenKind.syllable, syllable));
  if (last !== undefined) tokens.push({ any: last.map((syllable) => tokenOf(field, TokenKind.syllable, syllable)) });
  const known = last === undefined ? syllables : [...syllables, last[0] ?? ''];
  // Syllables stand side by side: their initials narrow what the syllables alone leave open (yiyi).
  if (known.length > 1) tokens.push(initialsPlan(field, known.map((syllable) => syllable.charAt(0)).join('')));
  return tokens.length === 0 ? none : { all: tokens };
}
