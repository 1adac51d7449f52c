import { isCjk, pinyinReadings } from '@catalogsync/catalog';
import {
  extendToken,
  finishToken,
  INITIALS_SPAN,
  LONGEST_START_PREFIX,
  LONGEST_WORD_PREFIX,
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
}

const silent: Sound = { syllables: [], initials: [] };

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
    for (let from = 0; from < key.length; ) {
      const space = key.indexOf(' ', from);
      const end = space === -1 ? key.length : space;
      if (isCjk(key.codePointAt(from) ?? 0)) this.writeRun(key, from, end);
      else this.writeWord(key, from, end);
      from = end + 1;
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
    if (from === 0) {
      sink.add(tokenOf(field, TokenKind.start, key, 0, 1));
      if (end > 1) sink.add(tokenOf(field, TokenKind.start, key, 0, 2));
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
    if (from === 0) {
      let start = startToken(field, TokenKind.start);
      for (let i = 0; i < end && i < LONGEST_START_PREFIX; i++) {
        start = extendToken(start, key.charCodeAt(i));
        sink.add(finishToken(start));
      }
    }
    if (end === key.length) sink.add(tokenOf(field, TokenKind.end, key, from, Math.min(end, from + LONGEST_START_PREFIX)));
  }

  private writePinyin(key: string, from: number, end: number): void {
    const sounds: Sound[] = [];
    for (let i = from; i < end; i++) {
      const codePoint = key.codePointAt(i) ?? 0;
      if (codePoint > 0xffff) i++;
      sounds.push(this.soundOf(codePoint));
    }
    const initials = startToken(this.field, TokenKind.initials);
    for (let at = 0; at < sounds.length; at++) {
      for (const syllable of sounds[at]?.syllables ?? []) this.sink.add(syllable);
      this.writeInitials(sounds, at, INITIALS_SPAN, initials);
    }
  }

  /** A character of several readings begins several tokens: at most three for each place. */
  private writeInitials(sounds: readonly Sound[], at: number, left: number, hash: number): void {
    const initials = (sounds[at] ?? silent).initials;
    if (left === 0 || initials.length === 0) {
      // One initial alone is never asked for.
      if (left <= INITIALS_SPAN - 2) this.sink.add(finishToken(hash));
      return;
    }
    for (const initial of initials) this.writeInitials(sounds, at + 1, left - 1, extendToken(hash, initial));
  }

  private soundOf(codePoint: number): Sound {
    const known = this.sounds.get(codePoint);
    if (known !== undefined) return known;
    const readings = pinyinReadings(codePoint);
    const sound = {
      syllables: readings.map((reading) => tokenOf(this.field, TokenKind.syllable, reading)),
      initials: [...new Set(readings.map((reading) => reading.charCodeAt(0)))],
    };
    this.sounds.set(codePoint, sound);
    return sound;
  }
}
