import { endOfScript, type SoundScript, soundOf, soundScriptOf, soundScripts, soundsOf, spellingsOf } from '@catalogsync/catalog';
import { wholeSound } from '@catalogsync/snapshot-format';
import type { SearchTerm } from './search-term.js';

/** What a term sounds like in a script. */
export interface TermSound {
  readonly script: SoundScript;
  readonly sound: string;
}

/** A term with the other ways in which entries may have it. */
export interface LooseTerm extends SearchTerm {
  /** Kana, Cyrillic words and hangul that may be meant. */
  readonly sounds: readonly TermSound[];
  /** Words in Latin letters that may be meant by a term in another script. */
  readonly spellings: readonly string[];
}

const latinSounds = (letters: string): readonly TermSound[] =>
  soundScripts.flatMap((script) => soundsOf(script, letters).map((sound) => ({ script, sound })));

/** Completes a term. One letter of another script says too little to stand for a sound. */
export function looseTerm(term: SearchTerm): LooseTerm {
  const { text, spelling } = term;
  if (spelling) return { ...term, sounds: latinSounds(text), spellings: [] };
  const script = soundScriptOf(text.charCodeAt(0));
  if (script === undefined || text.length < 2 || endOfScript(text, 0, script) < text.length) return { ...term, sounds: [], spellings: [] };
  return { ...term, sounds: [{ script, sound: soundOf(script, text) }], spellings: spellingsOf(script, text) };
}

/** The sounds of a whole query without spaces, in the form of `LooseForms.sound`. */
export function wholeSounds(joined: string): readonly string[] {
  return /^[a-z]{2,}$/.test(joined) ? latinSounds(joined).map(({ script, sound }) => wholeSound(script, sound)) : [];
}
