import { cyrillicLetters, cyrillicSounds, cyrillicSpellings, isCyrillic } from './cyrillic.js';
import { hangulLetters, hangulSound, isHangul } from './hangul.js';
import { continuesKana, isKana, kanaLetters, romajiSound } from './kana.js';

/** The scripts, besides Han, that can be searched in Latin letters and the other way round. */
export const soundScripts = ['kana', 'cyrillic', 'hangul'] as const;
export type SoundScript = (typeof soundScripts)[number];

interface Script {
  /** Whether a code unit belongs to it. */
  has(unit: number): boolean;
  /** Whether a sound can begin at a place of a run. */
  begins(run: string, at: number): boolean;
  letters(run: string): string;
  sounds(letters: string): readonly string[];
  spellings(run: string): readonly string[];
}

const scripts: Readonly<Record<SoundScript, Script>> = {
  kana: {
    has: isKana,
    begins: (run, at) => !continuesKana(run.charCodeAt(at)),
    letters: kanaLetters,
    sounds: (letters) => [romajiSound(letters)],
    // As it is typed (toukyou), and as it is printed (tokyo).
    spellings: (run) => {
      const letters = kanaLetters(run);
      return [...new Set([letters, letters.replace(/ou|oo/g, 'o').replace(/uu/g, 'u')])];
    },
  },
  cyrillic: {
    has: isCyrillic,
    begins: (_run, at) => at === 0,
    letters: cyrillicLetters,
    sounds: cyrillicSounds,
    spellings: cyrillicSpellings,
  },
  hangul: {
    has: isHangul,
    begins: () => true,
    letters: hangulLetters,
    sounds: (letters) => [hangulSound(letters)],
    spellings: (run) => [hangulLetters(run)],
  },
};

/** The script of a code unit of a search key; undefined for Latin, Han and all others. */
export function soundScriptOf(unit: number): SoundScript | undefined {
  // Han and Latin are nearly everything: they are told apart first.
  if (unit < 0x400 || (unit >= 0x3100 && unit < 0xac00)) return undefined;
  return soundScripts.find((script) => scripts[script].has(unit));
}

/** Where a run of one script ends that begins at `from`. */
export function endOfScript(key: string, from: number, script: SoundScript): number {
  let end = from;
  while (end < key.length && scripts[script].has(key.charCodeAt(end))) end++;
  return end;
}

/**
 * Calls back with the sound of a run from every place where a search may begin: any mora or syllable, or the word.
 * `units`: how much of the run to read from there.
 */
export function eachSound(script: SoundScript, run: string, units: number, visit: (sound: string) => void): void {
  const { begins, letters, sounds } = scripts[script];
  for (let at = 0; at < run.length; at++) {
    if (begins(run, at)) visit(sounds(letters(run.slice(at, at + units)))[0] ?? '');
  }
}

/** What a word in Latin letters may sound like in a script: an entry matches if one of its sounds begins with one of these. */
export function soundsOf(script: SoundScript, letters: string): readonly string[] {
  return scripts[script].sounds(letters);
}

/** The sound of a whole run. */
export function soundOf(script: SoundScript, run: string): string {
  return scripts[script].sounds(scripts[script].letters(run))[0] ?? '';
}

/** Ways to write a run in Latin letters, the commonest first. */
export function spellingsOf(script: SoundScript, run: string): readonly string[] {
  return scripts[script].spellings(run);
}
