import { endPlan, type QueryPlan, textPlan, wholePlan } from './query-plan.js';
import { LONGEST_WHOLE, LONGEST_WORD_PREFIX, type TokenField, TokenKind, tokenOf } from './tokens.js';

/** Letters that may be signs in a name (P!nk); its key has a space instead, or nothing at the end (Suicideboy$). */
const maybeSign = /[aeis]/;
/** Letters of a name with such a key: one may be a sign at its end. */
const LONGEST_SHORT = LONGEST_WHOLE + 1;

/** Keys of up to LONGEST_WHOLE units that may be a name which is this without signs and spaces. */
function shortKeys(joined: string): readonly string[] {
  const keys = new Set<string>();
  if (joined.length > LONGEST_SHORT) return [];
  const read = (at: number, key: string): void => {
    if (key.trimEnd().length > LONGEST_WHOLE) return;
    if (at === joined.length) {
      keys.add(key.trimEnd());
      return;
    }
    const letter = joined.charAt(at);
    read(at + 1, key + letter);
    if (key !== '' && !key.endsWith(' ')) read(at + 1, `${key} ${letter}`);
    if (maybeSign.test(letter)) read(at + 1, key === '' || key.endsWith(' ') ? key : `${key} `);
  };
  read(0, '');
  return [...keys].filter((key) => key !== '');
}

/** Entries whose name may be this without signs and spaces: its last word may begin anywhere. */
export function alikePlan(field: TokenField, joined: string): QueryPlan {
  const lasts: QueryPlan[] = [];
  for (let at = 0; at < joined.length; at++) {
    lasts.push(endPlan(field, joined, at));
    // A sign at the end is not in the key.
    if (at + 1 < joined.length && joined.endsWith('s')) lasts.push(endPlan(field, joined.slice(0, -1), at));
  }
  const long: QueryPlan = { all: [{ any: [joinedStart(field, joined), textPlan(field, joined)] }, { any: lasts }] };
  return { any: [long, ...shortKeys(joined).map((key) => wholePlan(field, key))] };
}

/** Entries whose field may begin with this without signs and spaces; without those whose first word begins so. */
function joinedStart(field: TokenField, text: string): QueryPlan {
  return tokenOf(field, TokenKind.joined, text, 0, Math.min(text.length, LONGEST_WORD_PREFIX));
}

/** A word of up to this many letters may begin any long term: only longer ones are looked up. */
const SHORT_WORD = 6;

/**
 * Entries whose field may have a term as several words without spaces. The first letters of a long one may be in
 * thousands of names, so one of their words must begin where one of the term's can end.
 *
 * @param isWord whether a word of the catalogue is so many first letters of the term; asked from SHORT_WORD on
 */
export function joinedPlan(field: TokenField, term: string, isWord: (length: number) => boolean): QueryPlan {
  const start = joinedStart(field, term);
  // A sign at the end is a letter of the term and of no word.
  if (term.length <= LONGEST_WORD_PREFIX || (term.endsWith('s') && isWord(term.length - 1))) return start;
  const next: QueryPlan[] = [];
  for (let at = 1; at < term.length; at++) {
    // After a sign that is read as a letter the next word begins one letter later.
    if (at <= SHORT_WORD || isWord(at) || isWord(at - 1)) next.push(textPlan(field, term.slice(at, at + 2)));
  }
  return { all: [start, { any: next }] };
}
