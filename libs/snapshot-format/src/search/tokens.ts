/**
 * The index terms of a search key. A token is a 30-bit number, the hash of its kind and its characters, so an
 * index needs no dictionary and every look-up is for one number. Two tokens may share a number, so a reader treats
 * the ids it finds as candidates and compares the names. Tokens guarantee that no match is missed.
 */
export enum TokenKind {
  /** One UTF-16 unit, two in a row, of a run of CJK characters. */
  gram = 1,
  /** The first 1 to LONGEST_WORD_PREFIX units of a word. */
  word = 2,
  /** The first units of a key including spaces: one if it starts with a CJK run, else 1 to LONGEST_WORD_START. */
  start = 3,
  /** The last unit of a key that ends with a CJK run; else the first up to LONGEST_WORD_END units of its last word. */
  end = 4,
  /** Replaces `end` for keys of up to LONGEST_WHOLE units: the whole key. */
  whole = 5,
  /** A syllable, in Latin letters, of a Han character. */
  syllable = 6,
  /** The token of such a syllable with the initial of the next character. */
  lead = 7,
  /** The entry can be played; has no characters. */
  playable = 8,
  /** A long word of the entry, or that word without one of its first units: see near-words.ts. In every source once per word. */
  near = 9,
  /** The first SHORTEST_SOUND to LONGEST_SOUND letters of a sound of kana, of a Cyrillic word, of hangul. */
  kana = 10,
  cyrillic = 11,
  hangul = 12,
  /** The sound of a whole key. */
  wholeSound = 13,
  /** As `word`, of a name without signs and spaces; without the prefixes that its first word has, but never without the longest. */
  joined = 14,
}

/** The texts of an entry: its name, its owners (a track's artists), and a track's album. An album has only texts and words. */
export enum TokenField {
  name = 0,
  owner = 16,
  album = 32,
}

export const LONGEST_WORD_PREFIX = 8;
export const LONGEST_WORD_START = 6;
export const LONGEST_WORD_END = 4;
export const LONGEST_WHOLE = 6;
export const SHORTEST_SOUND = 2;
export const LONGEST_SOUND = 4;

/** The token of `text` from one UTF-16 unit up to, not including, another. */
export function tokenOf(field: TokenField, kind: TokenKind, text: string, from = 0, to = text.length): number {
  let hash = Math.imul(field + kind, 0x9e3779b1);
  for (let i = from; i < to; i++) hash = extendToken(hash, text.charCodeAt(i));
  return finishToken(hash);
}

/** Adds one unit to a hash; for tokens that are prefixes of one another. */
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

/** The token of every playable entry. */
export const playableToken = finishToken(startToken(TokenField.name, TokenKind.playable));
