/**
 * What a search key is indexed by. A token is a 30-bit number: the hash of its kind and its
 * characters, so an index needs no dictionary and every look-up is for one number. Two tokens may
 * share a number; a reader therefore takes the ids it finds for candidates and compares the names.
 * What the tokens promise is that no match is missed.
 */
export enum TokenKind {
  /** One UTF-16 unit, two in a row, of a run of CJK characters. */
  gram = 1,
  /** The first 1 to LONGEST_WORD_PREFIX units of a word. */
  word = 2,
  /** The first units of a key, spaces too: one of a key that starts with a CJK run, else 1 to LONGEST_WORD_START. */
  start = 3,
  /** The last unit of a key that ends with a CJK run; else the first up to LONGEST_WORD_END units of its last word. */
  end = 4,
  /** In place of `end` all of a key of up to LONGEST_WHOLE units. */
  whole = 5,
  /** A syllable, in Latin letters, of a Han character. */
  syllable = 6,
  /** Such a syllable, by its token, and the initial of the character after it. */
  lead = 7,
  /** What can be played; has no characters. */
  playable = 8,
}

/** The two texts of an entry: its own name; whom or what it belongs to (a track's artists). */
export enum TokenField {
  name = 0,
  owner = 16,
}

export const LONGEST_WORD_PREFIX = 8;
export const LONGEST_WORD_START = 6;
export const LONGEST_WORD_END = 4;
export const LONGEST_WHOLE = 6;

/** The token of `text` from one UTF-16 unit up to, not including, another. */
export function tokenOf(field: TokenField, kind: TokenKind, text: string, from = 0, to = text.length): number {
  let hash = Math.imul(field + kind, 0x9e3779b1);
  for (let i = from; i < to; i++) hash = extendToken(hash, text.charCodeAt(i));
  return finishToken(hash);
}

/** One more unit into a hash; for tokens that are prefixes of one another. */
export function extendToken(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

export function startToken(field: TokenField, kind: TokenKind): number {
  return Math.imul(field + kind, 0x9e3779b1);
}

export function finishToken(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 0x3fffffff;
}

/** The token of every entry that can be played. */
export const playableToken = finishToken(startToken(TokenField.name, TokenKind.playable));
