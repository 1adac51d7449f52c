import { isCjk } from '@catalogsync/catalog';
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

/** Entries whose name has signs or spaces and may be this without them: its last word may begin anywhere. */
export function alikePlan(field: TokenField, joined: string): QueryPlan {
  const lasts: QueryPlan[] = [];
  for (let at = startOfLast(joined); at < joined.length; at++) {
    lasts.push(endPlan(field, joined, at));
    // A sign at the end is not in the key.
    if (at + 1 < joined.length && joined.endsWith('s')) lasts.push(endPlan(field, joined.slice(0, -1), at));
  }
  const long: QueryPlan = { all: [joinedStart(field, joined), { any: lasts }] };
  return { any: [long, ...shortKeys(joined).map((key) => wholePlan(field, key))] };
}

/** Where the last word can begin at the earliest: after CJK characters. Of a run at the end, the last one counts. */
function startOfLast(joined: string): number {
  let at = joined.length;
  while (at > 0 && !isCjk(joined.codePointAt(at - 1) ?? 0)) at--;
  return at === joined.length ? at - 1 : at;
}

/** Entries whose field may begin with this without signs and spaces; without those whose first word begins so. */
function joinedStart(field: TokenField, text: string): QueryPlan {
  return tokenOf(field, TokenKind.joined, text, 0, Math.min(text.length, LONGEST_WORD_PREFIX));
}

/** A first word of up to this many letters is not asked for. */
const SHORT_WORD = 5;
/** How much of a word within a term is told apart. */
const LONGEST_INSIDE = 8;

/** Entries that may have the rest of a term: in one word, or in two and more. */
function restPlan(field: TokenField, rest: string): QueryPlan {
  const any = [textPlan(field, rest)];
  for (let at = 1; at < rest.length && at <= LONGEST_INSIDE; at++) {
    any.push({ all: [textPlan(field, rest.slice(0, at)), textPlan(field, rest.slice(at, at + 2))] });
  }
  return { any };
}

/**
 * Entries whose field may have a term as several words without spaces. The first letters of a long one may be in
 * thousands of names: so its first word must be short, or one of the catalogue, and be followed by what follows it in the term.
 *
 * @param isWord whether a word of the catalogue is so many first letters of the term; asked for longer ones than SHORT_WORD
 */
export function joinedPlan(field: TokenField, term: string, isWord: (length: number) => boolean): QueryPlan {
  const start = joinedStart(field, term);
  if (term.length <= LONGEST_WORD_PREFIX) return start;
  // A sign at the end of a name of one word is a letter of the term and of no word.
  const signed = term.endsWith('s') && isWord(term.length - 1) ? [{ all: [start, endPlan(field, term.slice(0, -1), 0)] }] : [];
  // After a sign that is read as a letter the next word begins one letter later.
  const afterShort = Array.from({ length: SHORT_WORD + 1 }, (_, i) => restPlan(field, term.slice(i + 1)));
  const afterLong: QueryPlan[] = [];
  for (let at = SHORT_WORD + 1; at < term.length; at++) {
    if (isWord(at) || (at > SHORT_WORD + 1 && isWord(at - 1))) afterLong.push(restPlan(field, term.slice(at)));
  }
  // Only a name with a short first word has this beginning.
  const short = joinedStart(field, term.slice(0, SHORT_WORD + 1));
  return { any: [{ all: [short, start, { any: afterShort }] }, { all: [start, { any: afterLong }] }, ...signed] };
}
