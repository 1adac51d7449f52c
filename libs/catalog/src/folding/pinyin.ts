import { charactersBySyllable } from './pinyin.gen.js';

interface Pinyin {
  readonly syllables: readonly string[];
  readonly readings: ReadonlyMap<number, readonly string[]>;
}

let table: Pinyin | undefined;
const none: readonly string[] = [];

function read(): Pinyin {
  const readings = new Map<number, string[]>();
  const syllables: string[] = [];
  // Characters with the same readings share one array: 17,000 characters, a few hundred arrays.
  const shared = new Map<string, string[]>();
  for (const [, syllable = '', characters = ''] of charactersBySyllable.matchAll(/([a-z]+)([^a-z]+)/g)) {
    syllables.push(syllable);
    for (const character of characters) {
      const codePoint = character.codePointAt(0) ?? 0;
      const all = [...(readings.get(codePoint) ?? []), syllable];
      const name = all.join(' ');
      if (!shared.has(name)) shared.set(name, all);
      readings.set(codePoint, shared.get(name) ?? all);
    }
  }
  return { syllables, readings };
}

/**
 * The Mandarin readings of a Han character: Latin syllables without tones, `ü` as both `v` and `u`. All common
 * readings are included (重: chong, zhong), so a phrase is found whichever applies. Empty for a character without
 * a known reading and for one that foldText changes.
 */
export function pinyinReadings(codePoint: number): readonly string[] {
  // Read on first use: only building and searching a catalogue need the table.
  table ??= read();
  return table.readings.get(codePoint) ?? none;
}

/** Every syllable that pinyinReadings can return, in alphabetical order. */
export function pinyinSyllables(): readonly string[] {
  table ??= read();
  return table.syllables;
}
