import { isCjk, type SoundScript } from '@catalogsync/catalog';
import { soundKinds } from './loose-tokens.js';
import { beginningToken, visitNear } from './near-words.js';
import { type QueryPlan, textPlan } from './query-plan.js';
import { LONGEST_SOUND, SHORTEST_SOUND, type TokenField, TokenKind, tokenOf } from './tokens.js';

/** Nothing has it. */
const nothing: QueryPlan = { any: [] };

/** Entries whose field may have something that begins with this sound. */
export function soundPlan(field: TokenField, script: SoundScript, sound: string): QueryPlan {
  if (sound.length < SHORTEST_SOUND) return nothing;
  return tokenOf(field, soundKinds[script], sound, 0, Math.min(sound.length, LONGEST_SOUND));
}

/** Entries whose whole key may have this sound. */
export function wholeSoundPlan(field: TokenField, sound: string): QueryPlan {
  return tokenOf(field, TokenKind.wholeSound, sound);
}

/** Entries that may be the first with a word that is one edit from this one. */
export function nearPlan(word: string): QueryPlan {
  const any: number[] = [];
  visitNear(word, (token) => any.push(token));
  return { any };
}

/** Entries that may be the first with a word that begins as this long term does. */
export function beginningPlan(term: string): QueryPlan {
  return beginningToken(term);
}

/** Shortest run that may be several words, and shortest word in it. */
const SHORTEST_PIECES = 4;
const MOST_PAIRS = 12;

/** Whether a term may be several words typed without spaces. */
export function mayBePieces(term: string): boolean {
  return term.length >= SHORTEST_PIECES && isCjk(term.codePointAt(0) ?? 0);
}

/**
 * Entries that may have all of a run in pieces of two or more characters, each in any of these fields. The first pair of
 * characters and the last are within pieces, and of two pairs in a row at most one is not.
 */
export function piecesPlan(fields: readonly TokenField[], run: string): QueryPlan {
  const pair = (i: number): QueryPlan => ({ any: fields.map((field) => textPlan(field, run.slice(i, i + 2))) });
  const last = run.length - 2;
  const all: QueryPlan[] = [pair(0), pair(last)];
  for (let i = 1; i + 1 < last && all.length < MOST_PAIRS; i++) all.push({ any: [pair(i), pair(i + 1)] });
  return { all };
}

/** Whether a run can be cut into pieces of two or more units of which each is in an entry. */
export function hasPieces(run: string, isIn: (piece: string) => boolean): boolean {
  // Whether the rest from each place can be; worked out from the end.
  const rest: boolean[] = [];
  rest[run.length] = true;
  for (let at = run.length - 2; at >= 0; at--) {
    for (let end = at + 2; end <= run.length && rest[at] !== true; end++) {
      if (!isIn(run.slice(at, end))) break;
      rest[at] = rest[end] === true;
    }
  }
  return rest[0] === true;
}
