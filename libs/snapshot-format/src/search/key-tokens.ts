import { isCjk, pinyinReadings } from '@catalogsync/catalog';
import type { TokenBuffer } from './token-buffer.js';
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

interface Sound {
  /** Tokens of the character's syllables. */
  readonly syllables: Int32Array;
  /** Code units of their initials, each once. */
  readonly initials: Int32Array;
  /** For each syllable, the hash that the next character's initial completes to a token. */
  readonly leads: Int32Array;
}

const none = new Int32Array();
const silent: Sound = { syllables: none, initials: none, leads: none };

/**
 * Writes the tokens of search keys. A writer caches what it learns about characters, so make one per field and
 * index, not per name.
 */
export class KeyTokenWriter {
  private readonly sounds = new Map<number, Sound>();

  constructor(
    private readonly field: TokenField,
    private readonly sink: TokenBuffer,
  ) {}

  /** Writes every token of `key`, which must be a search key. */
  write(key: string): void {
    if (key === '') return;
    this.writeStart(key);
    this.writeEnd(key, this.writeParts(key, true));
  }

  /** Writes only the tokens by which `key` is found as text, of two and more characters. */
  writeTexts(key: string): void {
    this.writeParts(key, false);
  }

  /** Writes the runs and words of `key`; returns where the last one starts. */
  private writeParts(key: string, sounds: boolean): number {
    let last = 0;
    for (let from = 0; from < key.length; ) {
      const space = key.indexOf(' ', from);
      const end = space === -1 ? key.length : space;
      if (isCjk(key.codePointAt(from) ?? 0)) {
        this.writeRun(key, from, end, sounds);
        if (sounds) this.writePinyin(key, from, end);
      } else this.writeWord(key, from, end);
      last = from;
      from = end + 1;
    }
    return last;
  }

  private writeStart(key: string): void {
    const longest = isCjk(key.codePointAt(0) ?? 0) ? 1 : LONGEST_WORD_START;
    let start = startToken(this.field, TokenKind.start);
    for (let i = 0; i < key.length && i < longest; i++) {
      start = extendToken(start, key.charCodeAt(i));
      this.sink.add(finishToken(start));
    }
  }

  /** Tokens for exact matches, besides the others; `from` is the start of the last run or word. */
  private writeEnd(key: string, from: number): void {
    const { field, sink } = this;
    if (key.length <= LONGEST_WHOLE) sink.add(tokenOf(field, TokenKind.whole, key));
    else if (isCjk(key.codePointAt(from) ?? 0)) sink.add(tokenOf(field, TokenKind.end, key, key.length - 1));
    else sink.add(tokenOf(field, TokenKind.end, key, from, Math.min(key.length, from + LONGEST_WORD_END)));
  }

  private writeRun(key: string, from: number, end: number, single: boolean): void {
    const { field, sink } = this;
    const gram = startToken(field, TokenKind.gram);
    for (let i = from; i < end; i++) {
      const one = extendToken(gram, key.charCodeAt(i));
      if (single || end - from === 1) sink.add(finishToken(one));
      if (i + 1 < end) sink.add(finishToken(extendToken(one, key.charCodeAt(i + 1))));
    }
  }

  private writeWord(key: string, from: number, end: number): void {
    const { field, sink } = this;
    let word = startToken(field, TokenKind.word);
    for (let i = from; i < end && i < from + LONGEST_WORD_PREFIX; i++) {
      word = extendToken(word, key.charCodeAt(i));
      sink.add(finishToken(word));
    }
  }

  private writePinyin(key: string, from: number, end: number): void {
    const { sink } = this;
    let before = silent;
    for (let i = from; i < end; i++) {
      const codePoint = key.codePointAt(i) ?? 0;
      if (codePoint > 0xffff) i++;
      const sound = this.soundOf(codePoint);
      for (let s = 0; s < sound.syllables.length; s++) sink.add(sound.syllables[s] as number);
      this.writeLeads(before.leads, sound.initials);
      before = sound;
    }
  }

  private writeLeads(leads: Int32Array, initials: Int32Array): void {
    for (let l = 0; l < leads.length; l++) {
      for (let i = 0; i < initials.length; i++) this.sink.add(finishToken(extendToken(leads[l] as number, initials[i] as number)));
    }
  }

  private soundOf(codePoint: number): Sound {
    const known = this.sounds.get(codePoint);
    if (known !== undefined) return known;
    const readings = pinyinReadings(codePoint);
    const syllables = Int32Array.from(readings, (reading) => tokenOf(this.field, TokenKind.syllable, reading));
    const lead = startToken(this.field, TokenKind.lead);
    const sound = {
      syllables,
      initials: Int32Array.from(new Set(readings.map((reading) => reading.charCodeAt(0)))),
      leads: syllables.map((syllable) => extendToken(lead, syllable)),
    };
    this.sounds.set(codePoint, sound);
    return sound;
  }
}
