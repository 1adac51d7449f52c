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

/** Which lists to read and how to combine them: one token, all of several, any of several. */
export type QueryPlan = number | { readonly all: readonly QueryPlan[] } | { readonly any: readonly QueryPlan[] };

/** A pair of characters narrows a search a thousandfold; more pairs than this do not help. */
const MOST_GRAMS = 12;
/** Most pairs of initials that are looked up; each is one list per syllable of the first. */
const MOST_INITIALS = 4;
/** Most syllables of a spelt term that are looked up; comparing names does the rest. */
const MOST_SYLLABLES = 3;

/** Entries whose field may contain a term: CJK as a substring, a word as the prefix of one. */
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

/** Entries whose whole key may be this one, of up to LONGEST_WHOLE units. */
export function wholePlan(field: TokenField, key: string): QueryPlan {
  return tokenOf(field, TokenKind.whole, key);
}

/** Entries that may have a longer key whose last word begins as `text` does from a place on. */
export function endPlan(field: TokenField, text: string, from: number): QueryPlan {
  return tokenOf(field, TokenKind.end, text, from, Math.min(text.length, from + LONGEST_WORD_END));
}

/** Entries that may have exactly this key; a long one must also be narrowed by its terms. */
export function exactPlan(field: TokenField, key: string): QueryPlan {
  if (key.length <= LONGEST_WHOLE) return wholePlan(field, key);
  const from = key.lastIndexOf(' ') + 1;
  const cjk = isCjk(key.codePointAt(from) ?? 0);
  return { all: [startPlan(field, key), endPlan(field, key, cjk ? key.length - 1 : from)] };
}

/** A term that may be pinyin: two or more Latin letters. */
export function isSpelling(term: string): boolean {
  return /^[a-z]{2,}$/.test(term);
}

/** Entries whose field may have Han characters matching a spelling, in full or by initials. */
export function pinyinPlan(field: TokenField, spelling: string): QueryPlan {
  const plans = areInitials(spelling) ? [initialsPlan(field, spelling)] : [];
  for (const syllables of spelled(spelling)) plans.push(syllablesPlan(field, syllables));
  return { any: plans };
}

/** Characters of a run by whose sound it is looked up, and readings of each. */
const MOST_SOUNDED = 4;
const MOST_READINGS = 2;

/** Entries whose field may have characters in a row that are read as these; `readings` has those of each character. */
export function homophonePlan(field: TokenField, readings: readonly (readonly string[])[]): QueryPlan {
  const sounded = readings.slice(0, MOST_SOUNDED).map((all) => all.slice(0, MOST_READINGS));
  const leads = sounded.slice(0, -1).map((all, i) => ({
    any: all.flatMap((syllable) => initialsOf(sounded[i + 1] ?? []).map((initial) => leadToken(field, syllable, initial))),
  }));
  const last = sounded[sounded.length - 1] ?? [];
  return { all: [...leads, { any: last.map((syllable) => tokenOf(field, TokenKind.syllable, syllable)) }] };
}

const initialsOf = (readings: readonly string[]): readonly string[] => [...new Set(readings.map((reading) => reading.charAt(0)))];

let initialLetters: ReadonlySet<string> | undefined;

/** No syllable begins with i, u or v, and nearly every full spelling has one: this avoids the most expensive plan. */
function areInitials(spelling: string): boolean {
  initialLetters ??= new Set(pinyinSyllables().map((syllable) => syllable.charAt(0)));
  for (const letter of spelling) if (!initialLetters.has(letter)) return false;
  return true;
}

/** The initials of two or more syllables: any syllable of each, then the next one's initial. */
function initialsPlan(field: TokenField, initials: string): QueryPlan {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < initials.length && pairs.size < MOST_INITIALS; i++) pairs.add(initials.slice(i, i + 2));
  const all = [...pairs].map((pair) => {
    const syllables = pinyinSyllables().filter((syllable) => syllable.startsWith(pair.charAt(0)));
    return { any: syllables.map((syllable) => leadToken(field, syllable, pair.charAt(1))) };
  });
  return { all };
}

/** The token of a syllable followed by one with this initial. */
function leadToken(field: TokenField, syllable: string, initial: string): number {
  const lead = extendToken(startToken(field, TokenKind.lead), tokenOf(field, TokenKind.syllable, syllable));
  return finishToken(extendToken(lead, initial.charCodeAt(0)));
}

interface Spelled {
  readonly syllables: readonly string[];
  /** Syllables that may begin with the rest; absent if enough is known. */
  readonly last?: readonly string[];
}

/** Every way to split a spelling into syllables, the last possibly unfinished; long ones only at their start. */
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
