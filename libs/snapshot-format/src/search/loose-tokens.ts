import { eachSound, type SoundScript } from '@catalogsync/catalog';
import { type LooseForms, looseForms } from './loose-forms.js';
import type { TokenBuffer } from './token-buffer.js';
import {
  extendToken,
  finishToken,
  LONGEST_SOUND,
  LONGEST_WORD_PREFIX,
  SHORTEST_SOUND,
  startToken,
  type TokenField,
  TokenKind,
  tokenOf,
} from './tokens.js';

/** Enough of a run for LONGEST_SOUND letters, whatever long vowels and soft signs are among them. */
const UNITS_OF_SOUND = 12;

/** The kind of the sounds of a script. */
export const soundKinds: Readonly<Record<SoundScript, TokenKind>> = {
  kana: TokenKind.kana,
  cyrillic: TokenKind.cyrillic,
  hangul: TokenKind.hangul,
};

/** Writes the tokens of the other forms of names. */
export class LooseTokenWriter {
  constructor(
    private readonly field: TokenField,
    private readonly sink: TokenBuffer,
  ) {}

  /** `key` is the search key of `text`. */
  write(text: string, key: string): void {
    const { words, sound, runs } = looseForms(text, key);
    if (words.length > 0) this.writeWords(words, key);
    if (sound !== undefined) this.sink.add(tokenOf(this.field, TokenKind.wholeSound, sound));
    this.writeSounds(runs);
  }

  /** The beginnings that a word has in common with the first of the key are written already, as of a word. */
  private writeWords(words: readonly string[], key: string): void {
    const space = key.indexOf(' ');
    const first = space === -1 ? key : key.slice(0, space);
    for (const word of words) {
      this.writePrefixes(
        TokenKind.joined,
        word,
        word.startsWith(first) ? Math.min(first.length + 1, LONGEST_WORD_PREFIX) : 1,
        LONGEST_WORD_PREFIX,
      );
    }
  }

  private writeSounds(runs: LooseForms['runs']): void {
    for (const { script, text } of runs) {
      eachSound(script, text, UNITS_OF_SOUND, (sound) => this.writePrefixes(soundKinds[script], sound, SHORTEST_SOUND, LONGEST_SOUND));
    }
  }

  private writePrefixes(kind: TokenKind, text: string, shortest: number, longest: number): void {
    let hash = startToken(this.field, kind);
    for (let i = 0; i < text.length && i < longest; i++) {
      hash = extendToken(hash, text.charCodeAt(i));
      if (i + 1 >= shortest) this.sink.add(finishToken(hash));
    }
  }
}
