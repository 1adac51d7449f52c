import { isCjk } from '@catalogsync/catalog';
import type { NearLists } from './near-lists.js';
import { extendToken, finishToken, LONGEST_WORD_PREFIX, startToken, TokenField, TokenKind, tokenOf } from './tokens.js';

/**
 * Words that may be looked up with a typing error. Two words one edit apart (a unit more, less or other, or two neighbours
 * swapped) have a form in common: the word itself, or the word without one unit. That holds for their first units, too, so
 * only those are indexed. Characters tell more than letters.
 */
const NEAR_LETTERS = 6;
const NEAR_CHARACTERS = 4;
const SHORTEST_WORD = 5;
const SHORTEST_RUN = 3;

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Whether a word or run of a search key is long enough; one with digits is not misspelt but another. */
export function mayBeMisspelt(word: string): boolean {
  if (word.length < SHORTEST_RUN) return false;
  if (word.length < SHORTEST_WORD && !isCjk(word.codePointAt(0) ?? 0)) return false;
  for (let i = 0; i < word.length; i++) if (isDigit(word.charCodeAt(i))) return false;
  return true;
}

/** Calls back with the tokens that a word has in common with those one edit apart. */
export function visitNear(word: string, visit: (token: number) => void): void {
  const length = Math.min(word.length, isCjk(word.codePointAt(0) ?? 0) ? NEAR_CHARACTERS : NEAR_LETTERS);
  for (let without = -1; without < length; without++) {
    let hash = startToken(TokenField.name, TokenKind.near);
    for (let i = 0; i < length; i++) if (i !== without) hash = extendToken(hash, word.charCodeAt(i));
    visit(finishToken(hash));
  }
}

/**
 * The near token of how a long word begins. Every word of more than LONGEST_WORD_PREFIX letters has it, misspelt or not: so a
 * reader learns which words begin with a term that is longer than the tokens of words.
 */
export function beginningToken(word: string): number {
  return tokenOf(TokenField.name, TokenKind.near, word, 0, Math.min(word.length, NEAR_LETTERS));
}

/** The near token by which a word itself is listed; undefined for one that is in no such list. */
export function wordToken(word: string): number | undefined {
  if (!mayBeMisspelt(word)) return word.length > LONGEST_WORD_PREFIX ? beginningToken(word) : undefined;
  const tokens: number[] = [];
  visitNear(word, (token) => tokens.push(token));
  return tokens[0];
}

/** Whether two words are one edit apart; false if they are the same. */
export function isOneEdit(one: string, other: string): boolean {
  const [a, b] = one.length <= other.length ? [one, other] : [other, one];
  if (b.length - a.length > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const rest = b.slice(i + 1);
  if (a.length < b.length) return a.slice(i) === rest;
  if (a.slice(i + 1) === rest) return true;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

const FIRST_SLOTS = 1 << 12;
const MOST_USED = 0.6;

/**
 * The words that were already seen, as two hashes of 32 bits each: 16 bytes a word, where a set of texts takes a hundred. Among
 * a million words the chance that one is taken for another is 1 to 30 million.
 */
class SeenWords {
  private slots = new Int32Array(FIRST_SLOTS * 2);
  private used = 0;

  /** The word of a key from one unit up to another; false if it was there before. */
  add(key: string, from: number, end: number): boolean {
    let [one, other] = [0x9e3779b1 | 0, 0x85ebca6b | 0];
    for (let i = from; i < end; i++) {
      const unit = key.charCodeAt(i);
      one = extendToken(one, unit);
      other = Math.imul(other ^ unit, 0x01000193);
    }
    const fresh = this.insert(one === 0 ? 1 : one, other);
    if (fresh && ++this.used > (this.slots.length / 2) * MOST_USED) this.grow();
    return fresh;
  }

  private insert(one: number, other: number): boolean {
    const { slots } = this;
    for (let slot = Math.imul(one, 0x9e3779b1) >>> 7; ; slot++) {
      const at = (slot * 2) & (slots.length - 1);
      if (slots[at] === 0) {
        slots[at] = one;
        slots[at + 1] = other;
        return true;
      }
      if (slots[at] === one && slots[at + 1] === other) return false;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0) this.insert(old[at] as number, old[at + 1] as number);
    }
  }
}

/** Writes the near tokens of words, for the first entry of a source that has the word: that entry shows how it is spelt. */
export class NearWordWriter {
  private readonly seen = new SeenWords();

  constructor(private readonly sink: NearLists) {}

  write(key: string): void {
    for (let from = 0; from < key.length; ) {
      const space = key.indexOf(' ', from);
      const end = space === -1 ? key.length : space;
      if (end - from >= SHORTEST_RUN && this.seen.add(key, from, end)) this.writeWord(key.slice(from, end));
      from = end + 1;
    }
  }

  private writeWord(word: string): void {
    if (mayBeMisspelt(word)) visitNear(word, (token) => this.sink.add(token));
    else if (word.length > LONGEST_WORD_PREFIX) this.sink.add(beginningToken(word));
  }
}
