import { isCjk, pinyinReadings } from '@catalogsync/catalog';
import {
  extendToken,
  finishToken,
  LONGEST_CJK_START,
  LONGEST_WORD_END,
  LONGEST_WORD_PREFIX,
  LONGEST_WORD_START,
  startToken,
  type TokenField,
  TokenKind,
  tokenOf,
} from './tokens.js';

/** Takes tokens one by one; the same one may come twice. */
export interface TokenSink {
  add(token: number): void;
}

interface Sound {
  /** Tokens of the character's syllables. */
  readonly syllables: readonly number[];
  /** Code units of their initials, each once. */
  readonly initials: readonly number[];
  /** For each initial the hash that a second one completes to a token. */
  readonly pairs: readonly number[];
}

const silent: Sound = { syllables: [], initials: [], pairs: [] };

/**
 * Writes the tokens of search keys. One writer keeps what it learns about characters, so make one
 * per field and index, not per name.
 */
export class KeyTokenWriter {
  private readonly sounds = new Map<number, Sound>();

  constructor(
    private readonly field: TokenField,
    private readonly sink: TokenSink,
  ) {}

  /** Writes every token of `key`, which must be a search key. */
  write(key: string): void {
    this.writeStart(key);
    for (let from = 0; from < key.length; ) {
      const space = key.indexOf(' ', from);
      const end = space === -1 ? key.length : space;
      if (isCjk(key.codePointAt(from) ?? 0)) this.writeRun(key, from, end);
      else this.writeWord(key, from, end);
      from = end + 1;
    }
  }

  private writeStart(key: string): void {
    const longest = isCjk(key.codePointAt(0) ?? 0) ? LONGEST_CJK_START : LONGEST_WORD_START;
    let start = startToken(this.field, TokenKind.start);
    for (let i = 0; i < key.length && i < longest; i++) {
      start = extendToken(start, key.charCodeAt(i));
      this.sink.add(finishToken(start));
    }
  }

  private writeRun(key: string, from: number, end: number): void {
    const { field, sink } = this;
    const gram = startToken(field, TokenKind.gram);
    for (let i = from; i < end; i++) {
      const one = extendToken(gram, key.charCodeAt(i));
      sink.add(finishToken(one));
      if (i + 1 < end) sink.add(finishToken(extendToken(one, key.charCodeAt(i + 1))));
    }
    if (end === key.length) sink.add(tokenOf(field, TokenKind.end, key, end - 1, end));
    this.writePinyin(key, from, end);
  }

  private writeWord(key: string, from: number, end: number): void {
    const { field, sink } = this;
    let word = startToken(field, TokenKind.word);
    for (let i = from; i < end && i < from + LONGEST_WORD_PREFIX; i++) {
      word = extendToken(word, key.charCodeAt(i));
      sink.add(finishToken(word));
    }
    if (end === key.length) sink.add(tokenOf(field, TokenKind.end, key, from, Math.min(end, from + LONGEST_WORD_END)));
  }

  private writePinyin(key: string, from: number, end: number): void {
    const { sink } = this;
    let before = silent;
    for (let i = from; i < end; i++) {
      const codePoint = key.codePointAt(i) ?? 0;
      if (codePoint > 0xffff) i++;
      const sound = this.soundOf(codePoint);
      const { syllables, initials } = sound;
      for (let s = 0; s < syllables.length; s++) sink.add(syllables[s] as number);
      const { pairs } = before;
      for (let p = 0; p < pairs.length; p++) {
        for (let n = 0; n < initials.length; n++) sink.add(finishToken(extendToken(pairs[p] as number, initials[n] as number)));
      }
      before = sound;
    }
  }

  private soundOf(codePoint: number): Sound {
    const known = this.sounds.get(codePoint);
    if (known !== undefined) return known;
    const readings = pinyinReadings(codePoint);
    const initials = [...new Set(readings.map((reading) => reading.charCodeAt(0)))];
    const pair = startToken(this.field, TokenKind.initials);
    const sound = {
      syllables: readings.map((reading) => tokenOf(this.field, TokenKind.syllable, reading)),
      initials,
      pairs: initials.map((initial) => extendToken(pair, initial)),
    };
    this.sounds.set(codePoint, sound);
    return sound;
  }
}
