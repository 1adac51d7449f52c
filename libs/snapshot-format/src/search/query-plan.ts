import { isCjk, pinyinSyllables } from '@catalogsync/catalog';
import {
  extendToken,
  finishToken,
  LONGEST_WHOLE,
  LONGEST_WORD_END,
  LONGEST_WORD_PREFIX,
  LONGEST_WORD_START,
  startToken,
  type TokenField,
  TokenKind,
  tokenOf,
} from './tokens.js';

/** Which lists to read and how to join them: one token, ids that all have, ids that any has. */
export type QueryPlan = number | { readonly all: readonly QueryPlan[] } | { readonly any: readonly QueryPlan[] };

/** Two characters in a row narrow a search a thousandfold; more of them than this no further. */
const MOST_GRAMS = 12;
/** Pairs of initials that are looked up; each is a list for every syllable of the first. */
const MOST_INITIALS = 4;
/** Syllables of a spelled term that are looked up; the rest is left to the comparison. */
const MOST_SYLLABLES = 3;

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
  const longest = isCjk(key.codePointAt(0) ?? 0) ? 1 : LONGEST_WORD_START;
  return tokenOf(field, TokenKind.start, key, 0, Math.min(key.length, longest));
}

/** Entries that may have just this key; of a long one the terms must narrow it further. */
export function exactPlan(field: TokenField, key: string): QueryPlan {
  if (key.length <= LONGEST_WHOLE) return tokenOf(field, TokenKind.whole, key);
  const from = key.lastIndexOf(' ') + 1;
  const cjk = isCjk(key.codePointAt(from) ?? 0);
  const end = cjk
    ? tokenOf(field, TokenKind.end, key, key.length - 1)
    : tokenOf(field, TokenKind.end, key, from, Math.min(key.length, from + LONGEST_WORD_END));
  return { all: [startPlan(field, key), end] };
}

/** A term that may be pinyin: Latin letters, two or more. */
export function isSpelling(term: string): boolean {
  return /^[a-z]{2,}$/.test(term);
}

/** Entries whose field may have Han characters that a spelling stands for, in full or by initials. */
export function pinyinPlan(field: TokenField, spelling: string): QueryPlan {
  const plans = areInitials(spelling) ? [initialsPlan(field, spelling)] : [];
  for (const syllables of spelled(spelling)) plans.push(syllablesPlan(field, syllables));
  return { any: plans };
}

let initialLetters: ReadonlySet<string> | undefined;

/** No syllable begins with i, u or v, and hardly a spelling in full is without: the dearest plan falls away. */
function areInitials(spelling: string): boolean {
  initialLetters ??= new Set(pinyinSyllables().map((syllable) => syllable.charAt(0)));
  for (const letter of spelling) if (!initialLetters.has(letter)) return false;
  return true;
}

/** First letters of two or more syllables: any syllable of each and the next one's initial. */
function initialsPlan(field: TokenField, initials: string): QueryPlan {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < initials.length && pairs.size < MOST_INITIALS; i++) pairs.add(initials.slice(i, i + 2));
  const all = [...pairs].map((pair) => {
    const syllables = pinyinSyllables().filter((syllable) => syllable.startsWith(pair.charAt(0)));
    return { any: syllables.map((syllable) => leadToken(field, syllable, pair.charAt(1))) };
  });
  return { all };
}

/** The token of a syllable that one with this initial follows. */
function leadToken(field: TokenField, syllable: string, initial: string): number {
  const lead = extendToken(startToken(field, TokenKind.lead), tokenOf(field, TokenKind.syllable, syllable));
  return finishToken(extendToken(lead, initial.charCodeAt(0)));
}

interface Spelled {
  readonly syllables: readonly string[];
  /** Syllables that the rest may be the start of; absent when enough is known. */
  readonly last?: readonly string[];
}

/** Every way to read a spelling as syllables of which the last may be unfinished; long ones only at their start. */
function spelled(spelling: string): readonly Spelled[] {
  const found: Spelled[] = [];
  const read = (from: number, syllables: readonly string[]): void => {
    const rest = spelling.slice(from);
    if (syllables.length === MOST_SYLLABLES) {
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
  const leads = syllables.flatMap((syllable, i) => {
    const next = syllables[i + 1] ?? last?.[0];
    return next === undefined ? [] : [leadToken(field, syllable, next.charAt(0))];
  });
  const ends = (last ?? syllables.slice(-1)).map((syllable) => tokenOf(field, TokenKind.syllable, syllable));
  return { all: [...leads, { any: ends }] };
}
